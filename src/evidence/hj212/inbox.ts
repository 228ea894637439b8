import { timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Doing } from '../../db/journal.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { EvidenceFile } from '../../rulebook/evidence.ts'
import type { World } from '../../world.ts'
import { fault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'
import { readNumber, whyNotAt } from '../inbox/decide.ts'
import { quarantine, type Arriving, type Refused, type Slot } from '../inbox/store.ts'
import { take } from '../inbox/take.ts'
import { measuredBy, MEASURING, TALKING, write, type Message } from './parse.ts'
import { hashOfPassword } from './password.ts'
import { devicesOf, slotsOfKeys, type Device } from './store.ts'

/** What one connection has handed over. */
export interface Letter {
  readonly message: Message
  /** Of a packet whose time stands in another one. */
  readonly at: Instant | null
  readonly peer: string
  /** Called once: true when it is kept, false when it was refused, null when it could not be kept and should come again. */
  readonly done: (kept: boolean | null) => void
}

/**
 * Waited for others before a batch is written. Every logger of a province sends at the full minute: without it each
 * frame would be a transaction of its own.
 */
const GATHER_MS = 5
const MOST_LETTERS = 400
/** After the database was away. */
const AGAIN_MS = 1_000
/** Faults that are held until they are counted in the database; more kinds at a time are counted together. */
const MOST_FAULTS = 500

/** Writes what all connections bring, together (汇集入库): an answer means that it is kept. */
export class Inbox {
  readonly #world: World
  readonly #root: string
  #letters: Letter[] = []
  readonly #faults = new Map<string, Refused>()
  #running: Promise<void> | null = null

  constructor(world: World) {
    this.#world = world
    this.#root = world.areas.all().find(({ parent }) => parent === null)?.code ?? ''
  }

  /** Letters that wait: whoever reads faster than is written has to stop. */
  get waiting(): number {
    return this.#letters.length
  }

  put(letter: Letter): void {
    this.#letters.push(letter)
    this.#run()
  }

  /** Counts what was refused; a device that nobody knows belongs to the whole installation. */
  count(why: Fault, raw: Uint8Array, sender: string, area = this.#root): void {
    const key = `${area} ${sender} ${why.code}`
    const known = this.#faults.get(key)
    const isMore = known === undefined && this.#faults.size >= MOST_FAULTS
    const one = known ?? { area, door: 'hj212', sender: isMore ? '…' : sender, fault: why, raw, times: 0 }
    const under = isMore ? `${area} … ${why.code}` : key
    const times = (this.#faults.get(under) ?? one).times + 1
    this.#faults.set(under, { ...(this.#faults.get(under) ?? one), times })
    this.#run()
  }

  async close(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  #run(): void {
    this.#running ??= this.#loop().finally(() => {
      this.#running = null
      if (this.#letters.length > 0) this.#run()
    })
  }

  async #loop(): Promise<void> {
    await sleep(GATHER_MS)
    while (this.#letters.length > 0 || this.#faults.size > 0) {
      const some = this.#letters.splice(0, MOST_LETTERS)
      try {
        await this.#write(some)
      } catch (error) {
        this.#world.log.error({ err: error }, 'evidence could not be kept; its devices send it again')
        for (const { done } of some) done(null)
        await sleep(AGAIN_MS)
        return
      }
    }
  }

  async #write(letters: readonly Letter[]): Promise<void> {
    const { db, clock, rulebooks } = this.#world
    const now = clock.now()
    const rule = rulebooks.evidence(dayOf(now))
    const devices = await devicesOf(db, [...new Set(letters.map(({ message }) => message.mn))])
    const slots = await slotsOfKeys(
      db,
      [...devices.values()].map(({ id }) => id),
    )
    const arriving: Arriving[] = []
    const kept: boolean[] = []
    for (const letter of letters) {
      const device = devices.get(letter.message.mn) ?? null
      const why = this.#whyNot(letter.message, device)
      if (why !== null) this.count(why, Buffer.from(write(letter.message)), letter.peer, device?.area)
      else if (device !== null) arriving.push(...this.#read(letter, device, slots, now, rule))
      kept.push(why === null)
    }
    const byNo = new Map([...slots.values()].flatMap((own) => [...own.values()]).map((slot) => [slot.no, slot]))
    if (arriving.length > 0) await take(this.#world, arriving, byNo, { door: 'hj212', by: 'engine' })
    letters.forEach(({ done }, n) => done(kept[n] ?? false))
    await this.#countAll({ now, by: 'engine' })
  }

  #whyNot({ mn, pw }: Message, device: Device | null): Fault | null {
    if (device === null) return fault('frame.device', { given: mn })
    const given = hashOfPassword(this.#world.keys, { mn, password: pw })
    return timingSafeEqual(given, device.secret) ? null : fault('frame.password', { given: mn })
  }

  #read(
    { message, at: elsewhere }: Letter,
    { id, area }: Device,
    slots: ReadonlyMap<string, ReadonlyMap<string, Slot>>,
    now: Instant,
    rule: EvidenceFile,
  ): Arriving[] {
    const refuse = (why: Fault) => this.count(why, Buffer.from(write(message)), `source:${id}`, area)
    if (TALKING.has(message.cn)) return []
    if (!MEASURING.has(message.cn)) {
      refuse(fault('frame.command', { given: message.cn }))
      return []
    }
    const measured = measuredBy(message)
    if ('code' in measured) {
      refuse(measured)
      return []
    }
    const at = measured.at ?? elsewhere
    const late = at === null ? fault('at.unreadable', { given: '' }) : whyNotAt(at, now, rule)
    if (at === null || late !== null) {
      if (late !== null) refuse(late)
      return []
    }
    const own = slots.get(id) ?? new Map<string, Slot>()
    const known = new Set([...own.keys()].map((code) => code.split('-', 1)[0]))
    const arriving: Arriving[] = []
    for (const { factor, code, given, mark } of measured.values) {
      const slot = own.get(code)
      const value = readNumber(given)
      if (slot !== undefined && value !== null) arriving.push({ no: slot.no, at, value, mark })
      else if (slot !== undefined) refuse(fault('value.unreadable', { given: shown(given) }))
      else if (!known.has(factor)) refuse(fault('frame.factor', { given: shown(factor) }))
    }
    return arriving
  }

  async #countAll(doing: Doing): Promise<void> {
    if (this.#faults.size === 0) return
    const refused = [...this.#faults.values()]
    this.#faults.clear()
    await this.#world.db.transaction((tx) => quarantine(tx, refused, doing))
  }
}
