import { BASES, CAPPED, UNITS, type Limits, type Measure, type Part, type PlantUnit } from './measure.ts'
import { EMITTED, EMITTED_NAME, showPercent, type EmittedPollutant } from './tonnes.ts'
import { sayBan } from './vehicles.ts'

interface Said {
  readonly zh: string
  readonly en: string
}

export const EMITTED_ZH: Record<EmittedPollutant, string> = {
  pm: '颗粒物',
  so2: '二氧化硫',
  nox: '氮氧化物',
  vocs: '挥发性有机物',
}

/** The measure as an order says it; `other` by the words of the list. The Chinese is read back as the same measure. */
export function sayMeasure(measure: Measure, words = ''): { zh: string; en: string } {
  switch (measure.kind) {
    case 'none':
      return { zh: '不停产、不限产，治理设施稳定运行', en: 'no stop and no limit; keep treatment running' }
    case 'ownDecision':
      return { zh: '自主减排', en: 'reduce on your own decision' }
    case 'stop':
      return { zh: '停产', en: 'stop' }
    case 'stopHot':
      return { zh: '停产保窑（焖炉）', en: 'stop production and keep the kiln or furnace hot' }
    case 'stopLines': {
      const share = showPercent(measure.share)
      return { zh: `停产 ${share}%（以生产线计）`, en: `stop ${share} %, counted by line` }
    }
    case 'stopUnits':
      return sayUnits(measure.unit, measure.least)
    case 'stopSteps':
      return { zh: `停止${measure.steps.join('、')}`, en: `stop these steps: ${measure.steps.join(', ')}` }
    case 'suppressDust':
      return { zh: `${measure.ways.join('、')}抑尘`, en: `keep dust down by ${measure.ways.join(', ')}` }
    case 'reduce': {
      const share = showPercent(measure.share)
      const base = measure.base
      return {
        zh: `限产 ${share}%${base === null ? '' : `（以${base}计）`}`,
        en: `reduce by ${share} %${base === null ? '' : ` of ${BASES[base]?.en ?? base}`}`,
      }
    }
    case 'cap': {
      const { of, most, unit } = measure
      const figure = unit === '%' ? `${most}%` : `${most} ${unit}`
      return { zh: `${CAPPED[of].zh}不超过 ${figure}`, en: `${CAPPED[of].en} at most ${figure}` }
    }
    case 'coking':
      return {
        zh: `结焦时间延长至 ${measure.leastHours} 小时以上`,
        en: `hold the coking time at ${measure.leastHours} h or more`,
      }
    case 'idle':
      return { zh: '生产线怠速运行', en: 'keep the line at idle speed' }
    case 'ceiling':
      return sayCeiling(measure.limits, measure.oxygen)
    case 'cycle': {
      const { offHours, onHours } = measure
      return {
        zh: `停 ${offHours} 小时、开 ${onHours} 小时，循环执行`,
        en: `${offHours} h off and ${onHours} h on, in turn`,
      }
    }
    case 'transport':
      return sayBan(measure.ban)
    case 'milderAfter': {
      const [first, after] = [sayMeasure(measure.first), sayMeasure(measure.after)]
      return {
        zh: `${first.zh}，响应超过 ${measure.hours} 小时后可改为${after.zh}`,
        en: `${first.en}; once the response has lasted ${measure.hours} h it is enough to ${after.en}`,
      }
    }
    case 'parts': {
      const said = measure.parts.map(sayPart)
      return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') }
    }
    case 'other':
      return { zh: words || measure.type, en: words || measure.type }
  }
}

function sayPart({ of, measure }: Part): Said {
  const { zh, en } = sayMeasure(measure)
  return of === null ? { zh, en } : { zh: `${of}：${zh}`, en: `${of}: ${en}` }
}

function sayUnits(unit: PlantUnit, least: { share: number } | { count: number }): Said {
  const { zh, en, counter } = UNITS[unit]
  if ('share' in least) {
    const share = showPercent(least.share)
    return { zh: `停产 ${share}%（以${zh}计）`, en: `stop ${share} %, counted by ${en}` }
  }
  const { count } = least
  return { zh: `停用 ${count} ${counter}${zh}`, en: `stop ${count} ${en}${count === 1 ? '' : 's'}` }
}

function sayCeiling(limits: Limits, oxygen: string | null): Said {
  const named = EMITTED.flatMap((id) => (limits[id] === undefined ? [] : [{ id, most: limits[id] }]))
  const most = named.map((one) => one.most)
  return {
    zh:
      `${named.map(({ id }) => EMITTED_ZH[id]).join('、')}排放浓度${named.length > 1 ? '分别' : ''}不高于 ` +
      `${most.join('、')} 毫克/立方米${oxygen === null ? '' : `（基准含氧量 ${oxygen}%）`}`,
    en:
      `emit at most ${named.map((one) => `${EMITTED_NAME[one.id]} ${one.most}`).join(', ')} mg/m³` +
      (oxygen === null ? '' : ` at ${oxygen} % oxygen`),
  }
}
