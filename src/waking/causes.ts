import { consultationById } from '../consultation/store.ts'
import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { precautionById } from '../episode/precaution/store.ts'
import { unproven } from '../episode/signing/behalf/store.ts'
import { lowestDeputy } from '../episode/signing/delegations/store.ts'
import { openDoubts } from '../feed/quarantine/store.ts'
import { feedById, livingFeeds } from '../feed/watch/store.ts'
import { dayOf, type Instant } from '../model/time.ts'
import type { WakeCause } from '../model/wakeCause.ts'
import { providersOf } from '../outlook/store.ts'
import { lockOf } from '../people/store.ts'
import { countForDesk } from '../tasks/silence/store.ts'
import type { World } from '../world.ts'
import {
  sayComplaints,
  sayCap,
  sayConsultation,
  sayCounty,
  sayDepartments,
  sayDoubts,
  sayFeed,
  sayInstruction,
  sayLocked,
  sayOverdue,
  sayPrecautionWaits,
  sayReportDue,
  sayReview,
  saySilent,
  sayTransport,
  sayUnanswered,
  sayUnproven,
  sayWarning,
  type Tell,
} from './decide.ts'
import { sayAbsent } from './shifts/decide.ts'
import { missingAt, shiftById } from './shifts/store.ts'
import {
  overdueComplaints,
  overdueInstruction,
  overdueOf,
  overdueSubmission,
  silentCounties,
  silentOrders,
  unacknowledged,
  unansweredStop,
  unpublishedReview,
  waitingCap,
  waitingChange,
} from './store.ts'

/** Where somebody may have to be woken: a cause, and what it is about. */
export interface Place {
  readonly cause: WakeCause
  readonly area: string
  readonly subject: Id
}

/** A cause that stands: what is told, what it is called, and who can help. */
export interface Standing {
  readonly tell: Tell
  readonly name: string
  readonly rank: number
}

type Look = (world: World, tx: Reader, place: Place, now: Instant) => Promise<Standing | null>

/** Whether each cause stands now; null where there is nothing any more that somebody should be woken for. */
const LOOKS: Readonly<Record<WakeCause, Look>> = {
  async forecastTurned(_, tx, { subject }) {
    const found = await waitingChange(tx, subject)
    const waits = found?.state === 'proposed' || found?.state.endsWith('.changeProposed')
    if (!found?.change || !waits || !isWorse(found.change.kind)) return null
    const { name, change } = found
    return { name, rank: 0, tell: sayWarning('forecastTurned', { name, ...change }) }
  },
  async signatureWaits({ areas }, tx, { subject, area }, now) {
    const found = await waitingChange(tx, subject)
    if (!found?.change || !/awaitingSignature$/i.test(found.state)) return null
    const { name, change } = found
    // Who was called in last; or whoever signs for one who is away and has said so.
    const called = change.relieved?.at(-1) ?? change.rank
    const deputy = await lowestDeputy(tx, areas.around(area), change.rank, now)
    return { name, rank: Math.min(called, deputy ?? called), tell: sayWarning('signatureWaits', { name, ...change }) }
  },
  async silentPlants({ areas }, tx, { subject, area }) {
    const count = await silentOrders(tx, subject, area)
    const name = areas.find(area)?.name ?? area
    return count === 0 ? null : { name, rank: 0, tell: saySilent(name, count) }
  },
  async departmentsWait(_, tx, { subject }) {
    const found = await waitingChange(tx, subject)
    const waits = await countForDesk(tx, subject)
    if (found === null || waits.silent + waits.hindered === 0) return null
    return { name: found.name, rank: 0, tell: sayDepartments(found.name, waits) }
  },
  async feedSilent({ areas }, tx, { subject }) {
    const feed = await feedById(tx, subject)
    // One station of many is looked after in the morning.
    if (feed?.state !== 'dead' || feed.station !== '') return null
    const living = (await livingFeeds(tx, feed, { late: true })).map(({ provider }) => provider)
    const [counts] = await providersOf(tx, areas, feed.area)
    if (living.includes(feed.provider) || (living.length > 0 && counts !== feed.provider)) return null
    const { name, heardAt } = feed
    return { name, rank: 0, tell: sayFeed(name, heardAt) }
  },
  async valueDoubted({ areas }, tx, { area }, now) {
    const count = await openDoubts(tx, area, dayOf(now))
    const name = areas.find(area)?.name ?? area
    return count === 0 ? null : { name, rank: 0, tell: sayDoubts(name, count) }
  },
  async warningOverdue(_, tx, { subject }) {
    const found = await overdueOf(tx, subject)
    const overdue = found?.overdue.includes('resume') ? 'resume' : found?.overdue.includes('end') ? 'end' : null
    return found === null || overdue === null
      ? null
      : { name: found.name, rank: 0, tell: sayOverdue(found.name, overdue) }
  },
  async consultationOverdue(_, tx, { subject }) {
    const found = await consultationById(tx, subject)
    if (found?.state !== 'overdue' && found?.state !== 'unconcluded') return null
    return { name: found.name, rank: 0, tell: sayConsultation(found.name, found.state) }
  },
  async dutyAbsent({ areas }, tx, { subject }) {
    const shift = await shiftById(tx, subject)
    const [missing] = shift ? await missingAt(tx, shift.area, shift.post) : []
    if (!missing) return null
    const name = areas.find(missing.area)?.name ?? missing.area
    return { name: missing.name, rank: 0, tell: sayAbsent(name, missing, missing.person !== null) }
  },
  async instructionOverdue(_, tx, { subject }) {
    const found = await overdueInstruction(tx, subject)
    return found && { name: found.name, rank: 0, tell: sayInstruction(found.name, found.overdue) }
  },
  async countyTold(_, tx, { subject }) {
    const found = await unacknowledged(tx, subject)
    return found && { name: found.name, rank: 0, tell: sayCounty(found.warning, found.level) }
  },
  async countySilent({ areas }, tx, { subject }) {
    const silent = await silentCounties(tx, subject)
    const [first] = silent
    if (first === undefined) return null
    const names = silent.map(({ area }) => areas.find(area)?.name ?? area)
    return { name: first.warning, rank: 0, tell: sayUnanswered(first.warning, names) }
  },
  async transportAhead({ areas }, tx, { subject, area }, now) {
    const reachedAt = await unansweredStop(tx, subject, area, now)
    const name = areas.find(area)?.name ?? area
    return reachedAt === null ? null : { name, rank: 0, tell: sayTransport(name, reachedAt) }
  },
  async capWaits(_, tx, { subject }, now) {
    const found = await waitingCap(tx, subject, now)
    return found && { name: found.sender, rank: 0, tell: sayCap(found.headline, found.sender) }
  },
  async signatureUnproven(_, tx, { subject }) {
    const found = await unproven(tx, subject)
    const denied = found?.state === 'denied'
    if (!found || (found.state !== 'overdue' && !(denied && found.alive))) return null
    return { name: found.name, rank: 0, tell: sayUnproven(found.name, denied) }
  },
  async precautionWaits(_, tx, { subject }) {
    const found = await precautionById(tx, subject)
    return found?.state === 'proposed' ? { name: found.name, rank: 0, tell: sayPrecautionWaits(found.name) } : null
  },
  async reviewOverdue(_, tx, { subject }) {
    const found = await unpublishedReview(tx, subject)
    return found && { name: found.name, rank: 0, tell: sayReview(found.name, found.signed) }
  },
  async accountLocked(_, tx, { subject }, now) {
    const locked = await lockOf(tx, subject, now)
    return locked && { name: locked.login, rank: 0, tell: sayLocked(locked.login) }
  },
  async reportDue(_, tx, { subject }) {
    const found = await overdueSubmission(tx, subject)
    return found && { name: found.name, rank: 0, tell: sayReportDue(found.name, found.due) }
  },
  async complaintOverdue({ areas }, tx, { area }, now) {
    const [first, ...more] = await overdueComplaints(tx, area, now)
    const name = areas.find(area)?.name ?? area
    return first === undefined ? null : { name, rank: 0, tell: sayComplaints(name, more.length + 1, first) }
  },
  async auditorAlarm() {
    const tell = {
      zh: '系统自查告警：发现违反应急响应基本要求的情况，请立即通知系统管理员核查。',
      en: 'The auditor has found a breach of a standing invariant. Have an administrator look at once.',
    }
    return { name: '系统自查', rank: 0, tell }
  },
}

export function standsNow(world: World, tx: Reader, place: Place, now: Instant): Promise<Standing | null> {
  return LOOKS[place.cause](world, tx, place, now)
}

function isWorse(kind: string): boolean {
  return kind === 'issue' || kind === 'raise' || kind === 'resume'
}
