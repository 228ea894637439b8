import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, asOf, day, id, idParams, instant } from '../http/schemas.ts'
import { CLASS_ZH, GRADE_ZH } from '../model/enterprise.ts'
import { showKg } from '../model/tonnes.ts'
import { actorOf, areasSeen, mustSee, mustShare } from '../people/caller.ts'
import type { World } from '../world.ts'
import { titled } from './findingWords.ts'
import { importList } from './import.ts'
import { found } from './versions/found.ts'
import { LARGEST_LIST, mappingQuery, readable } from './workbooks/schemas.ts'
import { findingForm, listState } from './versions/schemas.ts'
import { versionsAt } from './past.ts'
import { missingFrom } from './versions/store.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import { enterpriseRows, type EnterpriseRow, type EnterprisesWanted } from './enterprises/store.ts'
import { listById, listInForce, lists, type ListVersion } from './store.ts'

const kilograms = z.string().meta({ description: 'kilograms a day, exact decimal' })
const listForm = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    state: listState,
    enterprises: z.int(),
    releasedAt: instant.nullable(),
  })
  .meta({ id: 'List' })
const importedForm = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    enterprises: z.int(),
    lines: z.int(),
    state: listState,
    inForceBecause: z
      .literal('firstOfInstallation')
      .nullable()
      .describe('set where the owner of the machine has loaded the first list of a city: nobody else could release it'),
    asOf: day.nullable().describe('the day as of which dates were judged: of the season that the plans in it are of'),
    leaves: z
      .int()
      .describe(
        'enterprises on the list in force that this one does not name: a file of one county leaves all others out',
      ),
    findings: z.array(findingForm),
  })
  .meta({ id: 'ImportedList' })
const enterpriseClass = z.enum(Object.keys(CLASS_ZH))
const grade = z.enum(Object.keys(GRADE_ZH))
const enterpriseForm = z
  .object({
    id,
    creditCode: z.string(),
    name: z.string(),
    area: areaCode,
    class: enterpriseClass,
    grade,
    industry: z.string(),
    dailyKg: z.object({ so2: kilograms, nox: kilograms, pm: kilograms, vocs: kilograms }),
  })
  .meta({ id: 'Enterprise' })

/** The emergency reduction lists (应急减排清单) and the enterprises on them. */
export function inventoryRoutes(app: App, world: World): void {
  const industries = loadIndustries()
  const tags = ['inventory']
  const wanted = {
    search: z.string().trim().min(1).max(100).optional().describe('a part of the name or of the credit code'),
    class: enterpriseClass.optional(),
    grade: grade.optional(),
  }

  app.get(
    '/lists',
    {
      config: { action: 'list.read' },
      schema: { tags, querystring: z.object({ ...pageQuery, at: asOf }), response: { 200: pageOf(listForm) } },
    },
    async (request) => {
      const { cursor, limit, at } = request.query
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      // A county works by its city's list.
      const seen = areasSeen(world, request.caller)
      const areas = new Set([...seen, ...seen.flatMap((code) => cityOf(world, code) ?? [])])
      const rows = await lists(world.db, [...areas], before, limit + 1)
      const { items, ...page } = cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => row,
      )
      const then = at === undefined || at >= world.clock.now() ? items : await versionsAt(world.db, items, at)
      return { ...page, items: then.map(showList) }
    },
  )

  app.post(
    '/lists',
    {
      bodyLimit: LARGEST_LIST,
      config: { action: 'list.import', body: 'bytes' },
      schema: { tags, querystring: z.object({ mapping: mappingQuery }), response: { 201: importedForm } },
    },
    async (request, reply) => {
      const { caller, rawBody, query } = request
      const mayImport = (city: string) => mustSee(world, caller, city, 'area', city)
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const options = { industries, mayImport, mapping: query.mapping }
      const imported = await readable(importList(world, rawBody ?? new Uint8Array(), options, doing))
      const before = await listInForce(world.db, imported.area, world.clock.now())
      const leaves = before === null ? 0 : await missingFrom(world.db, imported.id, before.id)
      // Where no list is in force there may be no officers either: whoever owns the machine sets the first one up.
      const first = caller.kind === 'owner' && before === null
      if (first) await found(world.db, imported.id, 'firstOfInstallation', doing)
      return reply.code(201).send({
        ...imported,
        leaves,
        state: first ? 'inForce' : 'checked',
        inForceBecause: first ? 'firstOfInstallation' : null,
        findings: imported.findings.map(titled),
      })
    },
  )

  app.get(
    '/lists/:id/enterprises',
    {
      config: { action: 'enterprise.read' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({ ...pageQuery, ...wanted }),
        response: { 200: pageOf(enterpriseForm) },
      },
    },
    async (request) => {
      const list = await listById(world.db, request.params.id)
      if (list === null) throw new Refusal('thing.unknown', { what: 'list', id: request.params.id })
      mustShare(world, request.caller, list.area, 'list', request.params.id)
      return page(list.id, areasSeen(world, request.caller), request.query)
    },
  )

  app.get(
    '/enterprises',
    {
      config: { action: 'enterprise.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, area: areaCode.optional(), ...wanted }),
        response: { 200: pageOf(enterpriseForm) },
      },
    },
    async (request) => {
      const { area = request.caller.area } = request.query
      mustSee(world, request.caller, area, 'area', area)
      const city = cityOf(world, area)
      const list = city === null ? null : await listInForce(world.db, city, world.clock.now())
      return list === null ? { items: [], next: null } : page(list.id, world.areas.within(area), request.query)
    },
  )

  async function page(
    list: string,
    areas: string[],
    { cursor, limit, ...only }: { cursor?: string | undefined; limit: number } & EnterprisesWanted,
  ) {
    const [after] = readCursor(cursor, z.tuple([z.int()])) ?? [null]
    const rows = await enterpriseRows(world.db, list, areas, after, limit + 1, only)
    return cutPage(rows, limit, (row) => [row.position], showEnterprise)
  }
}

/** The city whose list an area is on; null for a province, which has none of its own. */
function cityOf({ areas }: World, code: string): string | null {
  const area = areas.find(code)
  return area?.kind === 'city' ? area.code : area?.kind === 'county' ? area.parent : null
}

function showList({ id: list, area, name, state, size, releasedAt }: ListVersion): z.input<typeof listForm> {
  return { id: list, area, name, state, enterprises: size, releasedAt }
}

function showEnterprise({ position: _, daily, ...row }: EnterpriseRow): z.input<typeof enterpriseForm> {
  const dailyKg = {
    so2: showKg(daily.so2),
    nox: showKg(daily.nox),
    pm: showKg(daily.pm),
    vocs: showKg(daily.vocs),
  }
  return { ...row, dailyKg }
}
