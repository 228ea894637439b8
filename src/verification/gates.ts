import { showInstant } from '../model/time.ts'
import type { Ban } from '../model/vehicles.ts'
import type { Words } from '../plan/order.ts'
import type { VerificationRule } from '../rulebook/verification.ts'
import type { Gated, Passing } from './evidence.ts'
import type { Weighed, Window } from './meters.ts'
import type { Bearing } from './verdict.ts'
import { clock } from './wording.ts'

/** Trucks by what a gate calls them. */
const TRUCKS: Readonly<Record<string, readonly string[]>> = {
  heavyTrucks: ['heavyTruck'],
  midAndHeavyTrucks: ['heavyTruck', 'truck'],
  trucks: ['heavyTruck', 'truck'],
  machinery: [],
}

/** Whether a vehicle is meant by a ban; `perhaps` where the gate does not know enough of it. */
function isMeant(ban: Ban, { vehicle, stage, fuel, at }: Passing): 'yes' | 'no' | 'perhaps' {
  if (ban === 'allRoad') return vehicle === 'heavyTruck' || vehicle === 'truck' ? 'yes' : 'no'
  // Neither burns anything: a ban by emission stage does not mean it.
  if (fuel === 'electric' || fuel === 'hydrogen') return 'no'
  if ('heavyTrucksUpToStage' in ban) {
    if (vehicle !== 'heavyTruck') return 'no'
    return stage === null ? 'perhaps' : stage <= ban.heavyTrucksUpToStage ? 'yes' : 'no'
  }
  if (!(TRUCKS[ban.vehicles] ?? []).includes(vehicle)) return 'no'
  if (ban.hours !== null) {
    const hour = Number(showInstant(at).slice(11, 13))
    if (hour < ban.hours.from || hour >= ban.hours.until) return 'no'
  }
  if (ban.fuel !== null && fuel !== ban.fuel) return fuel === 'unknown' ? 'perhaps' : 'no'
  if (ban.stages !== null) {
    if (stage === null) return 'perhaps'
    if (stage < ban.stages.from || stage > ban.stages.to) return 'no'
  }
  // A medium truck is not told from a light one, a purpose that is left out is on no plate, a place may lie elsewhere.
  const unsure = (ban.vehicles === 'midAndHeavyTrucks' && vehicle === 'truck') || ban.except !== null
  return unsure || ban.place !== null ? 'perhaps' : 'yes'
}

/** Weighs what a gate saw against a ban. A vehicle counts when it comes in: who is inside may leave. */
export function weighGate(gate: Gated, ban: Ban, window: Window, rule: VerificationRule): Weighed {
  const inside = gate.passages.filter(
    ({ at, direction }) => direction === 'in' && at >= window.from && at < window.until,
  )
  const meant = inside.map((one) => ({ one, is: isMeant(ban, one) }))
  const banned = meant.filter(({ is }) => is === 'yes').map(({ one }) => one)
  const unsure = meant.filter(({ is }) => is === 'perhaps').length
  const most = mostAllowed(ban, gate.usualADay)
  const over = most === null ? 0 : Math.max(0, banned.length - most)
  const machinery = typeof ban === 'object' && 'vehicles' in ban && ban.vehicles === 'machinery'
  let says: Bearing = 'for'
  if (over >= rule.passages.against) says = 'against'
  else if (over >= rule.passages.doubt || unsure >= rule.passages.against) says = 'doubt'
  else if (!gate.heard || most === null || machinery) says = 'unusable'
  return {
    edge: false,
    shown: says === 'for' ? 10_000 : says === 'against' ? 0 : null,
    value: {
      class: 'gate',
      source: gate.source,
      of: 'gate',
      from: window.from,
      until: window.until,
      value: String(banned.length),
      unit: '辆次',
      against: gate.usualADay === null ? null : String(gate.usualADay),
      band: most === null ? null : { upTo: String(most), beyond: String(most + rule.passages.against - 1) },
      says,
      say: say(gate, says, banned, unsure, machinery),
    },
  }
}

/** How many may still come in; null where what is usual is not known. */
function mostAllowed(ban: Ban, usualADay: number | null): number | null {
  if (typeof ban !== 'object' || !('trips' in ban) || ban.trips === 'none') return 0
  if ('mostADay' in ban.trips) return ban.trips.mostADay
  return usualADay === null ? null : Math.ceil((usualADay * (10_000 - ban.trips.less)) / 10_000)
}

function say(
  { name, heard }: Gated,
  says: Bearing,
  banned: readonly Passing[],
  unsure: number,
  machinery: boolean,
): Words {
  if (says === 'unusable' && machinery)
    return { zh: `${name}：非道路移动机械不经门禁。`, en: `${name}: machines pass no gate.` }
  if (says === 'unusable' && !heard)
    return { zh: `${name}：当日无数据，不能说明无车进出。`, en: `${name}: not heard of, which shows no empty road.` }
  if (says === 'unusable')
    return { zh: `${name}：平时车次不明，无法比较。`, en: `${name}: how many usually come is not known.` }
  const some = banned.slice(0, 3).map(({ plate, at }) => `${plate} ${clock(at)}`)
  const list = some.length === 0 ? '' : `（${some.join('、')}${banned.length > 3 ? ' 等' : ''}）`
  const perhaps = unsure === 0 ? '' : `，另有 ${unsure} 辆次排放阶段或用途不明`
  return {
    zh: `${name}：管控车辆进厂 ${banned.length} 辆次${list}${perhaps}。`,
    en: `${name}: ${banned.length} banned vehicles came in${some.length === 0 ? '' : ` (${some.join(', ')})`}${unsure === 0 ? '' : `, ${unsure} more of which too little is known`}.`,
  }
}
