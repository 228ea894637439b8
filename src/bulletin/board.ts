import { addDays, dayOf, type Day } from '../model/time.ts'
import { outlook } from '../outlook/decide.ts'
import { aqiOfHours } from '../outlook/judge.ts'
import { loadOutlook } from '../outlook/store.ts'
import type { PublicRule } from '../rulebook/bulletin.ts'
import { loadTaskBooks } from '../rulebook/tasks.ts'
import { tasksAt, type TaskRule } from '../rulebook/taskForms.ts'
import type { World } from '../world.ts'
import { publishedOf, told, type Published, type Told } from './decide.ts'
import { messagesOf, openWarnings, type OpenWarning } from './store.ts'

/** A day as the public sees it. */
export interface PublicDay {
  readonly day: Day
  readonly published: Published
  readonly observed: boolean
  readonly provider: string | null
  readonly issuedAt: string | null
}

/** A warning with what was made known of it, and what it asks of the city. */
export interface ShownWarning {
  readonly warning: OpenWarning
  readonly messages: readonly Told[]
  readonly tasks: readonly TaskRule[]
}

/** An area that can own a warning (a province or a city), as its part of the first page shows it. */
export interface ShownArea {
  readonly code: string
  readonly name: string
  readonly warnings: readonly ShownWarning[]
  /** Empty where the area publishes none. */
  readonly days: readonly PublicDay[]
}

/** What everybody is told now, by area (公众信息). */
export async function boardOf(world: World, rule: PublicRule, only: readonly string[]): Promise<ShownArea[]> {
  const owners = world.areas.all().filter(({ code, kind }) => kind !== 'county' && only.includes(code))
  const rows = await openWarnings(world.db, { areas: owners.map(({ code }) => code), alive: true }, null, 200)
  const shown = await withMessages(world, rows)
  return await Promise.all(
    owners.map(async ({ code, name }) => ({
      code,
      name,
      warnings: shown.filter(({ warning }) => warning.area === code),
      days: rule.forecast.areas.includes(code) ? await daysOf(world, rule, code) : [],
    })),
  )
}

/** Warnings with their messages. */
export async function withMessages(world: World, warnings: readonly OpenWarning[]): Promise<ShownWarning[]> {
  const ids = warnings.map(({ id }) => id)
  const messages = ids.length === 0 ? [] : await messagesOf(world.db, ids)
  return warnings.map((warning) => ({
    warning,
    messages: told(messages.filter((one) => one.warning === warning.id)),
    tasks: tasksOf(world, warning),
  }))
}

/** What the departments do at its level, for the public to know; what they tell the public stands as advice. */
function tasksOf({ clock }: World, { area, context, state }: OpenWarning): TaskRule[] {
  const { measures } = context
  const book = loadTaskBooks().inForce(dayOf(clock.now()), area)
  if (book === null || measures === null || state.startsWith('suspended')) return []
  return tasksAt(book, measures).filter(({ department }) => department !== 'publicity')
}

async function daysOf(world: World, { forecast, incomplete }: PublicRule, area: string): Promise<PublicDay[]> {
  const now = world.clock.now()
  const from = dayOf(now)
  const known = await loadOutlook(world.db, world, { area, from, to: addDays(from, forecast.days), now })
  return outlook({ ...known, aqiOfHours: aqiOfHours(world.rulebooks) }).map((one) => ({
    day: one.day,
    published: publishedOf(one, incomplete.publishAbove),
    observed: one.from?.kind === 'observation',
    provider: one.from?.provider ?? null,
    issuedAt: one.from?.issuedAt ?? null,
  }))
}
