import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SettableClock } from '../../src/clock.ts'
import type { EmbeddedDb } from '../../src/db/embedded.ts'
import { note } from '../../src/db/journal.ts'
import { passingKeys } from '../../src/db/keys.ts'
import type { Tx } from '../../src/db/port.ts'
import { chainAfter, seal } from '../../src/db/seal.ts'
import { check } from '../../src/journal/checker.mjs'
import { CheckpointFolder, publicPem } from '../../src/journal/folder.ts'
import { verifyWhole } from '../../src/journal/hold.ts'
import { keepCheckpoint } from '../../src/journal/keep.ts'
import { exportLines } from '../../src/journal/routes.ts'
import { newId } from '../../src/model/id.ts'
import { openEmbedded } from '../help/databases.ts'
import { runs } from '../help/runs.ts'

/*
 * A forger who owns the database, triggers and all, but not the key of the checkpoints: whatever is done to the journal
 * is found by the engine, and by the offline checker in what the engine exports.
 */

const NOW = '2020-12-25T10:00:00.000Z'
const ENTRIES = 21
/** The first checkpoint; the second is at the end. */
const HALF = 9

const keys = passingKeys()
const clock = new SettableClock(NOW)
let db: EmbeddedDb
let checkpoints: string
beforeAll(async () => {
  db = await openEmbedded()
  checkpoints = mkdtempSync(join(tmpdir(), 'airshed-checkpoints-'))
  for (let k = 1; k <= ENTRIES; k++) {
    const entry = { area: '140800', kind: 'test', subject: newId(NOW), event: 'HAPPENED', body: { k, why: '重污染' } }
    await db.transaction((tx) => note(tx, entry, { now: NOW, by: `user:${k}` }))
    if (k === HALF || k === ENTRIES) {
      await seal(db)
      await keepCheckpoint({ db, clock, keys, checkpoints, kind: 'live' })
    }
  }
})
afterAll(async () => {
  await db.close()
  rmSync(checkpoints, { recursive: true })
})

class Undone extends Error {}

/** What both say with something done to the database; afterwards it is as before. */
async function both(forge: (tx: Tx) => Promise<void>): Promise<{ engine: string | null; offline: string | null }> {
  let said: { engine: string | null; offline: string | null } = { engine: null, offline: null }
  await db
    .transaction(async (tx) => {
      await tx.script('alter table journal disable trigger all; alter table seal disable trigger all')
      await forge(tx)
      const engine = await verifyWhole({ db: tx, keys, checkpoints })
      const folder = new CheckpointFolder(checkpoints)
      const offline = await check(await exported(tx), {
        checkpoints: folder.all(),
        keys: [publicPem(keys.checkpoint)],
      })
      said = { engine: engine.broken?.why ?? null, offline: offline.broken?.why ?? null }
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return said
}

async function exported(tx: Tx): Promise<string[]> {
  const parts: string[] = []
  for await (const part of exportLines(tx, 1, Infinity)) parts.push(...part.split('\n'))
  return parts
}

/** Chains everything anew from the n-th entry on, as the sealer would have. */
async function chainAnew(tx: Tx): Promise<void> {
  let hash = Buffer.alloc(32)
  for (const { n, algorithm: _a, hash: _h, previous: _p, ...line } of await chainAfter(tx, 0, 1000)) {
    hash = createHash('sha256')
      .update(hash)
      .update(JSON.stringify(Object.values(line)))
      .digest()
    await tx.rows(`update seal set hash = decode($2, 'hex') where n = $1`, [n, hash.toString('hex')])
  }
}

const shift = (by: number, above: number) =>
  `update seal set n = n + 1000 where n > ${above}; update seal set n = n - 1000 + ${by} where n > 1000`

const CHANGES = [
  `at = at + interval '1 ms'`,
  `area = area || '0'`,
  `kind = 'tést'`,
  `subject = '0176752c-0000-7000-8000-00000000e001'`,
  `members = array[subject]`,
  `event = event || ' '`,
  `actor = 'engine'`,
  `body = replace(body, '重', '轻')`,
  `tx = (tx::text::bigint + 100000)::text::xid8`,
]

const place = fc.integer({ min: 1, max: ENTRIES })
const forged: fc.Arbitrary<{ what: string; anew: boolean; at: number; script: string }> = fc
  .record({
    at: place,
    other: place,
    anew: fc.boolean(),
    change: fc.constantFrom(...CHANGES),
    what: fc.constantFrom('change', 'delete', 'deleteFromBoth', 'swap', 'insert', 'truncate', 'hash'),
  })
  // Whoever owns the database can add at the end what never happened, as any process of the engine can.
  .filter(({ what, at, other }) => (what === 'swap' ? at !== other : what !== 'insert' || at < ENTRIES))
  .map(({ what, at, other, anew, change }) => {
    const seqAt = (n: number) => `(select seq from seal where n = ${n})`
    const gone = `delete from journal where seq not in (select seq from seal)`
    const scripts: Record<string, string> = {
      change: `update journal set ${change} where seq = ${seqAt(at)}`,
      delete: `delete from journal where seq = ${seqAt(at)}`,
      deleteFromBoth: `delete from seal where n = ${at}; ${gone}; ${shift(-1, at)}`,
      swap: `update seal set n = 5000 where n = ${at}; update seal set n = ${at} where n = ${other};
        update seal set n = ${other} where n = 5000`,
      insert: `${shift(1, at)};
        insert into journal (seq, tx, at, area, kind, subject, event, actor, body) overriding system value
        select 100000, tx, at, area, kind, subject, event, actor, body from journal where seq = ${seqAt(at)};
        insert into seal (n, tx, seq, hash) select ${at} + 1, tx, 100000, hash from seal where n = ${at}`,
      truncate: `delete from seal where n >= ${at}; ${gone}`,
      hash: `update seal set hash = sha256(hash) where n = ${at}`,
    }
    return { what, at, anew, script: scripts[what] ?? '' }
  })

it('an untouched journal holds for both', async () => {
  expect(await both(async () => undefined)).toEqual({ engine: null, offline: null })
})

it('whatever is forged is found by both, also where the chain is written anew after it', async () => {
  await fc.assert(
    fc.asyncProperty(forged, async ({ what, anew, script }) => {
      const said = await both(async (tx) => {
        await tx.script(script)
        // A forger who knows how: then the checkpoints alone tell.
        if (anew && what !== 'delete' && what !== 'hash') await chainAnew(tx)
      })
      expect(said.engine).not.toBeNull()
      expect(said.offline).not.toBeNull()
    }),
    runs(30),
  )
})

it('an entry slipped in where all was sealed is found, though it never comes into the chain', async () => {
  const { engine } = await both((tx) =>
    tx.script(`insert into journal (seq, tx, at, area, kind, subject, event, actor, body) overriding system value
      select 100000, (tx::text::bigint - 1)::text::xid8, at, area, kind, subject, event, actor, body from journal
      where seq = (select seq from seal where n = 5)`),
  )
  expect(engine).toBe('an entry was slipped in')
})

it('only checkpoints show a journal that was cut off, and they do', async () => {
  const said = await both((tx) =>
    tx.script(`delete from seal where n > ${HALF}; delete from journal where seq not in (select seq from seal)`),
  )
  expect(said.engine).toMatch(/ends before the signed checkpoint/)
  expect(said.offline).toMatch(/ends before the signed checkpoint/)
})

it('a checkpoint that was touched, or signed by another, does not pass', async () => {
  const file = readdirSync(checkpoints).find((name) => name.endsWith('.jsonl')) ?? ''
  const lines = readFileSync(join(checkpoints, file), 'utf8').trimEnd().split('\n')
  const [first] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const pem = publicPem(keys.checkpoint)
  const whole = await db.transaction(exported)
  const verdict = (checkpoint: object, key = pem) => check(whole, { checkpoints: [checkpoint], keys: [key] })
  expect(await verdict(first ?? {})).toMatchObject({ ok: true, entries: ENTRIES, checkpoints: 1 })
  for (const touched of [{ n: HALF - 1 }, { at: '2020-12-25T11:00:00.000Z' }, { world: 'exercise' }, { hash: '00' }])
    expect(await verdict({ ...first, ...touched })).toMatchObject({ ok: false })
  expect(await verdict(first ?? {}, publicPem(passingKeys().checkpoint))).toMatchObject({ ok: false })
})

it('signs nothing over a journal that no longer holds what was signed', async () => {
  const refused = db.transaction(async (tx) => {
    await tx.script(`alter table seal disable trigger all; delete from seal where n > ${HALF}`)
    await keepCheckpoint({ db: tx, clock, keys, checkpoints, kind: 'live' })
  })
  await expect(refused).rejects.toThrow('no checkpoint is signed: the journal ends before')
})
