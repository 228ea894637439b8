import { createHash } from 'node:crypto'
import { canonical, type Doing } from '../../db/journal.ts'
import { readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import { writeList } from '../../inventory/import.ts'
import { isEnterprise } from '../../inventory/checks/check.ts'
import { contextOn } from '../../inventory/checks/context.ts'
import { Findings, type Finding } from '../../inventory/finding.ts'
import { checkList } from '../../inventory/lint.ts'
import type { ContactRow } from '../../inventory/list.ts'
import { SHEET_NAMES } from '../../inventory/sheets.ts'
import { WrittenRows } from '../../inventory/writtenRows.ts'
import { planGaps, withPlan } from '../../inventory/plantPlan/decide.ts'
import { plansInForce } from '../../inventory/plantPlan/store.ts'
import { addListings, contactsOf, listingRows, type NewListing } from '../../inventory/store.ts'
import { versionForm } from '../../inventory/versions/schemas.ts'
import { versionById, type Version } from '../../inventory/versions/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, mustSee } from '../../people/caller.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { gradesHeldIn } from '../store.ts'
import { findingOf, withGrades } from './decide.ts'

/** An enterprise with its contacts is some four rows (law 14). */
const AT_ONCE = 100

/** The next version of a list, drafted from the one in force with what came since (起草下一版). */
export function draftRoutes(app: App, world: World): void {
  app.post(
    '/lists/:id/drafts',
    {
      config: { action: 'list.draft' },
      schema: { tags: ['inventory'], params: idParams, response: { 201: versionForm } },
    },
    async ({ params, caller }, reply) => {
      const version = await versionById(world.db, params.id)
      if (version === null) throw new Refusal('thing.unknown', { what: 'list', id: params.id })
      mustSee(world, caller, version.area, 'list', params.id)
      if (version.state !== 'inForce') throw new Refusal('list.notInForce', { name: version.name })
      const drafted = await draftFrom(world, version, { now: world.clock.now(), by: actorOf(caller) })
      const shown = await versionById(world.db, drafted)
      if (shown === null) throw new Refusal('list.overtaken', { name: version.name })
      const { size, ...row } = shown
      return reply.code(201).send({ ...row, enterprises: size })
    },
  )
}

/** Writes the draft; its people are those of the version that it is drafted from. */
async function draftFrom(world: World, version: Version, doing: Doing): Promise<Id> {
  const { db, keys, areas, measures } = world
  const { area, size } = version
  const inside = areas.within(area)
  const plans = new Map((await plansInForce(db, inside)).map((plan) => [plan.enterprise, plan]))
  const grades = Map.groupBy(await gradesHeldIn(db, inside), ({ enterprise }) => enterprise)
  const today = dayOf(doing.now)
  const context = contextOn(today, area, { industries: loadIndustries(), measures })
  const findings: { severity: string }[] = []
  const drafted: (Pick<NewListing, 'entry' | 'position'> & { contacts: readonly ContactRow[] })[] = []

  async function* chunks(): AsyncGenerator<NewListing[]> {
    for (let after: Id | null = null; ;) {
      const rows = await listingRows(db, version.id, after, AT_ONCE)
      if (rows.length === 0) break
      const contacts = await contactsOf(
        db,
        rows.map(({ enterprise }) => enterprise),
      )
      const people = await readPeople(
        db,
        keys,
        [...contacts.values()].flat().map(({ person }) => person),
      )
      const chunk = rows.map(({ enterprise, entry, position }): NewListing => {
        const graded = withGrades(entry, grades.get(enterprise) ?? [])
        const plan = plans.get(enterprise)
        if (plan) findings.push(...planGaps(plan.content, graded).map((one) => findingOf(graded, one)))
        return {
          entry: plan ? withPlan(graded, plan.content, plan.from ?? today) : graded,
          position,
          contacts: contacts.get(enterprise) ?? [],
        }
      })
      for (const { entry, position, contacts: called } of chunk) {
        // Whoever was forgotten since has no number that could be looked at.
        const named = called.flatMap(({ person: of, ...contact }) => {
          const person = people.get(of)
          return person ? [{ ...contact, person }] : []
        })
        drafted.push({ entry, position, contacts: named })
      }
      yield chunk
      after = rows.at(-1)?.enterprise ?? null
    }
    findings.push(...checked())
  }

  /** What the check of a list says of the whole, as if the draft came in as a workbook. */
  function checked(): Finding[] {
    drafted.sort((a, b) => a.position - b.position)
    const rows = new WrittenRows(drafted.filter((one) => isEnterprise(one) && one.entry.trucksADay !== null).length)
    const found = new Findings(SHEET_NAMES)
    const subjects = drafted.map(({ entry, contacts }) => ({ entry, contacts, at: rows.of(entry, contacts.length) }))
    checkList(subjects, context, found)
    return found.all()
  }

  const made = { from: version.sha256, plans: [...plans.values()].map(({ id }) => id), grades: [...grades.values()] }
  const sha256 = createHash('sha256').update(canonical(made)).digest()
  const name = `${areas.find(area)?.name ?? area}应急减排清单 ${today}`
  const { id } = await writeList(
    world,
    { area, name, size, sha256, draftedFrom: version.id },
    chunks(),
    (tx, _, list, chunk, __, { now }) => addListings(tx, list, chunk, now),
    findings,
    doing,
  )
  return id
}
