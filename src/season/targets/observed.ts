import type { Reader } from '../../db/port.ts'
import { addDays, startOfDay, type Day } from '../../model/time.ts'
import { outlook } from '../../outlook/decide.ts'
import { aqiOfHours } from '../../outlook/judge.ts'
import { loadOutlook } from '../../outlook/store.ts'
import type { SeasonRule } from '../../rulebook/season.ts'
import type { World } from '../../world.ts'
import { cityTarget, progressOf, targetOf, type Observed, type Progress } from './decide.ts'

/** How the city and each of its counties stands on a day, by what was observed until the day before. */
export async function progressIn(db: Reader, world: World, rule: SeasonRule, on: Day): Promise<Progress[]> {
  const name = (code: string) => world.areas.find(code)?.name ?? code
  const targets = [
    cityTarget(rule, name(rule.area)),
    ...rule.counties.map((county) => targetOf(county, name(county.area))),
  ]
  const places: Progress[] = []
  for (const target of targets) {
    const seen = await observedIn(db, world, target.area, rule, on)
    places.push(progressOf(target, rule, seen, on))
  }
  return places
}

async function observedIn(
  db: Reader,
  world: World,
  area: string,
  { from, until }: SeasonRule,
  on: Day,
): Promise<Observed[]> {
  const to = addDays(on < until ? on : until, -1)
  if (to < from) return []
  const known = await loadOutlook(db, world, { area, from, to, now: later(world.clock.now(), startOfDay(on)) })
  const issues = known.issues.filter(({ kind }) => kind === 'observation')
  const days = outlook({ ...known, issues, aqiOfHours: aqiOfHours(world.rulebooks) })
  return days.map(({ day, aqi, concentrations }) => ({ day, aqi, pm25: concentrations?.pm25 ?? null }))
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
