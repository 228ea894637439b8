import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openEmbeddedQueue } from '../../src/queue/embedded.ts'

const ROOT = join(import.meta.dirname, '../..')
const KEPT = join(ROOT, 'node_modules/.cache/airshed')
const MIGRATIONS = join(ROOT, 'src/db/migrations')

/**
 * The path of a dump of a migrated and empty embedded database, the queue's tables included. It is kept between runs
 * for as long as the migrations and the packages that made it are the same.
 */
export async function dumpEmbedded(): Promise<string> {
  const path = join(KEPT, `embedded-${hashOfWhatMakesIt()}.tar`)
  if (existsSync(path)) return path

  const db = await EmbeddedDb.open()
  await migrate(db, '2020-12-01T00:00:00.000Z')
  const queue = await openEmbeddedQueue(db.pglite, 'none')
  await queue.close()
  const dump = await db.pglite.dumpDataDir('none')
  await db.close()

  mkdirSync(KEPT, { recursive: true })
  for (const old of readdirSync(KEPT)) if (old.startsWith('embedded-')) rmSync(join(KEPT, old))
  // Another run may be reading at this moment: the name appears only when the file is whole.
  writeFileSync(`${path}.${process.pid}`, new Uint8Array(await dump.arrayBuffer()))
  renameSync(`${path}.${process.pid}`, path)
  return path
}

function hashOfWhatMakesIt(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(MIGRATIONS).toSorted()) hash.update(name).update(readFileSync(join(MIGRATIONS, name)))
  for (const name of ['@electric-sql/pglite', 'bullmq']) {
    hash.update(readFileSync(join(ROOT, 'node_modules', name, 'package.json')))
  }
  return hash.digest('hex').slice(0, 16)
}
