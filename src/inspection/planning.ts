import { note, type Doing } from '../db/journal.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { Areas } from '../model/area.ts'
import type { Id } from '../model/id.ts'
import { addDays, dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import { officerById, type OfficerRow } from '../people/store.ts'
import type { InspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { checklistOf, shareOut, visitsOf, type Inspector } from './decide.ts'
import { postedUnder } from './postings/store.ts'
import {
  beginInspections,
  candidatesOf,
  contentsOf,
  keepDraw,
  setInspector,
  unsent,
  type VisitedWarning,
} from './store.ts'

/** How far back a finding still speaks against an enterprise, in days. */
const HISTORY_DAYS = 365
/** Steps in one transaction: each is some rows. */
const AT_ONCE = 50
/** Who may be sent to a plant. */
const SENT: ReadonlySet<string> = new Set(['inspector', 'countyOfficer', 'dutyOfficer'])

/** The end of the day by which a visit is made. */
export function visitBy(day: Day): Instant {
  return startOfDay(addDays(day, 1))
}

/** Plans and draws the visits of a day in an area, once. @throws Refusal `inspection.drawn` */
export async function planVisits(
  { db, areas }: World,
  procedure: InspectionProcedure,
  warning: VisitedWarning,
  asked: { readonly area: string; readonly day: Day; readonly most: number; readonly seed: string },
  doing: Doing,
): Promise<Id> {
  const since = startOfDay(addDays(dayOf(doing.now), -HISTORY_DAYS))
  const within = areas.within(asked.area)
  const posted = await postedUnder(db, warning.id, within)
  const watched = new Set(posted.map(({ enterprise }) => enterprise))
  const all = await candidatesOf(db, warning.id, within, { day: asked.day, since })
  const candidates = all.filter(({ enterprise }) => !watched.has(enterprise))
  const { visits, pool, drawn } = visitsOf(procedure, candidates, { ...asked, level: warning.level })
  const contents = await contentsOf(
    db,
    warning.id,
    [...visits, ...posted].map(({ enterprise }) => enterprise),
  )
  const staying = posted.map(({ officer, ...one }) => ({
    officer,
    visit: {
      ...one,
      warning: warning.id,
      verdict: null,
      cause: 'posted' as const,
      why: { zh: '驻厂监督', en: 'an inspector stays there' },
      checklist: checklistOf(procedure, contents.get(one.enterprise) ?? null),
    },
  }))
  return await db.transaction(async (tx) => {
    const { area, day, seed } = asked
    const draw = await keepDraw(tx, {
      area,
      warning: warning.id,
      day,
      seed,
      pool,
      drawn,
      drawnBy: doing.by,
      at: doing.now,
    })
    if (draw === null) throw new Refusal('inspection.drawn', { day })
    const made = visits.map(({ verdict, enterprise, ...one }) => ({
      ...one,
      enterprise,
      warning: warning.id,
      verdict: verdict?.id ?? null,
      checklist: checklistOf(procedure, contents.get(enterprise) ?? null),
    }))
    await beginInspections(tx, made, { day, visitBy: visitBy(day) }, doing)
    for (const { officer, visit } of staying) {
      const [id] = await beginInspections(tx, [visit], { day, visitBy: visitBy(day) }, doing)
      if (id === undefined) continue
      const event = { type: 'INSPECTOR_NAMED', inspector: `user:${officer}`, visitBy: visitBy(day) } as const
      await step(db, tx, { kind: 'inspection', id }, event, doing)
      await setInspector(tx, id, officer, event.visitBy)
    }
    const body = { warning: warning.id, day, seed, pool: pool.length, drawn }
    await note(tx, { area, kind: 'inspection', subject: draw, event: 'VISITS_DRAWN', body }, doing)
    return draw
  })
}

/** Somebody of the same city who may be sent. @throws Refusal `inspection.officer` */
export async function inspectorOf({ db, areas }: World, officer: Id, area: string): Promise<OfficerRow> {
  const found = await officerById(db, officer)
  if (found === null || !SENT.has(found.role) || !areas.contains(cityOf(areas, area), found.area))
    throw new Refusal('inspection.officer')
  return found
}

function cityOf(areas: Areas, area: string): string {
  const own = areas.find(area)
  return own?.kind === 'county' && own.parent !== null ? own.parent : area
}

/** Sends the inspectors of a day on their way; who was sent stays sent. How many could not be given to anybody. */
export async function shareVisits(
  world: World,
  asked: {
    readonly area: string
    readonly day: Day
    readonly inspectors: readonly Inspector[]
    readonly crossed: boolean
  },
  doing: Doing,
): Promise<number> {
  const { db, areas } = world
  const stops = await unsent(db, areas.within(asked.area), asked.day)
  const given = [...shareOut(stops, asked.inspectors, asked.crossed)]
  for (let at = 0; at < given.length; at += AT_ONCE)
    await inStep(db, async (tx) => {
      for (const [id, officer] of given.slice(at, at + AT_ONCE)) {
        const event = { type: 'INSPECTOR_NAMED', inspector: `user:${officer}`, visitBy: visitBy(asked.day) } as const
        await step(db, tx, { kind: 'inspection', id }, event, doing)
        await setInspector(tx, id, officer, event.visitBy)
      }
    })
  return stops.length - given.length
}
