import { banOf, FUELS, STAGE_ZH, VEHICLES, type Ban, type Fuel, type VehicleClass } from '../model/vehicles.ts'
import { readPercent } from '../model/tonnes.ts'

const STAGE = '[零一二三四五六七0-7]'
const FUEL = Object.values(FUELS)
  .map(({ zh }) => zh)
  .join('|')
const CLASS_NAMED = new Map<string, VehicleClass>([
  ...(Object.keys(VEHICLES) as VehicleClass[]).map((id): [string, VehicleClass] => [VEHICLES[id].zh, id]),
  ...['重型货车', '重型载货汽车', '重型货运车辆', '重型车辆', '重型车'].map((name): [string, VehicleClass] => [
    name,
    'heavyTrucks',
  ]),
  ...['中重型货车', '中重型载货汽车'].map((name): [string, VehicleClass] => [name, 'midAndHeavyTrucks']),
  ...['货车', '载货汽车', '货运车辆'].map((name): [string, VehicleClass] => [name, 'trucks']),
  ...['非道路移动机械', '非道路机械'].map((name): [string, VehicleClass] => [name, 'machinery']),
])
/** Longer names first: 中重型货车 holds 货车. */
const CLASS = [...CLASS_NAMED.keys()].sort((a, b) => b.length - a.length).join('|')

const WHAT = `(?:国(?<stage>${STAGE})(?<below>及以下)?(?:排放标准)?的?)?(?:国(?<from>${STAGE})至国(?<to>${STAGE}))?(?<fuel>${FUEL})?(?<vehicles>${CLASS})(?<gas>\\(含燃气(?:车辆)?\\))?`
const WHERE = `(?:在(?<place>[^,;:()每]+?),?)??`
const WHEN = `(?:每日(?<hour>\\d{1,2})时至(?<until>\\d{1,2})时)?`
const BUT = `(?:\\((?<except>[^()]+)除外\\))?`
const NONE = new RegExp(
  `^${WHERE}${WHEN}(?:停止使用|禁止使用|停用|禁用|禁止|停止|不得使用)${WHAT}(?:运输|通行|作业|上路|上路行驶|进出厂)?${BUT}$`,
)
const STOPPED = new RegExp(`^${WHERE}${WHEN}${WHAT}(?:停用|停止使用|禁止使用|禁行|停止通行|停止作业)${BUT}$`)
const FEWER = new RegExp(
  `^${WHERE}${WHEN}${WHAT}(?:运输)?车次(?:减(?<half>半)|(?:减少|压减)(?<share>\\d+(?:\\.\\d+)?)%)${BUT}$`,
)
const CAPPED = new RegExp(
  `^${WHERE}${WHEN}${WHAT}(?:运输)?(?:每日|每天)不超过(?<most>\\d{1,6})(?:车次|辆次|辆|次)${BUT}$`,
)
/** 重型柴油货车 and 柴油重型货车 are the same. */
const FUEL_INSIDE = new RegExp(`(中?重型)(${FUEL})(?=[货载车])`)
const ALL_ROAD = /^(?:停止|禁止|不得进行)(?:一切)?公路运输$/

/** A ban on vehicles in the words of orders, plain text (`停用国四及以下重型载货车辆(含燃气)`); null where it is none. */
export function readBan(written: string): Ban | null {
  if (!/[车械运]/.test(written)) return null
  if (ALL_ROAD.test(written)) return 'allRoad'
  const text = written.replace(FUEL_INSIDE, '$2$1')
  const none = (NONE.exec(text) ?? STOPPED.exec(text))?.groups
  if (none) return ban(none, 'none')
  const fewer = FEWER.exec(text)?.groups
  if (fewer) {
    const less = fewer['half'] ? 5000 : readPercent(fewer['share'] ?? '')
    return less === null || less <= 0 || less > 10_000 ? null : ban(fewer, { less })
  }
  const capped = CAPPED.exec(text)?.groups
  return capped ? ban(capped, { mostADay: Number(capped['most']) }) : null
}

type Groups = Readonly<Record<string, string | undefined>>

function ban(found: Groups, trips: 'none' | { less: number } | { mostADay: number }): Ban | null {
  const vehicles = CLASS_NAMED.get(found['vehicles'] ?? '')
  const hours = hoursOf(found)
  const stages = stagesOf(found)
  if (vehicles === undefined || hours === undefined || stages === undefined) return null
  // “(含燃气)” says that whatever the fuel is is meant, beside a fuel it would contradict it.
  const fuel = fuelNamed(found['fuel'])
  if (fuel !== null && found['gas'] !== undefined) return null
  return banOf({
    vehicles,
    stages,
    fuel,
    place: found['place'] ?? null,
    hours,
    except: found['except'] ?? null,
    trips,
  })
}

function stagesOf({ stage, below, from, to }: Groups): { from: number; to: number } | null | undefined {
  if (stage !== undefined && from !== undefined) return undefined
  if (stage !== undefined) return { from: below === undefined ? stageOf(stage) : 0, to: stageOf(stage) }
  if (from === undefined || to === undefined) return null
  return stageOf(from) <= stageOf(to) ? { from: stageOf(from), to: stageOf(to) } : undefined
}

function stageOf(written: string): number {
  const place = (STAGE_ZH as readonly string[]).indexOf(written)
  return place < 0 ? Number(written) : place
}

function hoursOf({ hour, until }: Groups): { from: number; until: number } | null | undefined {
  if (hour === undefined || until === undefined) return null
  const hours = { from: Number(hour), until: Number(until) }
  return hours.from < hours.until && hours.until <= 24 ? hours : undefined
}

function fuelNamed(word: string | undefined): Fuel | null {
  for (const id of Object.keys(FUELS) as Fuel[]) if (FUELS[id].zh === word) return id
  return null
}
