import { z } from 'zod'
import type { OrderContent } from '../../plan/order.ts'
import { addDays, dayOf, parseInstant, showInstant, startOfDay, type Instant } from '../../model/time.ts'
import type { EngineClient } from '../client.ts'
import { chance } from '../temperament.ts'
import type { Access } from '../world.ts'
import {
  hoursIn,
  isSilent,
  isStuck,
  loadAt,
  shifted,
  truthOf,
  type Known,
  type MeterShares,
  type Truth,
} from './truth.ts'

const instant = z.string().transform((text) => parseInstant(text) ?? text)
const pageForm = z.object({
  items: z.array(z.object({ id: z.string(), enterprise: z.object({ id: z.string(), creditCode: z.string() }) })),
  next: z.string().nullable(),
})
const detailForm = z.object({
  revisions: z.array(z.object({ revision: z.int(), orderedAt: instant, content: z.record(z.string(), z.unknown()) })),
  evidence: z.array(z.object({ revision: z.int(), rung: z.string(), at: instant })),
})
const REACHED: ReadonlySet<string> = new Set(['delivered', 'read', 'acknowledged', 'committed', 'done'])
/** Readings of one body. */
const AT_ONCE = 9_000
/** Requests that are under way at once. */
const LANES = 8

interface Plant {
  readonly order: string
  readonly enterprise: string
  readonly creditCode: string
  readonly truth: Truth
  known: Known[]
  freedAt: Instant | null
  lines: { line: string; usual: number; sources: Source[] }[]
  filledUntil: Instant
}
interface Source {
  readonly code: string
  readonly kind: 'power' | 'online'
  readonly factor: number
}

/**
 * Meters and monitors of a drill (模拟监测): each midnight they send what was measured on the day that has passed, over
 * HTTP, by what their enterprises really do. What that is the engine is never told.
 */
export class DrillMeters {
  readonly #client: EngineClient
  readonly #access: Access
  readonly #shares: MeterShares
  readonly #seed: number
  readonly #plants = new Map<string, Plant>()
  #key: { id: string; key: string } | null = null
  #next: Instant

  constructor(client: EngineClient, access: Access, shares: MeterShares, seed: number, start: Instant) {
    this.#client = client
    this.#access = access
    this.#shares = shares
    this.#seed = seed
    this.#next = startOfDay(addDays(dayOf(start), 1))
  }

  /** When they send next. */
  get nextDue(): Instant {
    return this.#next
  }

  /** What each enterprise that holds an order really did; those that nobody ordered anything are not among them. */
  truths(): ReadonlyMap<string, Truth> {
    return new Map([...this.#plants.values()].map(({ enterprise, truth }) => [enterprise, truth]))
  }

  /** Sends what is due; whether anything was. */
  async act(now: Instant, token: string): Promise<boolean> {
    if (now < this.#next) return false
    this.#next = startOfDay(addDays(dayOf(now), 1))
    await this.#meet(now, token)
    const plants = [...this.#plants.values()]
    await inLanes(plants, (plant) => this.#learn(plant, token))
    const bodies = { power: [] as object[], online: [] as object[] }
    for (const plant of plants) {
      for (const { kind, reading } of this.#readings(plant, now)) bodies[kind].push(reading)
      plant.filledUntil = now
    }
    const key = this.#key?.key ?? ''
    for (const kind of ['power', 'online'] as const)
      for (let n = 0; n < bodies[kind].length; n += AT_ONCE)
        await this.#client.post(
          `/evidence/${kind}`,
          key,
          { readings: bodies[kind].slice(n, n + AT_ONCE) },
          `drill.${kind}.${now}.${n}`,
        )
    return true
  }

  /** Enters the meters of those who hold an order for the first time. */
  async #meet(now: Instant, token: string): Promise<void> {
    let cursor = ''
    const found: z.output<typeof pageForm>['items'] = []
    for (let more = true; more;) {
      const page = await this.#client.get(`/orders?limit=500${cursor}`, token, pageForm)
      found.push(...page.items.filter(({ id }) => !this.#plants.has(id)))
      cursor = `&cursor=${page.next}`
      more = page.next !== null
    }
    const fresh = found.map(({ id, enterprise }): Plant => ({
      order: id,
      enterprise: enterprise.id,
      creditCode: enterprise.creditCode,
      truth: truthOf(this.#seed, enterprise.creditCode, this.#shares),
      known: [],
      freedAt: null,
      lines: [],
      filledUntil: startOfDay(addDays(dayOf(now), -this.#shares.days)),
    }))
    for (const plant of fresh) this.#plants.set(plant.order, plant)
    const metered = fresh.filter(({ truth }) => truth !== 'unmetered')
    if (metered.length === 0) return
    if (this.#key === null) {
      const body = { area: this.#access.city, name: '演练监测平台' }
      const said = await this.#client.post('/evidence/keys', token, body, 'drill.evidence.key')
      this.#key = z.object({ id: z.string(), key: z.string() }).parse(said.body)
    }
    const key = this.#key.id
    await inLanes(metered, async (plant) => {
      await this.#learn(plant, token)
      const content = plant.known[0]?.content
      for (const { line } of content?.lines ?? []) {
        const usual = 150 + Math.floor(chance(this.#seed, 'usual', plant.creditCode, line) * 1_000)
        const sources: Source[] = []
        const enter = async (kind: 'power' | 'online', of: string, unit: string, form: string, factor: number) => {
          const code = `${plant.creditCode}-${plant.lines.length}-${of}`
          const name = `${line}${of === 'production' ? '生产电表' : of === 'treatment' ? '治理电表' : '烟气流量'}`
          const body = { enterprise: plant.enterprise, line, kind, of, name, unit, form, everyMinutes: 60, key, code }
          await this.#client.post('/evidence/sources', token, body, `drill.source.${code}`)
          sources.push({ code, kind, factor })
        }
        await enter('power', 'production', 'kWh', 'interval', 1)
        // Two in five have a monitor at their stack.
        if (chance(this.#seed, 'stack', plant.creditCode, line) < 0.4)
          await enter('online', 'stack', 'm3/h', 'level', 80)
        plant.lines.push({ line, usual, sources })
      }
    })
  }

  /** What is asked of a plant by now, and since when it knows. */
  async #learn(plant: Plant, token: string): Promise<void> {
    const { revisions, evidence } = await this.#client.get(`/orders/${plant.order}`, token, detailForm)
    plant.known = revisions
      .toSorted((a, b) => a.revision - b.revision)
      .map(({ revision, orderedAt, content }): Known => {
        const reached = evidence.filter((one) => one.revision === revision && REACHED.has(one.rung)).map(({ at }) => at)
        return {
          content: content as unknown as OrderContent,
          orderedAt,
          reachedAt: reached.length === 0 ? null : reached.reduce((a, b) => (a < b ? a : b)),
        }
      })
    const freed = evidence.filter(({ rung }) => rung === 'releaseDelivered').map(({ at }) => at)
    plant.freedAt = freed.length === 0 ? null : freed.reduce((a, b) => (a < b ? a : b))
  }

  *#readings(plant: Plant, now: Instant): Generator<{ kind: 'power' | 'online'; reading: object }> {
    const { truth, creditCode } = plant
    const [seed, ordered] = [this.#seed, plant.known[0]?.orderedAt ?? now]
    for (const { line, usual, sources } of plant.lines)
      for (const at of hoursIn(plant.filledUntil, now)) {
        const breaks = truth === 'broken' && at >= ordered
        if (breaks && isSilent(seed, creditCode, at)) continue
        const load = loadAt({ truth, seed, creditCode, line }, at, plant.known, plant.freedAt)
        // A meter that sticks shows for ever what it showed when it broke.
        const shown = breaks && isStuck(seed, creditCode) ? 97 : load
        for (const { code, kind, factor } of sources)
          yield {
            kind,
            reading: {
              source: code,
              at: showInstant(shifted(at, truth)),
              value: Math.round(usual * factor * shown) / 100,
            },
          }
      }
  }
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const one of left) await work(one)
    }),
  )
}
