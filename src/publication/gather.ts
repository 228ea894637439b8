import { Refusal } from '../errors.ts'
import { warningById } from '../episode/store.ts'
import type { Id } from '../model/id.ts'
import { addDays, dayOf, startOfDay } from '../model/time.ts'
import { figuresIn, listReviews } from '../review/written/store.ts'
import { rotationResults } from '../rotation/decide.ts'
import { listReports, standstillsAt } from '../rotation/store.ts'
import { loadSeasons } from '../rulebook/season.ts'
import { monthsOver } from '../season/targets/decide.ts'
import { progressIn } from '../season/targets/observed.ts'
import type { World } from '../world.ts'
import {
  complianceContent,
  lastDay,
  problemContent,
  rotationContent,
  seasonContent,
  type Content,
  type Kind,
} from './decide.ts'
import { problemCounts } from './store.ts'

/** What is to be counted, and of which city. */
export type Matter =
  | { readonly kind: 'compliance'; readonly warning: Id }
  | { readonly kind: 'problems' | 'rotation'; readonly area: string; readonly month: string }
  | { readonly kind: 'season'; readonly season: string; readonly month: string }

/** A matter in one text, by which it is known again; `matterOf` reads it. */
export function aboutOf(matter: Matter): string {
  if (matter.kind === 'compliance') return matter.warning
  return matter.kind === 'season' ? `${matter.season} ${matter.month}` : matter.month
}

export function matterOf({ kind, area, about }: { kind: Kind; area: string; about: string }): Matter {
  if (kind === 'compliance') return { kind, warning: about }
  if (kind !== 'season') return { kind, area, month: about }
  const [season = '', month = ''] = about.split(' ')
  return { kind, season, month }
}

/** Whose a matter is; null where there is no such warning or season. */
export async function areaOf({ db }: World, matter: Matter): Promise<string | null> {
  if (matter.kind === 'compliance') return (await warningById(db, matter.warning))?.area ?? null
  return matter.kind === 'season' ? (loadSeasons().get(matter.season)?.area ?? null) : matter.area
}

/** Counts a matter as it stands now. @throws Refusal where it is not over, or nothing can be counted yet */
export async function gather(world: World, matter: Matter): Promise<Content> {
  const { db, clock, areas } = world
  const now = clock.now()
  const today = dayOf(now)
  const nameOf = (code: string) => areas.find(code)?.name ?? code

  if (matter.kind === 'compliance') {
    const warning = await warningById(db, matter.warning)
    const all = warning === null ? [] : await listReviews(db, { areas: [warning.area], warning: warning.id }, null, 100)
    const review = all.find(({ state }) => state === 'published')
    const figures = review === undefined ? null : await figuresIn(db, review.id)
    const name = warning?.name ?? ''
    if (review === undefined || figures === null) throw new Refusal('publication.notReviewed', { name })
    if (figures.compliance.value === null) throw new Refusal('publication.nothing', { name })
    const until = addDays(dayOf(review.countedAt ?? now), -1)
    return complianceContent(figures.compliance.value, { warning: name, until })
  }
  if (matter.kind === 'season') {
    const rule = loadSeasons().get(matter.season)
    if (rule === null) throw new Refusal('thing.unknown', { what: 'season', id: matter.season })
    if (!monthsOver(rule, today).includes(matter.month))
      throw new Refusal('publication.notOver', { month: matter.month })
    const all = await progressIn(db, world, rule, addDays(lastDay(matter.month), 1))
    const places = all.filter(({ area }) => areas.find(area) !== null)
    return seasonContent(places, { season: rule.title, month: matter.month, document: rule.source?.document ?? null })
  }
  const { month, area } = matter
  const last = lastDay(month)
  if (last >= today) throw new Refusal('publication.notOver', { month })
  const within = areas.within(area)
  const of = { city: nameOf(area), month }
  if (matter.kind === 'problems') {
    const span = { from: startOfDay(`${month}-01`), until: startOfDay(addDays(last, 1)) }
    return problemContent(await problemCounts(db, within, span), of, nameOf)
  }
  const planned = await standstillsAt(db, within, now)
  const reports = await listReports(db, { areas: within, enterprise: null }, null, null)
  const told = reports.map((one) => ({ ...one, day: dayOf(one.at) }))
  const results = rotationResults(planned, told, last)
  if (results.length === 0) throw new Refusal('publication.nothing', { name: of.city })
  return rotationContent(results, of, nameOf)
}
