import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Reader } from '../db/port.ts'
import { chainAfter } from '../db/seal.ts'
import { fingerprintOf } from '../db/keys.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import type { World } from '../world.ts'
import { checkpointForm, readCheckpoint } from './checkpoint.ts'
import { publicPem } from './folder.ts'
import { verifyWhole } from './hold.ts'
import { checkpointAt, checkpointKeys, checkpointsBefore } from './store.ts'

export const journalVerdict = z
  .object({
    ok: z.boolean(),
    entries: z.int(),
    sealed: z.int(),
    head: z.string().nullable(),
    checkpoints: z.int().describe('signed checkpoints outside of the database that were held against the chain'),
    broken: z.object({ n: z.int(), seq: z.int().nullable(), why: z.string() }).optional(),
  })
  .meta({ id: 'JournalVerdict' })

const checkpoint = checkpointForm.meta({ id: 'JournalCheckpoint' })
const place = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** Links in one answer of an export; more would hold an answer of megabytes in memory. */
const CHAIN_PAGE = 1_000
/** The offline checker: one file without anything of the engine. */
export const CHECKER = new URL('./checker.mjs', import.meta.url)

/** `/journal/…`: whether the chain holds, its export, its signed checkpoints, and what checks both offline. */
export function chainRoutes(app: App, world: World): void {
  const { db } = world

  app.get(
    '/journal/verify',
    { config: { action: 'journal.verify' }, schema: { response: { 200: journalVerdict } } },
    () => verifyWhole(world),
  )

  app.get(
    '/journal/chain',
    {
      config: { action: 'journal.verify' },
      schema: {
        querystring: z.object({ after: z.coerce.number().int().min(0).default(0) }),
        response: { 200: z.object({ entries: z.array(z.looseObject({ n: z.int(), hash: z.string() })) }) },
      },
    },
    async ({ query }) => ({
      entries: (await chainAfter(db, query.after, CHAIN_PAGE)).map((link) => ({ ...link })),
    }),
  )

  app.get(
    '/journal/export',
    {
      config: { action: 'journal.verify' },
      schema: {
        description: 'a line for each entry, as `checker.mjs` reads it; both ends are in it',
        querystring: z.object({ from: place.default(1), to: place.optional() }),
      },
    },
    ({ query: { from, to = Infinity } }, reply) =>
      reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', 'attachment; filename="journal.jsonl"')
        .header('cache-control', 'no-store')
        .send(Readable.from(exportLines(db, from, to))),
  )

  app.get(
    '/journal/checkpoints',
    {
      config: { action: 'journal.verify' },
      schema: { querystring: z.object(pageQuery), response: { 200: pageOf(checkpoint) } },
    },
    async ({ query }) => {
      const before = readCursor(query.cursor, z.tuple([z.int()]))
      const rows = await checkpointsBefore(db, before?.[0] ?? null, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        ({ n }) => [n],
        ({ line }) => checkpointForm.parse(JSON.parse(line)),
      )
    },
  )

  app.get(
    '/journal/checkpoints/:n',
    {
      config: { action: 'journal.verify' },
      schema: { params: z.object({ n: place }), response: { 200: checkpoint } },
    },
    async ({ params: { n } }) => {
      const row = await checkpointAt(db, n)
      const found = row === null ? null : readCheckpoint(row.line)
      if (found === null) throw new Refusal('journal.noCheckpoint', { n: String(n) })
      return found
    },
  )

  app.get(
    '/journal/keys',
    {
      config: { action: 'journal.verify' },
      schema: {
        description: 'public keys of the checkpoints; keep them from the first day on: later they prove what is here',
        response: { 200: z.object({ keys: z.array(z.object({ key: z.string(), pem: z.string() })) }) },
      },
    },
    async () => {
      const pems = new Set([...(await checkpointKeys(db)), publicPem(world.keys.checkpoint)])
      return { keys: [...pems].map((pem) => ({ key: fingerprintOf(pem), pem })) }
    },
  )

  app.get('/journal/checker', { config: { action: 'journal.verify' }, schema: {} }, (_, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('content-disposition', 'attachment; filename="checker.mjs"')
      .send(createReadStream(CHECKER)),
  )
}

/** Page after page, so that a journal of years never lies in memory. */
export async function* exportLines(db: Reader, from: number, to: number): AsyncGenerator<string> {
  for (let after = from - 1; after < to;) {
    const links = await chainAfter(db, after, Math.min(CHAIN_PAGE, to - after))
    const [first] = links
    if (first === undefined) return
    // The hash that it hangs on is told once: with the first line.
    if (after !== from - 1) delete first.previous
    yield links.map((link) => `${JSON.stringify(link)}\n`).join('')
    after = links.at(-1)?.n ?? to
  }
}
