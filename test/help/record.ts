import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reader } from '../../src/db/port.ts'
import { commands } from '../../src/drill/commands.ts'
import { throwAway } from '../../src/drill/throwAway.ts'
import type { Told } from './replayed.ts'
import { ears, smallDrill } from './smallDrill.ts'

/* `node test/help/record.ts` plays the small drill and keeps what happened to every machine in it (`machines/README.md`). */

const RECORDING = join(import.meta.dirname, '../../fixtures/episodes/small-drill.jsonl')

/** What happened to the machines of a world, in the order in which it did. */
export async function machineEntries(db: Reader): Promise<Told[]> {
  const entries = await db.rows<{ body: string } & Omit<Told, 'body'>>(
    `select kind, subject, members, event, body from journal
     where event in ('BEGUN', 'REFUSED') or body::jsonb ? 'to' order by seq`,
  )
  return entries.map(({ body, ...entry }) => ({ ...entry, body: JSON.parse(body) as Told['body'] }))
}

async function record(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'airshed-record-'))
  try {
    const keep = join(directory, 'kept')
    await commands['drill']?.run([await smallDrill(directory), '--keep', keep], ears())
    const db = await throwAway({ databaseUrl: null, redisUrl: null }, keep).openDb()
    const entries = await machineEntries(db)
    await db.close()
    writeFileSync(RECORDING, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    process.stderr.write(`${entries.length} entries in ${RECORDING}\n`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

if (import.meta.main) await record()
