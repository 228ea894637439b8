import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openEmbeddedQueue } from '../../src/queue/embedded.ts'

const ROOT = join(import.meta.dirname, '../..')
const KEPT = join(ROOT, 'node_modules/.cache/airshed')
const MIGRATIONS = join(ROOT, 'src/db/migrations')

/** A migrated and empty embedded database, the queue's tables included. */
export interface EmptyEmbedded {
  /** The path of a dump, for worlds in memory. */
  readonly dump: string
  /** A data directory that is copied for worlds on the disk: `initdb` takes PGlite longer than the story after it. */
  readonly directory: string
}

/** Kept between runs for as long as the migrations and the packages that made it are the same. */
export async function emptyEmbedded(): Promise<EmptyEmbedded> {
  const name = `embedded-${hashOfWhatMakesIt()}`
  const made = { dump: join(KEPT, `${name}.tar`), directory: join(KEPT, name) }
  if (existsSync(made.dump) && existsSync(made.directory)) return made

  mkdirSync(KEPT, { recursive: true })
  for (const old of readdirSync(KEPT))
    if (old.startsWith('embedded-')) rmSync(join(KEPT, old), { recursive: true, force: true })
  // Another run may be reading at this moment: the names appear only when what they name is whole.
  const unfinished = `${made.directory}.${process.pid}`
  const db = await EmbeddedDb.open(unfinished)
  await migrate(db, '2020-12-01T00:00:00.000Z')
  // No test keeps more than a few megabytes, and every open takes as much memory as is set, page by page.
  await db.pglite.exec(`alter system set shared_buffers = '16MB'`)
  const queue = await openEmbeddedQueue(db.pglite, 'none')
  await queue.close()
  const dump = await db.pglite.dumpDataDir('none')
  await db.close()
  writeFileSync(`${made.dump}.${process.pid}`, new Uint8Array(await dump.arrayBuffer()))
  renameSync(`${made.dump}.${process.pid}`, made.dump)
  if (!existsSync(made.directory)) renameSync(unfinished, made.directory)
  return made
}

function hashOfWhatMakesIt(): string {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const name of readdirSync(MIGRATIONS).toSorted()) hash.update(name).update(readFileSync(join(MIGRATIONS, name)))
  for (const name of ['@electric-sql/pglite', 'bullmq']) {
    hash.update(readFileSync(join(ROOT, 'node_modules', name, 'package.json')))
  }
  return hash.digest('hex').slice(0, 16)
}
