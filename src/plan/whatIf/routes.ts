import type { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { listInForce } from '../../inventory/store.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { addDays, dayOf, hoursBetween, startOfDay, type Instant } from '../../model/time.ts'
import { EMITTED_NAME, showPercent, showTonnes } from '../../model/tonnes.ts'
import { mustSee, sees, type Caller } from '../../people/caller.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import { loadReductions, type Floors } from '../../rulebook/reduction.ts'
import type { World } from '../../world.ts'
import type { Words } from '../order.ts'
import { sayInstant } from '../wording.ts'
import { stopDays, type Count } from './count.ts'
import { pollutants, shareSaved, type Outcome, type Scope } from './decide.ts'
import { playOut } from './play.ts'
import { whatIfBody, whatIfForm } from './schemas.ts'

type Body = z.output<typeof whatIfBody>
type Answer = z.output<typeof whatIfForm>

/** `POST /assessments/what-if` (假设推演): what a level, a start and a scope would come to, inside a consultation. */
export function whatIfRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const industries = loadIndustries()

  app.post(
    '/assessments/what-if',
    {
      config: { action: 'assessment.whatIf' },
      schema: { tags: ['assessment'], body: whatIfBody, response: { 200: whatIfForm } },
    },
    async ({ body, caller }) => {
      const now = clock.now()
      const scope = scopeOf(body, caller)
      const city = world.areas.find(body.area)?.kind === 'county' ? world.areas.find(body.area)?.parent : body.area
      const list = await listInForce(db, city ?? body.area, now)
      if (list === null) throw new Refusal('thing.unknown', { what: 'currentList', id: body.area })
      const { level, endsAt, startsAt = startOfDay(addDays(dayOf(now), 1)) } = body
      const on = dayOf(startsAt)
      const floors = loadReductions().floors(on, list.area)
      if (floors === null) throw new Refusal('plan.noFloors', { day: on })
      const outcome = await playOut(world, { level, startsAt, endsAt, list, floors, scope, now })
      const lead = rulebooks.inForce(on, list.area)?.leadHours.value ?? null
      const toStart = hoursLeft(now, startsAt)
      const { all, byGrade, byCounty, byIndustry } = outcome
      const counted = (count: Count) => ({ ...count, stopDays: stopDays(count.linesStopped, startsAt, endsAt) })
      const names = industries.within(list.area, on)
      return {
        headline: sayOutcome(body, { startsAt, toStart, floors }, outcome),
        airQuality: AIR_QUALITY,
        area: body.area,
        level,
        startsAt,
        endsAt,
        list: { id: list.id, name: list.name },
        hoursLeft: { toStart, toIssue: lead === null ? null : Math.round((toStart - lead) * 10) / 10 },
        all: counted(all),
        saved: pollutants((pollutant) => showTonnes(outcome.saved[pollutant])),
        floors: floorsOf(floors, outcome),
        byGrade: [...byGrade].map(([grade, count]) => ({ grade, ...counted(count) })),
        byCounty: [...byCounty].map(([county, count]) => {
          return { county, name: world.areas.find(county)?.name ?? county, ...counted(count) }
        }),
        byIndustry: [...byIndustry].map(([industry, count]) => {
          return { industry, name: names.nameOf(industry), ...counted(count) }
        }),
      }
    },
  )

  /** Counties outside the area, or that the caller does not see, are answered like those that there are not. */
  function scopeOf({ area, counties, industries: named }: Body, caller: Caller): Scope {
    mustSee(world, caller, area, 'area', area)
    for (const county of counties ?? [])
      if (!world.areas.contains(area, county) || !sees(world, caller, county))
        throw new Refusal('thing.unknown', { what: 'area', id: county })
    for (const industry of named ?? [])
      if (industry !== 'other' && !industries.knows(industry))
        throw new Refusal('thing.unknown', { what: 'industry', id: industry })
    const own = world.areas.find(area)?.kind === 'county' ? [area] : null
    return {
      counties: counties ? new Set(counties) : own && new Set(own),
      industries: named ? new Set(named) : null,
    }
  }
}

const AIR_QUALITY: Words = {
  zh: '只推算将下达的措施及其减排量，不预测空气质量会因此改善多少。',
  en: 'This is what would be ordered and saved; how much better the air would be is not predicted.',
}

function floorsOf({ id, document, borrowedFrom }: Floors, { floors }: Outcome): Answer['floors'] {
  const all = floors.map(({ pollutant, floor, stands, ...sums }) => {
    const share = shareSaved(sums)
    return { pollutant, share: share === null ? null : showPercent(share), floor: showPercent(floor), stands }
  })
  return { id, document, borrowedFrom, all }
}

/** In tenths of an hour, negative once it is past. */
function hoursLeft(now: Instant, until: Instant): number {
  return Math.round(hoursBetween(now, until) * 10) / 10
}

function sayOutcome(
  { level, endsAt }: Body,
  { startsAt, toStart, floors }: { startsAt: Instant; toStart: number; floors: Floors },
  { all, floors: proved }: Outcome,
): Words {
  const [starts, ends] = [sayInstant(startsAt), endsAt && sayInstant(endsAt)]
  const shares = proved.map(({ pollutant, ...sums }) => {
    const share = shareSaved(sums)
    return `${EMITTED_NAME[pollutant]} ${share === null ? '–' : `${showPercent(share)}%`}`
  })
  const short = proved.filter(({ stands }) => stands === 'short').map(({ pollutant }) => EMITTED_NAME[pollutant])
  const days = stopDays(all.linesStopped, startsAt, endsAt)
  const borrowed = floors.borrowedFrom
  return {
    zh:
      `${LEVEL_ZH[level]}，${starts.zh}起${ends ? `至 ${ends.zh}` : '，另行通知解除'}：下达 ${all.enterprises} 家，` +
      `停产 ${all.stop} 家（${all.linesStopped} 条线${days === null ? '' : `、${days} 线·天`}）、限产等 ${all.limit} 家、` +
      `自主减排 ${all.ownDecision} 家；减排占全社会 ${shares.join('、')}，` +
      `${short.length === 0 ? '达到' : `${short.join('、')} 未达到`}减排比例${borrowed ? `（借用${borrowed}）` : ''}；` +
      `距开始 ${toStart} 小时，${all.linesShortOfNotice} 条线来不及安全停车`,
    en:
      `${level} from ${starts.en} ${ends ? `to ${ends.en}` : 'until further notice'}: ${all.enterprises} are told, ` +
      `${all.stop} stop (${all.linesStopped} lines${days === null ? '' : `, ${days} line days`}), ${all.limit} are limited, ` +
      `${all.ownDecision} decide themselves; saved of all that is emitted ${shares.join(', ')}, ` +
      (short.length === 0 ? 'the floors hold' : `short of the floor: ${short.join(', ')}`) +
      `${borrowed ? ` (borrowed from ${borrowed})` : ''}; ` +
      `${toStart} h to the start, ${all.linesShortOfNotice} lines can not be stopped safely by then`,
  }
}
