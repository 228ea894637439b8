import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import { actorOf, areasSeen } from '../../people/caller.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { titled } from '../findingWords.ts'
import { mappingOf, proposeMapping } from '../mapping.ts'
import { readList } from '../reading.ts'
import { templateWorkbook } from '../template.ts'
import { versionById } from '../versions/store.ts'
import { writeWorkbook } from '../writing.ts'
import { namedEnterprises } from './export.ts'
import { LARGEST_LIST, mappingQuery, previewForm, readable, XLSX } from './schemas.ts'

/** More findings than anybody reads in one answer; `lint` prints them all. */
const MOST_FINDINGS = 1000

/** Lists as workbooks: looked at before they are imported, taken home, begun from the template. */
export function workbookRoutes(app: App, world: World): void {
  const { db, areas } = world
  const industries = loadIndustries()
  const tags = ['inventory']

  app.post(
    '/lists/preview',
    {
      bodyLimit: LARGEST_LIST,
      config: { action: 'list.import', body: 'bytes' },
      schema: { tags, querystring: z.object({ mapping: mappingQuery }), response: { 200: previewForm } },
    },
    async ({ rawBody, query }) => {
      const bytes = rawBody ?? new Uint8Array()
      const sheets = await readable(proposeMapping(bytes))
      const { list, findings, asOf } = await readable(readList(bytes, areas, industries, { mapping: query.mapping }))
      const graded = (gravity: string) => findings.filter(({ severity }) => severity === gravity).length
      return {
        sheets: sheets.map((sheet) => ({
          ...sheet,
          known: [...sheet.known],
          unknown: [...sheet.unknown],
          missing: [...sheet.missing],
        })),
        mapping: mappingOf(sheets),
        enterprises: list?.enterprises.length ?? null,
        errors: graded('error'),
        warnings: graded('warning'),
        asOf,
        findings: findings.slice(0, MOST_FINDINGS).map(titled),
      }
    },
  )

  app.get('/lists/template', { config: { action: 'list.read' }, schema: { tags } }, async (_, reply) =>
    reply
      .type(XLSX)
      .header('content-disposition', 'attachment; filename="template.xlsx"')
      .send(Buffer.from(await templateWorkbook(areas))),
  )

  // The workbook names people with their numbers: who took it home is kept.
  app.get(
    '/lists/:id/workbook',
    { config: { action: 'list.export' }, schema: { tags, params: idParams } },
    async ({ params, caller }, reply) => {
      const version = await versionById(db, params.id)
      const seen = new Set(areasSeen(world, caller))
      if (version === null || !areas.within(version.area).some((code) => seen.has(code)))
        throw new Refusal('thing.unknown', { what: 'list', id: params.id })
      const enterprises = await namedEnterprises(world, version.id, seen)
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const body = { enterprises: enterprises.length }
      await db.transaction((tx) =>
        note(tx, { area: version.area, kind: 'listing', subject: version.id, event: 'LIST_EXPORTED', body }, doing),
      )
      return reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename="list-${version.area}.xlsx"`)
        .send(Buffer.from(await writeWorkbook({ enterprises }, areas, industries)))
    },
  )
}
