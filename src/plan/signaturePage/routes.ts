import { z } from 'zod'
import type { Change } from '../../../machines/warning.ts'
import { cardOf } from '../../assessment/routes.ts'
import { assessmentById } from '../../assessment/store.ts'
import { conferredOn } from '../../consultation/conferred.ts'
import { titleOf } from '../../episode/notices/decide.ts'
import { signedBefore } from '../../episode/notices/store.ts'
import { seenWarning } from '../../episode/seen.ts'
import { authorityOf, broughtItself } from '../../episode/signing/decide.ts'
import { officerNames, showSignatures, signature } from '../../episode/signing/schemas.ts'
import { bringersOf, grantedTo } from '../../episode/signing/store.ts'
import type { WarningRow } from '../../episode/store.ts'
import type { App } from '../../http/app-type.ts'
import { change } from '../../http/change.ts'
import { areaCode, id, idParams, instant } from '../../http/schemas.ts'
import { listById, listInForce } from '../../inventory/store.ts'
import type { Id } from '../../model/id.ts'
import { LEVELS } from '../../model/level.ts'
import { dayOf, hoursBetween, type Instant } from '../../model/time.ts'
import { showTonnes } from '../../model/tonnes.ts'
import type { Caller } from '../../people/caller.ts'
import { loadReductions } from '../../rulebook/reduction.ts'
import type { World } from '../../world.ts'
import { stopDays } from '../whatIf/count.ts'
import { pollutants } from '../whatIf/decide.ts'
import { playOut } from '../whatIf/play.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const cost = z.object({
  enterprises: z.int(),
  stop: z.int(),
  limit: z.int(),
  ownDecision: z.int(),
  linesStopped: z.int(),
  linesShortOfNotice: z.int().describe('can not be stopped safely before the start'),
  stopDays: z.number().nullable().describe('lines stopped × days; null until further notice'),
  saved: z.object({ so2: z.string(), nox: z.string(), pm: z.string(), vocs: z.string() }).describe('tonnes a day'),
})
const page = z
  .object({
    warningId: id,
    area: areaCode,
    name: z.string(),
    waits: z.boolean().describe('whether it can be signed or sent back now'),
    title: z.string().nullable().describe('of the notice that the signature would give'),
    change: change.nullable().describe('give it back as `change` when signing: another one by then is refused'),
    hours: z.number().nullable().describe('how long it lasts; null until further notice'),
    why: words.nullable().describe('the headline of the decision card'),
    assessmentId: id.nullable(),
    consultation: z
      .object({
        id,
        concludedAt: instant,
        by: z.string().nullable(),
        reason: z.string(),
        minutes: z.object({ id, number: z.string() }).nullable(),
        opinions: z.array(
          z.object({ name: z.string().nullable(), level: z.enum(LEVELS), text: z.string(), dissents: z.boolean() }),
        ),
      })
      .nullable()
      .describe('give its id back as `consultation` when signing'),
    cost: cost.nullable().describe('what would be ordered; null where the change asks nothing of a list'),
    signer: z
      .object({
        rank: z.int(),
        title: words,
        borrowedFrom: z.string().nullable().describe('whose table of signatures it is, for want of an own one'),
        signBy: instant,
        hoursLeft: z.number().describe('negative once it is past'),
        relieved: z.array(words).describe('who was called in since the signer let the hour pass'),
      })
      .nullable(),
    you: z.object({
      may: z.boolean(),
      deputyFor: words.nullable().describe('in whose place you would sign'),
      why: words.nullable().describe('why you may not'),
    }),
    signed: signature.nullable().describe('the last signature'),
  })
  .meta({ id: 'SignaturePage' })

/** `GET /warnings/{id}/signature-page` (签发单): all that a signer reads before he signs, on one page of a phone. */
export function signaturePageRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world

  app.get(
    '/warnings/:id/signature-page',
    { config: { action: 'warning.preview' }, schema: { params: idParams, response: { 200: page } } },
    async ({ params, caller }) => {
      const row = await seenWarning(world, params.id, caller)
      const now = clock.now()
      const wanted = row.context.change
      const assessment = row.assessmentId === null ? null : await assessmentById(db, row.assessmentId)
      const waits = /awaitingSignature$/i.test(row.state)
      const before = await signedBefore(db, row.id, null)
      return {
        warningId: row.id,
        area: row.area,
        name: row.name,
        waits,
        title: wanted && titleOf({ kind: wanted.kind, change: wanted, before }),
        change: wanted,
        hours: wanted?.endsAt ? rounded(hoursBetween(wanted.startsAt, wanted.endsAt)) : null,
        why: assessment === null ? null : (await cardOf(world, assessment)).headline,
        assessmentId: row.assessmentId,
        consultation: waits && wanted ? await consultationOf(row.id) : null,
        cost: wanted === null ? null : await costOf(row, wanted, now),
        signer: wanted && signerOf(wanted, now),
        you: await rightsOf(row, waits ? wanted : null, caller, now),
        signed: (await showSignatures(world, row.id)).findLast((one) => one.decision === 'sign') ?? null,
      }
    },
  )

  async function consultationOf(warning: Id) {
    const last = await conferredOn(db, warning)
    if (last?.decision !== 'proceed') return null
    const { consultation, decidedAt, decidedBy, reason, minutes, opinions, dissents } = last
    const names = await officerNames(world, [...opinions.map(({ userId }) => userId), decidedBy])
    return {
      id: consultation,
      concludedAt: decidedAt,
      by: names.get(decidedBy) ?? null,
      reason,
      minutes,
      opinions: opinions.map((opinion) => ({
        name: names.get(opinion.userId) ?? null,
        level: opinion.level,
        text: opinion.text,
        dissents: dissents.includes(opinion),
      })),
    }
  }

  async function costOf(
    { area, listId }: WarningRow,
    wanted: Change,
    now: Instant,
  ): Promise<z.output<typeof cost> | null> {
    const { kind, level, measures = level, startsAt, endsAt } = wanted
    if (kind === 'lift' || kind === 'suspend') return null
    // What is signed was planned from its own list (law 11).
    const list = listId === null ? await listInForce(db, area, now) : await listById(db, listId)
    const floors = list && loadReductions().floors(dayOf(startsAt), list.area)
    if (list === null || floors === null) return null
    const scope = { counties: null, industries: null }
    const { all, saved } = await playOut(world, { level: measures, startsAt, endsAt, list, floors, scope, now })
    const { enterprises, stop, limit, ownDecision, linesStopped, linesShortOfNotice } = all
    return {
      enterprises,
      stop,
      limit,
      ownDecision,
      linesStopped,
      linesShortOfNotice,
      stopDays: stopDays(linesStopped, startsAt, endsAt),
      saved: pollutants((pollutant) => showTonnes(saved[pollutant])),
    }
  }

  function signerOf({ rank, signBy, relieved = [] }: Change, now: Instant) {
    const { borrowedFrom = null } = rulebooks.approval(dayOf(now))
    return {
      rank,
      title: titled(rank, now),
      borrowedFrom,
      signBy,
      hoursLeft: rounded(hoursBetween(now, signBy)),
      relieved: relieved.map((called) => titled(called, now)),
    }
  }

  async function rightsOf({ id: warning, area }: WarningRow, wanted: Change | null, caller: Caller, now: Instant) {
    const not = (zh: string, en: string) => ({ may: false, deputyFor: null, why: { zh, en } })
    if (wanted === null) return not('现在没有待签发的内容', 'nothing waits for a signature')
    if (caller.role !== 'approver') return not('您没有签发权限', 'you do not sign')
    const right = authorityOf(wanted, caller.rank, await grantedTo(db, caller.id, areas.around(area), now))
    const needed = titled(wanted.rank, now)
    if (right === null) return not(`须由${needed.zh}签发`, `the ${needed.en} signs`)
    if (broughtItself(await bringersOf(db, warning), caller.id))
      return not('由您提出或形成会商结论，须由另一人签发', 'you called for it or concluded on it: another signs')
    return { may: true, deputyFor: right.deputyFor === null ? null : titled(right.deputyFor, now), why: null }
  }

  function titled(rank: number, now: Instant): z.output<typeof words> {
    const found = rulebooks.approval(dayOf(now)).ranks.find((one) => one.rank === rank)
    return found?.title ?? { zh: '无签发权限者', en: 'nobody' }
  }
}

function rounded(hours: number): number {
  return Math.round(hours * 10) / 10
}
