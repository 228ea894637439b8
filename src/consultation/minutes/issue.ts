import { assessmentById } from '../../assessment/store.ts'
import { note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { denserOf } from '../../feed/denser/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import type { Party } from '../../rulebook/consultation.ts'
import type { World } from '../../world.ts'
import { conclusionOf } from '../decide.ts'
import { opinionsOn } from '../opinions/store.ts'
import { attendanceOf } from '../parties/store.ts'
import { consultationById, type Consultation } from '../store.ts'
import { correct, numberOf, write, type Card, type Erratum, type Monitoring } from './minutes.ts'
import { insertMinutes, takeNumber, type IssuedMinutes } from './store.ts'

/** Issues the minutes of what was concluded, in the transaction of the conclusion: there is none without a number. */
export async function issueMinutes(world: World, tx: Tx, consultation: Id, doing: Doing): Promise<Id> {
  const row = await consultationById(tx, consultation)
  const conclusion = row && conclusionOf(row)
  if (!row || !conclusion || row.decidedAt === null || row.decidedBy === null || row.reason === null)
    throw new Error(`consultation ${consultation} has no conclusion to write down`)
  const { area, kind, name, calledFor, openedAt: calledAt, heldAt, chair, warningName, change } = row
  const rules = world.rulebooks.consultation(dayOf(calledAt))
  const attendance = await attendanceOf(tx, row.id)
  const opinions = (await opinionsOn(tx, row.id)).map(({ id: _, bulletin: __, ...said }) => ({
    ...said,
    partyTitle: titleOf(rules.parties, said.party),
  }))
  const year = yearOf(doing)
  const number = await takeNumber(tx, area, year)
  const content = write({
    number: numberOf(year, number),
    areaName: nameIn(world, area),
    kind,
    name,
    proposal: change === null ? null : { warning: warningName ?? '', change },
    calledFor,
    calledAt,
    heldAt,
    chair,
    parties: rules.parties.map(({ id, title }) => ({
      id,
      title: title.zh,
      present: attendance.find(({ party }) => party === id)?.present ?? null,
    })),
    card: await cardOf(tx, row),
    opinions,
    conclusion: { ...conclusion, reason: row.reason, by: row.decidedBy, at: row.decidedAt },
    monitoring: await monitoringOf(world, tx, row.id),
    rule: { id: rules.id, hash: rules.hash, borrowedFrom: rules.borrowedFrom ?? null },
  })
  return await store(tx, { area, consultation, year, number, replaces: null, content }, doing)
}

/** Another one in the place of the old, which stays as it was issued. */
export async function correctMinutes(tx: Tx, old: IssuedMinutes, erratum: Erratum, doing: Doing): Promise<Id> {
  const { area, consultation, id: replaces } = old
  const year = yearOf(doing)
  const number = await takeNumber(tx, area, year)
  const content = correct(old.content, numberOf(year, number), erratum)
  return await store(tx, { area, consultation, year, number, replaces, content }, doing)
}

async function store(tx: Tx, issued: Parameters<typeof insertMinutes>[1], doing: Doing): Promise<Id> {
  const id = await insertMinutes(tx, issued, doing)
  const { area, consultation, content } = issued
  const body = { minutes: id, number: content.number, replaces: content.replaces?.number ?? null }
  await note(tx, { area, kind: 'consultation', subject: consultation, event: 'MINUTES_ISSUED', body }, doing)
  return id
}

async function cardOf(tx: Tx, { assessmentId }: Consultation): Promise<Card | null> {
  const card = assessmentId === null ? null : await assessmentById(tx, assessmentId)
  if (card === null) return null
  const { id, at, level, from, to, outlook } = card
  const ahead = outlook.filter(({ day }) => day >= dayOf(at))
  return { id, at, level, from, to, days: ahead.map(({ day, aqi, low, high }) => ({ day, aqi, low, high })) }
}

/** As it was called for: areas that are asked the same are one sentence. */
async function monitoringOf(world: World, tx: Tx, consultation: Id): Promise<Monitoring[]> {
  const rows = await denserOf(tx, consultation)
  const alike = Map.groupBy(rows, ({ from, until, everyHours }) => `${from} ${until} ${everyHours}`)
  return [...alike.values()].flatMap((same) => {
    const [one] = same
    if (one === undefined) return []
    const { from, until, everyHours } = one
    return [{ areas: same.map(({ area }) => nameIn(world, area)), from, until, everyHours }]
  })
}

function titleOf(parties: readonly Party[], party: string): string {
  return parties.find(({ id }) => id === party)?.title.zh ?? party
}

function nameIn({ areas }: Pick<World, 'areas'>, area: string): string {
  return areas.find(area)?.name ?? area
}

function yearOf({ now }: Doing): number {
  return Number(dayOf(now).slice(0, 4))
}
