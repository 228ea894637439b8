import { digest, type HashName } from './digest.ts'
import { first, type Db, type Reader } from './port.ts'

/** Rows sealed in one transaction: what law 14 allows on the one embedded connection. */
const CHUNK = 500

interface Line {
  seq: number
  tx: string
  at: string
  area: string
  kind: string
  subject: string
  members: string[] | null
  event: string
  actor: string
  body: string
}

interface Sealed {
  n: number
  tx: string
  seq: number
  hash: Uint8Array
}

const LINE = 'seq, tx::text as tx, at, area, kind, subject, members, event, actor, body'

/** The first link of the chain hangs on nothing. */
const ORIGIN = Buffer.alloc(32)

/**
 * Chains what is committed and can no longer be overtaken: rows of transactions below the oldest one still running, in
 * the order (transaction, sequence). A sequence alone is not commit order: a slow transaction may still write a smaller
 * one after a larger has been read. One sealer at a time. Where another hash is asked for than before, a new stretch of
 * the chain begins with these entries. Returns how many entries it sealed.
 */
export async function seal(db: Db, hashName: HashName = 'sha256'): Promise<number> {
  return await db.transaction(async (tx) => {
    // Locks out a second sealer; the row is there from the first call on.
    await tx.rows(`insert into fact (key, value) values ('sealer', '{}') on conflict (key) do nothing`)
    await tx.rows(`select key from fact where key = 'sealer' for update`)
    const last = await first<Sealed>(tx, 'select n, tx::text as tx, seq, hash from seal order by n desc limit 1')
    const lines = await tx.rows<Line>(
      `select ${LINE} from journal
       where (tx, seq) > ($1::xid8, $2::bigint) and tx < journal_horizon()
       order by journal.tx, seq limit ${CHUNK}`,
      [last?.tx ?? '0', last?.seq ?? 0],
    )
    if (lines.length === 0) return 0
    if (hashAt(await stretchesOf(tx), (last?.n ?? 0) + 1) !== hashName)
      await tx.rows('insert into seal_stretch (from_n, hash) values ($1, $2)', [(last?.n ?? 0) + 1, hashName])
    let hash: Uint8Array = last?.hash ?? ORIGIN
    const hashes = lines.map((line) => (hash = link(hashName, hash, line)))
    await tx.rows(
      `insert into seal (n, tx, seq, hash)
       select $1::bigint + place, tx::xid8, seq, decode(hash, 'hex')
       from unnest($2::text[], $3::bigint[], $4::text[]) with ordinality as sealed (tx, seq, hash, place)`,
      [
        last?.n ?? 0,
        lines.map((line) => line.tx),
        lines.map((line) => line.seq),
        hashes.map((each) => Buffer.from(each).toString('hex')),
      ],
    )
    return lines.length
  })
}

export interface Verdict {
  ok: boolean
  entries: number
  sealed: number
  /** Hash of the last sealed entry, hex; null when nothing is sealed. */
  head: string | null
  /** The first entry that does not hold, and why. */
  broken?: { n: number; seq: number | null; why: string }
}

/** From which entry on which hash chains (分段); in the order of the chain. */
export interface Stretch {
  readonly from: number
  readonly hash: HashName
}

export async function stretchesOf(db: Reader): Promise<Stretch[]> {
  return await db.rows<Stretch>('select from_n as "from", hash from seal_stretch order by from_n')
}

/** The hash that chains the n-th entry. */
export function hashAt(stretches: readonly Stretch[], n: number): HashName {
  return stretches.findLast(({ from }) => from <= n)?.hash ?? 'sha256'
}

/** The place that the chain has come to; null where nothing is sealed. */
export async function headOf(db: Reader): Promise<Held | null> {
  return await first<Held>(db, 'select n, hash from seal order by n desc limit 1')
}

/** A link of the chain with its entry, as an export holds it. */
export interface Link extends Line {
  n: number
  hash: string
  algorithm: HashName
  /** The hash that it hangs on, told with the first link of an answer alone. */
  previous?: string
}

type Found = Omit<Line, 'seq'> & { n: number; hash: Uint8Array; sealed: number; seq: number | null }

async function links(db: Reader, after: number, limit: number): Promise<Found[]> {
  return await db.rows<Found>(
    `select n, hash, seal.seq as sealed, journal.seq, journal.tx::text as tx, at, area, kind, subject, members, event,
       actor, body
     from seal left join journal on journal.seq = seal.seq where n > $1 order by n limit $2`,
    [after, limit],
  )
}

/** Sealed entries after the n-th, in the order of the chain. */
export async function chainAfter(db: Reader, after: number, limit: number): Promise<Link[]> {
  const stretches = await stretchesOf(db)
  const before = await first<{ hash: Uint8Array }>(db, 'select hash from seal where n = $1', [after])
  const previous = hex(before?.hash ?? ORIGIN)
  return (await links(db, after, limit)).flatMap(({ seq, n, hash, ...rest }, k) => {
    if (seq === null) return []
    const start = k === 0 ? { previous } : {}
    return [{ n, hash: hex(hash), algorithm: hashAt(stretches, n), ...start, ...lineOf({ ...rest, seq }) }]
  })
}

/** A place in the chain up to which it holds. */
export interface Held {
  readonly n: number
  readonly hash: Uint8Array
}

export const BEGINNING: Held = { n: 0, hash: ORIGIN }
/** Links read at a time. */
const PAGE = 1000

/** Walks the chain from a place on, up to `most` links; what holds, and the first link that does not. */
export async function verifyFrom(
  db: Reader,
  from: Held,
  most = Infinity,
): Promise<{ held: Held; broken: Verdict['broken'] | null }> {
  let { n, hash } = from
  const stretches = await stretchesOf(db)
  while (n - from.n < most) {
    const page = await links(db, n, Math.min(PAGE, most - (n - from.n)))
    for (const { seq, ...row } of page) {
      const broken = (why: string) => ({ held: { n, hash }, broken: { n: row.n, seq: row.sealed, why } })
      if (row.n !== n + 1) return broken(`entry ${n + 1} is missing from the chain`)
      if (seq === null) return broken('the sealed entry is missing from the journal')
      const expected = link(hashAt(stretches, row.n), hash, { ...row, seq })
      if (!Buffer.from(row.hash).equals(expected)) return broken('the entry is not what was sealed')
      hash = expected
      n = row.n
    }
    if (page.length === 0) break
  }
  return { held: { n, hash }, broken: null }
}

/** Walks the chain from its first link to what is sealed now, and counts what is not in it. */
export async function verify(db: Reader): Promise<Verdict> {
  const count = await first<{ entries: number; sealed: number; after: number }>(
    db,
    `with newest as (select tx, seq from seal order by n desc limit 1)
     select (select count(*) from journal) as entries, (select count(*) from seal) as sealed,
       (select count(*) from journal j where (j.tx, j.seq) >
         (coalesce((select tx from newest), '0'::xid8), coalesce((select seq from newest), 0))) as after`,
  )
  const { entries = 0, sealed = 0, after = 0 } = count ?? {}
  const { held, broken } = await verifyFrom(db, BEGINNING, sealed)
  const verdict = { ok: true, entries, sealed, head: held.n === 0 ? null : hex(held.hash) }
  if (broken) return { ...verdict, ok: false, head: null, broken }
  if (entries - after === sealed) return verdict
  return { ...verdict, ok: false, broken: { n: sealed, seq: await slippedIn(db), why: 'an entry was slipped in' } }
}

/** The first entry that lies where all is sealed and is not in the chain. */
async function slippedIn(db: Reader): Promise<number | null> {
  const row = await first<{ seq: number }>(
    db,
    `select j.seq from journal j where not exists (select from seal s where s.seq = j.seq)
       and (j.tx, j.seq) < (select tx, seq from seal order by n desc limit 1) order by j.seq limit 1`,
  )
  return row?.seq ?? null
}

function lineOf({ seq, tx, at, area, kind, subject, members, event, actor, body }: Line) {
  return { seq, tx, at, area, kind, subject, members, event, actor, body }
}

/** The hash over the hash before and the entry as one JSON line of fixed order. */
function link(name: HashName, previous: Uint8Array, entry: Line): Buffer {
  return digest(name, previous, JSON.stringify(Object.values(lineOf(entry))))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
