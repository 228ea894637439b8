import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { languageOf } from '../../http/problem.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { fault, sayFault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'
import { takePassages } from '../gates/take.ts'
import { bodyForm, codesIn, MOST_READINGS, readBody, type RefusedReading } from './decide.ts'
import { passagesForm, readingsForm, receiptForm } from './schemas.ts'
import { quarantine, slotsOf } from './store.ts'
import { take } from './take.ts'

/** Ten thousand readings of a platform are 900 kB; a body is held in memory while it is judged. */
const BODY_LIMIT = 4_194_304
/** More refusals than that in one answer nobody reads; all of them are counted. */
const MOST_SHOWN = 100

/** What meters, monitors and gates send (监测数据报送): taken one by one, what is not taken is counted and shown. */
export function inboxRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const tags = ['evidence']
  const asIs = { attachValidation: true, validatorCompiler: () => (value: unknown) => ({ value }) }
  const config = { action: 'evidence.push', keepsUnreadable: true } as const

  for (const kind of ['power', 'online'] as const)
    app.post(
      `/evidence/${kind}`,
      {
        ...asIs,
        bodyLimit: BODY_LIMIT,
        config,
        schema: { tags, body: readingsForm, response: { 200: receiptForm } },
      },
      async (request) => {
        const { caller } = request
        const { readings } = await formed(request, bodyForm)
        const now = clock.now()
        const slots = await slotsOf(db, caller.id, codesIn(readings))
        const byCode = new Map(slots.map((slot) => [slot.code, slot]))
        const { arriving, refused } = readBody(readings, byCode, kind, now, rulebooks.evidence(dayOf(now)))
        const bearer = { door: 'http', by: actorOf(caller) } as const
        const taken = await take(world, arriving, new Map(slots.map((slot) => [slot.no, slot])), bearer)
        const { changed, ...counts } = taken
        return { ...counts, changed: changed.length, ...(await kept(request, refused)) }
      },
    )

  app.post(
    '/evidence/passages',
    { ...asIs, bodyLimit: BODY_LIMIT, config, schema: { tags, body: passagesForm, response: { 200: receiptForm } } },
    async (request) => {
      const { caller } = request
      const { passages } = await formed(request, z.object({ passages: z.array(z.unknown()).min(1).max(MOST_READINGS) }))
      const { refused, ...counts } = await takePassages(world, caller.id, passages)
      return { ...counts, doubted: 0, changed: 0, ...(await kept(request, refused)) }
    },
  )

  /** @throws Refusal `evidence.rejected` where the body as a whole can not be taken; it is kept in quarantine */
  async function formed<T>(request: FastifyRequest, form: z.ZodType<T>): Promise<T> {
    const why =
      request.unreadable === null ? null : fault('body.unreadable', { detail: shown(request.unreadable.message) })
    const read = form.safeParse(request.body)
    if (why === null && read.success) return read.data
    const [issue] = read.error?.issues ?? []
    const { path = [], message = '' } = issue ?? {}
    const whole = why ?? fault('body.form', { detail: shown(`${path.join('.') || 'body'}: ${message}`) })
    const rejected = await keep(request.caller, whole, 1, request.rawBody ?? new Uint8Array())
    const language = languageOf(request.headers['accept-language'])
    throw new Refusal('evidence.rejected', { why: sayFault(whole, language), id: rejected })
  }

  async function kept(request: FastifyRequest, refused: readonly RefusedReading[]) {
    const language = languageOf(request.headers['accept-language'])
    const [first] = refused
    const shownOf = refused.slice(0, MOST_SHOWN)
    return {
      refused: shownOf.map(({ index, fault: why }) => ({ index, code: why.code, reason: sayFault(why, language) })),
      refusedCount: refused.length,
      quarantine:
        first === undefined ? null : await keep(request.caller, first.fault, refused.length, given(request, refused)),
    }
  }

  async function keep(caller: Caller, why: Fault, times: number, raw: Uint8Array) {
    const doing = { now: clock.now(), by: actorOf(caller) }
    const one = { area: caller.area, door: 'http', sender: doing.by, fault: why, raw, times } as const
    const [id = ''] = await db.transaction((tx) => quarantine(tx, [one], doing))
    return id
  }
}

/** The refused ones as they were given: the others are kept as readings. */
function given({ body }: FastifyRequest, refused: readonly RefusedReading[]): Uint8Array {
  const lists = Object.values(z.record(z.string(), z.unknown()).parse(body))
  const list = lists.find((one) => Array.isArray(one)) ?? []
  return new TextEncoder().encode(
    JSON.stringify(refused.slice(0, MOST_SHOWN).map(({ index }) => list[index] as unknown)),
  )
}
