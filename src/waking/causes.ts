import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { addHours, dayOf, type Instant } from '../model/time.ts'
import type { WakeCause } from '../model/wakeCause.ts'
import type { World } from '../world.ts'
import { sayFeed, saySilent, sayWarning, type Tell } from './decide.ts'
import { newestForecast, silentOrders, waitingChange } from './store.ts'

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
  async signatureWaits(_, tx, { subject }) {
    const found = await waitingChange(tx, subject)
    if (!found?.change || !/awaitingSignature$/i.test(found.state)) return null
    const { name, change } = found
    return { name, rank: change.rank, tell: sayWarning('signatureWaits', { name, ...change }) }
  },
  async silentPlants({ areas }, tx, { subject, area }) {
    const count = await silentOrders(tx, subject, area)
    const name = areas.find(area)?.name ?? area
    return count === 0 ? null : { name, rank: 0, tell: saySilent(name, count) }
  },
  async feedSilent({ areas, rulebooks }, tx, { area }, now) {
    const last = await newestForecast(tx, area)
    const { hours } = rulebooks.deadlines(dayOf(now)).feedSilence
    if (last === null || addHours(last.receivedAt, hours) > now) return null
    const name = areas.find(area)?.name ?? area
    return { name: `${name} ${last.provider}`, rank: 0, tell: sayFeed(last.provider, name, last.receivedAt) }
  },
  async auditorAlarm() {
    const tell = {
      zh: '巡检告警：系统不变量不成立，请立即查看。',
      en: 'The auditor has found a breach of a standing invariant. Look at once.',
    }
    return { name: '巡检', rank: 0, tell }
  },
}

export function standsNow(world: World, tx: Reader, place: Place, now: Instant): Promise<Standing | null> {
  return LOOKS[place.cause](world, tx, place, now)
}

/** When a cause has to be looked at again that does not stand yet; null where something else will ask. */
export async function nextLook(
  { rulebooks }: World,
  tx: Reader,
  { cause, area }: Place,
  now: Instant,
): Promise<Instant | null> {
  if (cause !== 'feedSilent') return null
  const last = await newestForecast(tx, area)
  return last === null ? null : addHours(last.receivedAt, rulebooks.deadlines(dayOf(now)).feedSilence.hours)
}

function isWorse(kind: string): boolean {
  return kind === 'issue' || kind === 'raise' || kind === 'resume'
}
