import { createHash } from 'node:crypto'
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
 * one after a larger has been read. One sealer at a time. Returns how many entries it sealed.
 */
export async function seal(db: Db): Promise<number> {
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
    let hash: Uint8Array = last?.hash ?? ORIGIN
    const hashes = lines.map((line) => (hash = link(hash, line)))
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

/** A link of the chain with its entry, as an export holds it. */
export interface Link extends Line {
  n: number
  hash: string
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
  return (await links(db, after, limit)).flatMap(({ seq, n, hash, ...rest }) =>
    seq === null ? [] : [{ n, hash: Buffer.from(hash).toString('hex'), ...lineOf({ ...rest, seq }) }],
  )
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
  while (n - from.n < most) {
    const page = await links(db, n, Math.min(PAGE, most - (n - from.n)))
    for (const { seq, ...row } of page) {
      const broken = (why: string) => ({ held: { n, hash }, broken: { n: row.n, seq: row.sealed, why } })
      if (row.n !== n + 1) return broken(`entry ${n + 1} is missing from the chain`)
      if (seq === null) return broken('the sealed entry is missing from the journal')
      const expected = link(hash, { ...row, seq })
      if (!Buffer.from(row.hash).equals(expected)) return broken('the entry is not what was sealed')
      hash = expected
      n = row.n
    }
    if (page.length === 0) break
  }
  return { held: { n, hash }, broken: null }
}

/** Walks the chain from its first link. */
export async function verify(db: Reader): Promise<Verdict> {
  const count = await first<{ entries: number; sealed: number }>(
    db,
    'select (select count(*) from journal) as entries, (select count(*) from seal) as sealed',
  )
  const counts = count ?? { entries: 0, sealed: 0 }
  const { held, broken } = await verifyFrom(db, BEGINNING)
  if (broken) return { ok: false, ...counts, head: null, broken }
  return { ok: true, ...counts, head: held.n === 0 ? null : Buffer.from(held.hash).toString('hex') }
}

function lineOf({ seq, tx, at, area, kind, subject, members, event, actor, body }: Line) {
  return { seq, tx, at, area, kind, subject, members, event, actor, body }
}

/** SHA-256 over the hash before and the entry as one JSON line of fixed order. */
function link(previous: Uint8Array, entry: Line): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify(Object.values(lineOf(entry))))
    .digest()
}
