import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { fingerprintOf } from '../../db/keys.ts'
import { seenWarning } from '../../episode/seen.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import { readCheckpoint } from '../checkpoint.ts'
import { publicPem } from '../folder.ts'
import { keepCheckpoint } from '../keep.ts'
import { CHECKER, exportLines } from '../routes.ts'
import { packed, type Part } from './pack.ts'
import { checkpointFrom, ordersAfter, papersOf, stretchOf } from './store.ts'
import { readme } from './words.ts'

/** Each by the route from which everybody else gets it. */
const PAPER = {
  notice: (id: Id) => `/warnings/notices/${id}/document?format=docx`,
  minutes: (id: Id) => `/minutes/${id}/document?format=docx`,
  review: (id: Id) => `/reviews/${id}/paper?format=docx`,
} as const

/** Orders read at a time: a page of their contents is a megabyte. */
const PAGE = 500
const FIRST: Id = '00000000-0000-0000-0000-000000000000'

/** `GET /warnings/{id}/bundle` (审计资料包): papers, orders and journal of one episode, to be checked without the engine. */
export function bundleRoutes(app: App, world: World): void {
  const { db, keys, clock } = world

  app.get(
    '/warnings/:id/bundle',
    { config: { action: 'journal.bundle' }, schema: { tags: ['warning'], params: idParams } },
    async (request, reply) => {
      const { params, caller } = request
      const warning = await seenWarning(world, params.id, caller)
      const stretch = await stretchOf(db, warning.id)
      if (stretch === null) throw new Refusal('journal.notSealed', { name: warning.name })
      let line = await checkpointFrom(db, stretch.to)
      if (line === null) {
        await keepCheckpoint(world)
        line = await checkpointFrom(db, stretch.to)
      }
      const checkpoint = line === null ? null : readCheckpoint(line)
      if (line === null || checkpoint === null) throw new Refusal('journal.notSealed', { name: warning.name })
      const key = fingerprintOf(keys.checkpoint)
      const at = clock.now()
      const told = { ...stretch, checkpoint: checkpoint.n, key, at, name: warning.name }

      async function* parts(): AsyncGenerator<Part> {
        const count = { papers: 0, orders: 0 }
        const missing: string[] = []
        yield { name: 'warning.json', content: [await asked(request, `/warnings/${warning.id}`)] }
        for (const { kind, id } of await papersOf(db, warning.id)) {
          const paper = await asked(request, PAPER[kind](id)).catch(() => null)
          if (paper === null) missing.push(`${kind} ${id}`)
          else yield { name: `papers/${kind}-${(count.papers += 1)}.docx`, content: [paper] }
        }
        yield { name: 'orders.jsonl', content: orders(warning.id, () => (count.orders += 1)) }
        yield { name: 'journal.jsonl', content: exportLines(db, stretch?.from ?? 1, told.checkpoint) }
        yield { name: 'checkpoints.jsonl', content: [`${line}\n`] }
        yield { name: `keys/${key}.pem`, content: [publicPem(keys.checkpoint)] }
        yield { name: 'checker.mjs', content: createReadStream(CHECKER) as AsyncIterable<Buffer> }
        const exercise = world.kind !== 'live'
        yield { name: 'README.txt', content: [readme({ ...told, ...count, missing, exercise })] }
      }
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="bundle-${warning.id}.zip"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(packed(parts(), { at, secret: keys.checkpoint })))
    },
  )

  /** As whoever asks would get it by itself, with the same rights. */
  async function asked({ headers: { authorization, cookie } }: FastifyRequest, path: string): Promise<Buffer> {
    const headers = { ...(authorization && { authorization }), ...(cookie && { cookie }), 'accept-language': 'zh' }
    const answer = await app.inject({ method: 'GET', url: `/api/v1${path}`, headers })
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`)
    return answer.rawPayload
  }

  async function* orders(warning: Id, counted: () => void): AsyncGenerator<string> {
    for (let after = FIRST; ;) {
      const page = await ordersAfter(db, warning, after, PAGE)
      for (const order of page) {
        counted()
        yield `${JSON.stringify(order)}\n`
      }
      const last = page.at(-1)
      if (last === undefined) return
      after = last.id
    }
  }
}
