import { showPercent, type BasisPoints } from './tonnes.ts'

/**
 * What may not drive or work (移动源管控): no road transport at all; no heavy trucks (gas ones too) of this emission
 * stage and below, which is the guide's own rule and stands in most rows; or any other ban, spelled out.
 */
export type Ban = 'allRoad' | { readonly heavyTrucksUpToStage: number } | VehicleBan

/** A ban by emission stage (排放阶段), fuel, weight, place and hours (国六重型货车 6 时至 22 时车次减半). */
export interface VehicleBan {
  readonly vehicles: VehicleClass
  /** First and last stage meant, 国零 is 0; null: whatever the stage. */
  readonly stages: { readonly from: number; readonly to: number } | null
  /** Null: whatever the fuel. */
  readonly fuel: Fuel | null
  /** Where (绕城高速以内, 厂区); null: everywhere. */
  readonly place: string | null
  /** Hours of the day, from the first until the second (24 for midnight); null: all day. */
  readonly hours: { readonly from: number; readonly until: number } | null
  /** Purposes that are left out (民生保障); null: none. */
  readonly except: string | null
  /** None at all, at least this share fewer trips, or at most so many a day. */
  readonly trips: 'none' | { readonly less: BasisPoints } | { readonly mostADay: number }
}

/** Each class with the classes that lie in it: whoever bans trucks bans the heavy ones. */
export const VEHICLES = {
  heavyTrucks: { zh: '重型载货车辆', en: 'heavy trucks', holds: [] },
  midAndHeavyTrucks: { zh: '中重型载货车辆', en: 'medium and heavy trucks', holds: ['heavyTrucks'] },
  trucks: { zh: '载货车辆', en: 'trucks', holds: ['heavyTrucks', 'midAndHeavyTrucks'] },
  machinery: { zh: '非道路移动机械', en: 'non-road machinery', holds: [] },
} as const satisfies Record<string, { zh: string; en: string; holds: readonly string[] }>
export type VehicleClass = keyof typeof VEHICLES

export const FUELS = {
  diesel: { zh: '柴油', en: 'diesel' },
  gas: { zh: '燃气', en: 'gas' },
  petrol: { zh: '汽油', en: 'petrol' },
} as const
export type Fuel = keyof typeof FUELS

export const STAGE_ZH = ['零', '一', '二', '三', '四', '五', '六', '七'] as const
const LAST_STAGE = STAGE_ZH.length - 1

/** The same ban spelled out; null for all road transport, which is no matter of vehicles. */
function spelled(ban: Ban): VehicleBan | null {
  if (ban === 'allRoad') return null
  if ('vehicles' in ban) return ban
  const stages = { from: 0, to: ban.heavyTrucksUpToStage }
  return { vehicles: 'heavyTrucks', stages, fuel: null, place: null, hours: null, except: null, trips: 'none' }
}

/** The ban in its one form: the guide's own rule is never spelled out, so that it compares as the same. */
export function banOf(ban: VehicleBan): Ban {
  const { vehicles, stages, fuel, place, hours, except, trips } = ban
  const everywhere = fuel === null && place === null && hours === null && except === null && trips === 'none'
  return everywhere && vehicles === 'heavyTrucks' && stages?.from === 0 ? { heavyTrucksUpToStage: stages.to } : ban
}

/** Whether whoever keeps to `a` keeps to `b` too. */
export function bansAtLeast(a: Ban, b: Ban): boolean {
  const [wide, narrow] = [spelled(a), spelled(b)]
  // Machines in a plant drive on no road.
  if (wide === null) return narrow === null || narrow.vehicles !== 'machinery'
  if (narrow === null) return false
  const holds: readonly VehicleClass[] = VEHICLES[wide.vehicles].holds
  const [stages, hours] = [narrow.stages ?? { from: 0, to: LAST_STAGE }, narrow.hours ?? { from: 0, until: 24 }]
  return (
    (wide.vehicles === narrow.vehicles || holds.includes(narrow.vehicles)) &&
    (wide.stages === null || (wide.stages.from <= stages.from && wide.stages.to >= stages.to)) &&
    (wide.hours === null || (wide.hours.from <= hours.from && wide.hours.until >= hours.until)) &&
    (wide.fuel === null || wide.fuel === narrow.fuel) &&
    (wide.place === null || wide.place === narrow.place) &&
    (wide.except === null || wide.except === narrow.except) &&
    tripsAtLeast(wide, narrow)
  )
}

function tripsAtLeast({ trips: a, ...wide }: VehicleBan, { trips: b, ...narrow }: VehicleBan): boolean {
  if (a === 'none') return true
  if (b === 'none') return false
  // A share or a number says nothing about a smaller group: half of all trucks may leave every old one on the road.
  const group = (ban: Omit<VehicleBan, 'trips'>) => JSON.stringify([ban.vehicles, ban.stages, ban.fuel, ban.place])
  if (group(wide) !== group(narrow) || JSON.stringify(wide.hours) !== JSON.stringify(narrow.hours)) return false
  if ('less' in a) return 'less' in b && a.less >= b.less
  return 'mostADay' in b && a.mostADay <= b.mostADay
}

/** The ban as an order says it. */
export function sayBan(ban: Ban): { zh: string; en: string } {
  if (ban === 'allRoad') return { zh: '停止公路运输', en: 'no road transport' }
  if (!('vehicles' in ban)) {
    const stage = ban.heavyTrucksUpToStage
    return {
      zh: `停止使用国${STAGE_ZH[stage] ?? stage}及以下重型载货车辆（含燃气）运输`,
      en: `no transport by heavy trucks of stage ${stage} and below (gas included)`,
    }
  }
  const { trips, vehicles, place, hours, except } = ban
  const [what, where] = [sayVehicles(ban), { zh: place === null ? '' : `在${place}`, en: place ? ` in ${place}` : '' }]
  const when = {
    zh: hours === null ? '' : `每日${hours.from}时至${hours.until}时`,
    en: hours === null ? '' : ` from ${hours.from}:00 to ${hours.until}:00`,
  }
  const but = { zh: except === null ? '' : `（${except}除外）`, en: except === null ? '' : `, except for ${except}` }
  const used = vehicles === 'machinery' ? { zh: '', en: 'no use of' } : { zh: '运输', en: 'no transport by' }
  const lead = `${where.zh}${when.zh}`
  const tail = `${where.en}${when.en}${but.en}`
  if (trips === 'none')
    return { zh: `${lead}停止使用${what.zh}${used.zh}${but.zh}`, en: `${used.en} ${what.en}${tail}` }
  if ('less' in trips) {
    const share = showPercent(trips.less)
    return { zh: `${lead}${what.zh}车次减少 ${share}%${but.zh}`, en: `${share} % fewer trips of ${what.en}${tail}` }
  }
  return {
    zh: `${lead}${what.zh}每日不超过 ${trips.mostADay} 车次${but.zh}`,
    en: `at most ${trips.mostADay} trips a day of ${what.en}${tail}`,
  }
}

function sayVehicles({ vehicles, stages, fuel }: VehicleBan): { zh: string; en: string } {
  const by = { zh: fuel === null ? '' : FUELS[fuel].zh, en: fuel === null ? '' : `${FUELS[fuel].en} ` }
  return {
    zh: `${sayStages(stages)}${by.zh}${VEHICLES[vehicles].zh}`,
    en: `${by.en}${VEHICLES[vehicles].en}${sayStagesEn(stages)}`,
  }
}

function sayStages(stages: VehicleBan['stages']): string {
  if (stages === null) return ''
  const { from, to } = stages
  if (from === to) return `国${STAGE_ZH[to]}`
  return from === 0 ? `国${STAGE_ZH[to]}及以下` : `国${STAGE_ZH[from]}至国${STAGE_ZH[to]}`
}

function sayStagesEn(stages: VehicleBan['stages']): string {
  if (stages === null) return ''
  const { from, to } = stages
  if (from === to) return ` of stage ${to}`
  return from === 0 ? ` of stage ${to} and below` : ` of stages ${from} to ${to}`
}
