import { createHash } from 'node:crypto'
import { existsSync, openSync, readFileSync, readSync, closeSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddedDb } from '../../db/embedded.ts'
import { migrate } from '../../db/migrate.ts'
import type { Reader } from '../../db/port.ts'
import { PostgresDb } from '../../db/postgres.ts'
import { InputError } from '../../errors.ts'
import type { Instant } from '../../model/time.ts'
import { CheckpointFolder } from '../../journal/folder.ts'
import { dumpTo, unpack, withEmbedded } from './embedded.ts'
import { type Manifest, readManifest, sha256Of, writeManifest } from './manifest.ts'
import { dump, load } from './postgres.ts'
import { type Ahead, aheadOf, chainOf, continueJournal, headOf, holdsTables, linkAt, masterKeyOf } from './store.ts'

/** Which database: one of PostgreSQL by its schema, or the embedded one of a directory. */
export interface Place {
  readonly databaseUrl: string | null
  readonly schema: string
  /** Of the keys, and of the embedded database. */
  readonly directory: string
  /** Where the signed checkpoints lie that were written before the loss; there may be none. */
  readonly checkpoints: string
}

/** Backs up a database of PostgreSQL while the engine works on it. */
export async function backUpPostgres(url: string, schema: string, file: string, now: Instant): Promise<Manifest> {
  const db = await PostgresDb.open(url, { schema, poolSize: 1 })
  try {
    if (!(await holdsTables(db, schema)))
      throw new InputError(`DATABASE_URL: there is nothing of Airshed in it (schema "${schema}")`)
    return await whole(db, file, now, 'postgres', (part) => dump(url, schema, part))
  } finally {
    await db.close()
  }
}

/** Backs up an embedded database that this process has open. */
export function backUpEmbedded(db: EmbeddedDb, file: string, now: Instant): Promise<Manifest> {
  return whole(db, file, now, 'embedded', (part) => dumpTo(db, part))
}

/** The file appears when it is whole; another backup is never written over. */
async function whole(
  db: Reader,
  file: string,
  now: Instant,
  database: Manifest['database'],
  write: (part: string) => Promise<void>,
): Promise<Manifest> {
  for (const name of [file, `${file}.json`])
    if (existsSync(name))
      throw new InputError(`${name} is there already: give another name, a backup is never replaced`)
  // Before the file is written: what it holds goes at least so far.
  const head = await headOf(db)
  const part = `${file}.part`
  rmSync(part, { force: true })
  try {
    await write(part)
    const manifest = { database, takenAt: now, sha256: await sha256Of(part), head, masterKey: await masterKeyOf(db) }
    renameSync(part, file)
    writeManifest(file, manifest)
    return manifest
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** What a restored database is, and what its engine will do when it is started. */
export interface Restored extends Ahead {
  readonly ok: boolean
  readonly links: number
  /** The newest checkpoint that the restored journal does not reach: what was sealed up to it is lost. */
  readonly beyond: { readonly n: number; readonly at: Instant } | null
  /** Each a sentence; none where all is well. */
  readonly wrong: readonly string[]
}

/**
 * Puts a backup into an empty place and looks whether it is whole: the file by its sum, the journal by its chain and by
 * where it ended when it was backed up, the keys by their fingerprint.
 * @throws InputError where the place is not empty, or the file is of the other kind of database
 */
export async function restore(place: Place, file: string, now: Instant): Promise<Restored> {
  const kind = kindOf(file)
  const { databaseUrl, schema, directory } = place
  if ((kind === 'postgres') !== (databaseUrl !== null))
    throw new InputError(
      kind === 'postgres'
        ? `${file} is a backup of PostgreSQL: set DATABASE_URL to the database that is to hold it`
        : `${file} is a backup of an embedded database: unset DATABASE_URL, AIRSHED_DATA names where it goes`,
    )
  const manifest = readManifest(file)
  if (manifest !== null && manifest.sha256 !== (await sha256Of(file)))
    throw new InputError(`${file} is not as it was written (${file}.json knows another sum): take another copy`)

  if (databaseUrl === null) {
    await unpack(directory, file)
    return await withEmbedded(directory, (db) => lookAt(db, manifest, place, now))
  }
  const db = await PostgresDb.open(databaseUrl, { schema, poolSize: 1 })
  try {
    if (await holdsTables(db, schema))
      throw new InputError(`DATABASE_URL: its schema "${schema}" holds tables already: give an empty database`)
    await db.rows(`drop schema ${schema}`)
    await load(databaseUrl, file)
    // A backup of an earlier release lacks what the next line needs.
    await migrate(db, now)
    await db.transaction(continueJournal)
    return await lookAt(db, manifest, place, now)
  } finally {
    await db.close()
  }
}

async function lookAt(
  db: Reader,
  manifest: Manifest | null,
  { directory, checkpoints }: Place,
  now: Instant,
): Promise<Restored> {
  const wrong: string[] = []
  const { held, broken } = await chainOf(db)
  if (broken) wrong.push(`the journal does not hold at link ${broken.n}: ${broken.why}`)
  const head = manifest?.head ?? null
  if (head !== null && (await linkAt(db, head.n)) !== head.hash)
    wrong.push(`the journal is not the one that was backed up: its link ${head.n} is another`)
  const signed = new CheckpointFolder(checkpoints).all()
  const beyond = signed.findLast(({ n }) => n > held.n) ?? null
  const reached = signed.filter(({ n }) => n <= held.n)
  for (const { n, hash, at } of reached)
    if ((await linkAt(db, n)) !== hash)
      wrong.push(`the journal is not the one of the checkpoint of ${at}: its link ${n} is another`)
  const key = await masterKeyOf(db)
  const own = fingerprintIn(directory)
  if (key !== null && own !== key)
    wrong.push(
      own === null
        ? `AIRSHED_DATA is "${directory}", which holds no keys: copy the folder "keys" of fingerprint ${key} there`
        : `AIRSHED_DATA is "${directory}", whose keys are of fingerprint ${own}; these data need those of ${key}`,
    )
  return {
    ok: wrong.length === 0,
    links: held.n,
    beyond: beyond && { n: beyond.n, at: beyond.at },
    ...(await aheadOf(db, now)),
    wrong,
  }
}

/** As `db/keys.ts` tells keys apart. */
export function fingerprintIn(directory: string): string | null {
  const file = join(directory, 'keys', 'master.key')
  if (!existsSync(file)) return null
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  return createHash('sha256').update(key).digest('hex').slice(0, 12)
}

/** By its first bytes. */
function kindOf(file: string): Manifest['database'] {
  const bytes = Buffer.alloc(5)
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    throw new InputError(`${file} can not be read (${(error as NodeJS.ErrnoException).code})`)
  }
  try {
    readSync(handle, bytes)
  } finally {
    closeSync(handle)
  }
  if (bytes.toString('latin1') === 'PGDMP') return 'postgres'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'embedded'
  throw new InputError(`${file} is no backup of Airshed: airshed backup writes such files`)
}
