import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { addMinutes, type Instant } from '../model/time.ts'
import type { EngineClient } from './client.ts'
import { Incidents } from './incidents.ts'
import type { Access } from './world.ts'

const changeForm = z.object({
  kind: z.enum(['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift']),
  level: z.string(),
  startsAt: z.string(),
  endsAt: z.string().nullable(),
  rank: z.int(),
  signBy: z.string(),
})
const consultationForm = z.object({
  id: z.string(),
  warningId: z.string(),
  warningName: z.string(),
  change: changeForm,
})
const warningForm = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  level: z.string().nullable(),
  change: changeForm.nullable(),
})

export type Change = z.output<typeof changeForm>

/** How one change went from the proposal to the signature, each instant on both clocks (经过). */
export interface Passage {
  readonly consultation: string
  readonly warning: string
  readonly name: string
  readonly change: Change
  readonly proposed: Moment
  decided: Moment | null
  signed: Moment | null
}

/** An instant of the world, and milliseconds of the monotonic clock. */
export interface Moment {
  readonly at: Instant
  readonly ms: number
}

/**
 * The officers of a drill (演练值班员): they see what waits, take their time on the world's clock, confer and sign. They
 * act on what they see and remember little, so that an engine that was killed meanwhile finds them where it is.
 */
export class Officers {
  readonly passages: Passage[] = []
  readonly #client: EngineClient
  readonly #access: Access
  readonly #minutes: { readonly confer: number; readonly sign: number }
  readonly #incidents: Incidents
  readonly #tokens = new Map<string, string>()
  #nextAct: Instant | null = null

  constructor(
    client: EngineClient,
    access: Access,
    minutes: { readonly confer: number; readonly sign: number },
    incidents: Incidents = new Incidents([], 0),
  ) {
    this.#client = client
    this.#access = access
    this.#minutes = minutes
    this.#incidents = incidents
  }

  /** When somebody will act on what is now on the table; null: nothing is. */
  get nextAct(): Instant | null {
    return this.#nextAct
  }

  /** The token of the officer of a role, of at least a rank where it matters. */
  async token(role: string, rank = 0): Promise<string> {
    const who = this.#access.logins.find((one) => one.role === role && one.rank >= rank)
    if (!who) throw new Error(`the drill has no ${role} of rank ${rank}`)
    const known = this.#tokens.get(who.login)
    if (known !== undefined) return known
    const { login, password } = who
    const { body } = await this.#client.post('/sessions', null, { login, password }, null)
    const { token } = z.object({ token: z.string() }).parse(body)
    this.#tokens.set(login, token)
    return token
  }

  /** Looks at what waits and does what is due; true when something was done and the engine has to settle again. */
  async act(now: Instant): Promise<boolean> {
    const conferred = await this.#confer(now)
    const signed = await this.#sign(now)
    this.#nextAct = earliest(conferred.next, signed.next)
    return conferred.did || signed.did
  }

  /** Warnings of the city that still live. */
  async alive(): Promise<number> {
    return (await this.#warnings(true)).length
  }

  async warnings(): Promise<z.output<typeof warningForm>[]> {
    return await this.#warnings(false)
  }

  async #confer(now: Instant): Promise<{ did: boolean; next: Instant | null }> {
    const duty = await this.token('dutyOfficer')
    const form = z.object({ items: z.array(consultationForm) })
    const { items } = await this.#client.get('/consultations?open=true&kind=change', duty, form)
    let did = false
    let next: Instant | null = null
    for (const { id, warningId, warningName, change } of items) {
      const passage = this.#passage(id, { warning: warningId, name: warningName, change }, now)
      const due = this.#there('dutyOfficer', addMinutes(passage.proposed.at, this.#minutes.confer), now)
      if (due > now) next = earliest(next, due)
      else {
        const body = { decision: 'proceed', reason: '演练：按规则建议执行' }
        await this.#client.post(`/consultations/${id}/decision`, duty, body, `drill.${id}`)
        passage.decided ??= { at: now, ms: monotonicMs() }
        did = true
      }
    }
    return { did, next }
  }

  async #sign(now: Instant): Promise<{ did: boolean; next: Instant | null }> {
    let did = false
    let next: Instant | null = null
    for (const { id, state, change } of await this.#warnings(true)) {
      if (change === null || !/awaitingSignature$/i.test(state)) continue
      const passage = this.passages.findLast(({ warning, decided }) => warning === id && decided !== null)
      if (!passage?.decided) throw new Error(`warning ${id} waits for a signature on which nobody conferred`)
      const due = this.#there('approver', addMinutes(passage.decided.at, this.#minutes.sign), now)
      if (due > now) next = earliest(next, due)
      else {
        const signer = await this.token('approver', change.rank)
        const body = { decision: 'sign', reason: '演练：同意', mode: 'system' }
        passage.signed ??= { at: now, ms: monotonicMs() }
        await this.#client.post(`/warnings/${id}/signatures`, signer, body, `drill.${passage.consultation}`)
        did = true
      }
    }
    return { did, next }
  }

  /** When somebody of a role does what is due: whoever is away does it on coming back. */
  #there(role: string, due: Instant, now: Instant): Instant {
    const back = this.#incidents.awayUntil(role, due > now ? due : now)
    return back === null || back < due ? due : back
  }

  #passage(consultation: string, of: Pick<Passage, 'warning' | 'name' | 'change'>, now: Instant): Passage {
    const known = this.passages.find((one) => one.consultation === consultation)
    if (known) return known
    const fresh = { consultation, ...of, proposed: { at: now, ms: monotonicMs() }, decided: null, signed: null }
    this.passages.push(fresh)
    return fresh
  }

  async #warnings(alive: boolean): Promise<z.output<typeof warningForm>[]> {
    const form = z.object({ items: z.array(warningForm) })
    const query = `area=${this.#access.city}&alive=${alive}&limit=500`
    return (await this.#client.get(`/warnings?${query}`, await this.token('dutyOfficer'), form)).items
  }
}

export function earliest(...all: readonly (Instant | null)[]): Instant | null {
  return all.reduce((least, one) => (least === null || (one !== null && one < least) ? one : least), null)
}
