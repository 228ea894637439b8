import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { addMinutes, epochMs, parseInstant, showInstant, type Instant } from '../model/time.ts'
import { EngineClient } from './client.ts'
import type { Enterprises } from './enterprises.ts'
import { earliest, Officers, type Moment } from './officers.ts'
import { DrillMeters } from './meters/meters.ts'
import type { Providers } from './providers/providers.ts'
import type { Line, Play } from './scenario.ts'
import type { Access } from './world.ts'

const instant = z.string().transform((text, context) => {
  const at = parseInstant(text)
  if (at !== null) return at
  context.issues.push({ code: 'custom', message: 'no instant', input: text })
  return z.NEVER
})
const clockForm = z.object({ now: instant, outstanding: z.int(), nextDue: instant.nullable() })
const openerForm = z.object({ id: z.string() })
type ClockState = z.output<typeof clockForm>

/** Between two looks at the clock while effects are under way: first often, so that a quick step costs little. */
const FIRST_LOOK_MS = 3
const LONGEST_LOOK_MS = 60
/** With nothing done in so long, the engine hangs: the drill says so instead of waiting for ever. */
const HANGS_MS = 180_000

export interface Progress {
  /** Called at each stop of the clock. */
  (now: Instant, orders: number): void
}

export interface ConductOptions {
  /** At most so many seconds of the world for each second of the wall; null: as fast as it goes. */
  readonly speed: number | null
  readonly progress: Progress
  /** One line of what happened, for the record. */
  readonly tell: (event: Record<string, unknown>) => void
  /** Whoever carries SMS and calls; nobody where it is missing. */
  readonly telephones?: Pick<Providers, 'tell' | 'underWay' | 'nextDue'>
  /** Called while the world stands still, before the clock is moved; the clock is where it was when it returns. */
  readonly between?: (now: Instant) => Promise<void>
}

/** What a drill leaves behind for its summary. */
export interface Played {
  readonly officers: Officers
  readonly client: EngineClient
  /** When each bulletin went in. */
  readonly bulletins: readonly Moment[]
  /** When the engine stood still after each signature, the same way round as the passages that were signed. */
  readonly settled: ReadonlyMap<string, Moment>
  /** What was measured; null where the scenario has no meters. */
  readonly meters: DrillMeters | null
  /** The season opener that was started; null where the scenario has none. */
  readonly opener: string | null
  readonly stops: number
  readonly seconds: number
}

/**
 * Plays a scenario against a running engine (导演), over HTTP like everybody else. The world's clock stands while
 * anything is under way, in the engine or at an enterprise, and then jumps to the next thing that is due anywhere.
 */
export class Conductor {
  readonly #play: Play
  readonly #access: Access
  readonly #client: EngineClient
  readonly #officers: Officers
  readonly #enterprises: Enterprises
  readonly #options: ConductOptions
  readonly #meters: DrillMeters | null
  readonly #bulletins: Moment[] = []
  readonly #settled = new Map<string, Moment>()
  #opener: string | null = null
  #stops = 0

  constructor(play: Play, access: Access, enterprises: Enterprises, options: ConductOptions) {
    this.#play = play
    this.#access = access
    this.#enterprises = enterprises
    this.#options = options
    this.#client = new EngineClient(access.url)
    const { meters, seed } = play.scenario
    this.#meters = meters ? new DrillMeters(this.#client, access, meters, seed, play.start) : null
    this.#officers = new Officers(this.#client, access, play.scenario.officers, play.incidents)
  }

  /** The way by which it speaks with the engine. */
  get client(): EngineClient {
    return this.#client
  }

  async play(): Promise<Played> {
    const from = monotonicMs()
    const lines = [...this.#play.lines]
    for (;;) {
      const { now, nextDue } = await this.#settle()
      this.#markSettled(now)
      this.#options.progress(now, this.#enterprises.ledger.consequences.size)
      const told = this.#officers.passages.length
      const acted = await this.#officers.act(now)
      for (const { name, change } of this.#officers.passages.slice(told))
        this.#say(now, 'proposed', { warning: name, ...shown(change) })
      if (acted || (await this.#startOpener(now)) || (await this.#measure(now))) continue
      const line = lines[0]
      if (line && line.at <= now) {
        lines.shift()
        await this.#send(line, now)
        continue
      }
      const due = nextDue !== null && nextDue > now ? nextDue : null
      const answers = earliest(this.#enterprises.nextDue(), this.#options.telephones?.nextDue() ?? null)
      const opening = this.#opener === null ? (this.#play.scenario.opener?.at ?? null) : null
      const measured = this.#meters?.nextDue ?? null
      const next = earliest(line?.at ?? null, due, this.#officers.nextAct, answers, opening, measured)
      if (next === null || (line === undefined && next > this.#play.end && (await this.#officers.alive()) === 0)) break
      await this.#moveTo(next, now)
    }
    return {
      officers: this.#officers,
      client: this.#client,
      bulletins: this.#bulletins,
      settled: this.#settled,
      meters: this.#meters,
      opener: this.#opener,
      stops: this.#stops,
      seconds: (monotonicMs() - from) / 1000,
    }
  }

  /** Waits until nothing is under way anywhere. */
  async #settle(): Promise<ClockState> {
    const duty = await this.#officers.token('dutyOfficer')
    let seen = ''
    let changedAt = monotonicMs()
    for (let look = FIRST_LOOK_MS; ; look = Math.min(look * 1.5, LONGEST_LOOK_MS)) {
      const clock = await this.#client.get('/clock', duty, clockForm)
      const underWay = this.#enterprises.underWay() + (this.#options.telephones?.underWay() ?? 0)
      if (clock.outstanding === 0 && underWay === 0) return clock
      const mark = `${clock.outstanding} ${underWay} ${this.#enterprises.ledger.arrivals.length}`
      if (mark !== seen) changedAt = monotonicMs()
      seen = mark
      if (monotonicMs() - changedAt > HANGS_MS)
        throw new Error(`at ${clock.now} ${clock.outstanding} effects and ${underWay} answers do not come to an end`)
      await sleep(look)
    }
  }

  async #moveTo(next: Instant, now: Instant): Promise<void> {
    const { speed, between } = this.#options
    await between?.(now)
    if (speed !== null) await sleep((epochMs(next) - epochMs(now)) / speed)
    await this.#client.post('/clock', await this.#officers.token('dutyOfficer'), { set: next }, null)
    this.#enterprises.tell(next)
    this.#options.telephones?.tell(next)
    this.#stops += 1
  }

  /** What was measured on the day that has passed. */
  async #measure(now: Instant): Promise<boolean> {
    return (await this.#meters?.act(now, await this.#officers.token('dutyOfficer'))) ?? false
  }

  /** Once, at its hour. */
  async #startOpener(now: Instant): Promise<boolean> {
    const { opener } = this.#play.scenario
    if (!opener || this.#opener !== null || opener.at > now) return false
    const body = { area: this.#access.city, answerBy: addMinutes(opener.at, opener.minutes) }
    const duty = await this.#officers.token('dutyOfficer')
    const said = await this.#client.post('/openers', duty, body, `drill.opener.${opener.at}`)
    this.#opener = openerForm.parse(said.body).id
    this.#say(now, 'openerStarted', { answerBy: showInstant(body.answerBy) })
    return true
  }

  async #send({ kind, values }: Line, now: Instant): Promise<void> {
    const [feed] = this.#access.feeds
    if (!feed) throw new Error('the drill has no feed')
    if (this.#play.incidents.feedSilent(now)) {
      this.#say(now, 'feedSilent', { missing: kind })
      return
    }
    const { city } = this.#access
    const body = { provider: feed.provider, area: city, issuedAt: showInstant(now), values }
    this.#bulletins.push({ at: now, ms: monotonicMs() })
    await this.#client.post(`/${kind}s`, feed.key, body, `drill.${kind}.${now}`)
    this.#say(now, kind, { days: values.length })
  }

  #markSettled(now: Instant): void {
    for (const { consultation, name, change, signed } of this.#officers.passages) {
      if (signed === null || this.#settled.has(consultation)) continue
      this.#settled.set(consultation, { at: now, ms: monotonicMs() })
      this.#say(signed.at, 'signed', { warning: name, ...shown(change) })
    }
  }

  #say(now: Instant, event: string, more: object): void {
    this.#options.tell({ at: showInstant(now), event, ...more })
  }
}

function shown({ kind, level, startsAt, endsAt }: Officers['passages'][number]['change']): object {
  return { change: kind, level, startsAt, endsAt }
}
