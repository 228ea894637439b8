import { createWriteStream, existsSync, openAsBlob, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EmbeddedDb } from '../../db/embedded.ts'
import { lockDirectory } from '../../db/lock.ts'
import { InputError } from '../../errors.ts'

/**
 * The whole of an embedded database as one packed file, while it goes on working: between two statements its files are
 * as a kill would leave them, which it is made to survive.
 */
export async function dumpTo(db: EmbeddedDb, file: string): Promise<void> {
  await db.pglite.exec('checkpoint')
  const packed = await db.pglite.dumpDataDir('gzip')
  await pipeline(Readable.fromWeb(packed.stream()), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
}

/** Opens the database of a directory that no server has open; what is done with it ends with the call. */
export async function withEmbedded<T>(directory: string, work: (db: EmbeddedDb) => Promise<T>): Promise<T> {
  if (!holdsDatabase(directory)) throw new InputError(`AIRSHED_DATA is "${directory}": there is no database in it`)
  const lock = await lockDirectory(directory)
  try {
    const db = await EmbeddedDb.open(join(directory, 'pglite'))
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  } finally {
    await lock.release()
  }
}

/** Unpacks a backup into a directory without a database. What went wrong half way is taken away again. */
export async function unpack(directory: string, file: string): Promise<void> {
  const lock = await lockDirectory(directory)
  try {
    if (holdsDatabase(directory))
      throw new InputError(
        `AIRSHED_DATA is "${directory}", where a database is already: move ${join(directory, 'pglite')} away first`,
      )
    const place = join(directory, 'pglite')
    try {
      const db = await EmbeddedDb.open(place, await openAsBlob(file, { type: 'application/x-gzip' }))
      await db.close()
    } catch (error) {
      rmSync(place, { recursive: true, force: true })
      throw new InputError(`${file} could not be unpacked: ${String(error)}`, { cause: error })
    }
  } finally {
    await lock.release()
  }
}

function holdsDatabase(directory: string): boolean {
  const place = join(directory, 'pglite')
  return existsSync(place) && readdirSync(place).length > 0
}
