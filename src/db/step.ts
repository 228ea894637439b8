import {
  MACHINES,
  type EventOf,
  type InputOf,
  type Machine,
  type MachineKind,
  type Stored,
} from '../../machines/index.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { Refusal, type Language } from '../errors.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { ask, type Asked } from './effects.ts'
import { hashOfMembers, journal, type Doing, type Entry } from './journal.ts'
import { allowedEvents, run, start, type Outcome } from './machine.ts'
import type { Db, Tx } from './port.ts'
import { currentTrace } from './trace.ts'

/*
 * The one door for writing: whatever a machine decides is stored here and nowhere else. Lock, migrate, ask whether the
 * event is possible, run the machine, store the snapshot, write the journal, store the effects: one transaction.
 */

export interface Ref<K extends MachineKind = MachineKind> {
  kind: K
  id: Id
}

interface Row extends Stored {
  id: Id
  area: string
  label: string
  machine_version: number
}

/** Creates a row of a machine in its initial state. `columns` are the row's own beside those of the machine. */
export async function begin<K extends MachineKind>(
  tx: Tx,
  kind: K,
  row: { id: Id; area: string; columns: Readonly<Record<string, unknown>>; input: InputOf[K] },
  doing: Doing,
): Promise<void> {
  const { table, version } = MACHINES[kind]
  const outcome = start(MACHINES[kind], row.input)
  const columns: Record<string, unknown> = {
    ...row.columns,
    id: row.id,
    area: row.area,
    state: outcome.stored.state,
    context: JSON.stringify(outcome.stored.context),
    machine_version: version,
    due_at: outcome.due,
    created_at: doing.now,
    updated_at: doing.now,
  }
  const names = Object.keys(columns)
  await tx.rows(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(columns),
  )
  const trace = currentTrace()
  if (trace !== null)
    await tx.rows('insert into thread (subject, trace) values ($1, $2) on conflict do nothing', [row.id, trace])
  const body = { input: row.input, to: outcome.stored.state }
  await record(tx, [row], outcome, { kind, event: 'BEGUN', body }, doing)
}

/**
 * What the machine's columns hold for rows that all begin alike: the stage inserts thousands of them in one statement
 * with its own columns, and then calls `begun` in the same transaction.
 */
export function initial<K extends MachineKind>(
  kind: K,
  input: InputOf[K],
): { state: string; context: string; version: number; due: Instant | null } {
  const { stored, due } = start(MACHINES[kind], input)
  return { state: stored.state, context: JSON.stringify(stored.context), version: MACHINES[kind].version, due }
}

/**
 * The journal and the effects of rows that were inserted with `initial`, one entry for each area. The input stands in
 * it: from the journal alone every machine can be run again.
 * @param stored what is stored of the effects that are asked for, where it is not one row for each
 */
export async function begun<K extends MachineKind>(
  tx: Tx,
  kind: K,
  rows: readonly { id: Id; area: string }[],
  input: InputOf[K],
  doing: Doing,
  stored?: (asked: readonly Asked[]) => readonly Asked[],
): Promise<void> {
  const outcome = start(MACHINES[kind], input)
  await record(tx, rows, outcome, { kind, event: 'BEGUN', body: { input, to: outcome.stored.state } }, doing, stored)
}

/**
 * Sends one event to one row. An event that its state does not allow is journalled and answered by name
 * (`event.refused`, 409): nothing else is written, the caller's transaction goes with it.
 */
export async function step<K extends MachineKind>(
  db: Db,
  tx: Tx,
  ref: Ref<K>,
  event: EventOf[K],
  doing: Doing,
): Promise<{ state: string; due: Instant | null }> {
  const [row] = await lock(tx, ref.kind, [ref.id])
  if (!row) throw new Refusal('thing.unknown', { what: ref.kind, id: ref.id })
  const outcome = run(MACHINES[ref.kind], row, event)
  if (outcome === null) {
    const { words, entry } = refuse(ref.kind, row, event)
    throw new RefusedEvent(words, () => db.transaction((apart) => journal(apart, [entry], doing)))
  }
  await move(tx, ref.kind, [row.id], outcome, doing)
  await record(
    tx,
    [row],
    outcome,
    { kind: ref.kind, event: event.type, body: { event, from: row.state, to: outcome.stored.state } },
    doing,
  )
  return { state: outcome.stored.state, due: outcome.due }
}

/**
 * A cohort steps together: locked in id order, grouped by what the machine reads, run once for each group, moved with
 * one statement. Equal to single steps in any order (property test). Rows that refuse are journalled and returned.
 */
export async function stepCohort<K extends MachineKind>(
  tx: Tx,
  kind: K,
  ids: readonly Id[],
  event: EventOf[K],
  doing: Doing,
): Promise<{ moved: Id[]; refused: Id[] }> {
  const groups = new Map<string, Row[]>()
  for (const row of await lock(tx, kind, ids)) {
    const alike = `${row.machine_version} ${row.state} ${JSON.stringify(row.context)}`
    const group = groups.get(alike)
    if (group) group.push(row)
    else groups.set(alike, [row])
  }
  const moved: Id[] = []
  const refused: Id[] = []
  for (const rows of groups.values()) {
    const [example] = rows
    if (!example) continue
    const members = rows.map(({ id }) => id)
    const outcome = run(MACHINES[kind], example, event)
    if (outcome === null) {
      const { entry } = refuse(kind, example, event)
      await journal(tx, perArea(rows, entry), doing)
      refused.push(...members)
      continue
    }
    await move(tx, kind, members, outcome, doing)
    await record(
      tx,
      rows,
      outcome,
      { kind, event: event.type, body: { event, from: example.state, to: outcome.stored.state } },
      doing,
    )
    moved.push(...members)
  }
  return { moved, refused }
}

/** An event that was refused: the caller's transaction rolls back with it; `write` puts the refusal into the journal. */
export class RefusedEvent extends Refusal {
  readonly write: () => Promise<void>
  readonly #words: Record<Language, Readonly<Record<string, string>>>
  constructor(words: Record<Language, Readonly<Record<string, string>>>, write: () => Promise<void>) {
    super('event.refused', words.en)
    this.#words = words
    this.write = write
  }
  override say(language: Language): { detail: string; next: string } {
    return new Refusal('event.refused', this.#words[language]).say(language)
  }
}

/** Runs `work` in a transaction; if an event is refused in it, the refusal is journalled after the rollback. */
export async function inStep<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(work)
  } catch (error) {
    if (error instanceof RefusedEvent) await error.write()
    throw error
  }
}

async function lock(tx: Tx, kind: MachineKind, ids: readonly Id[]): Promise<Row[]> {
  const rows = await tx.rows<Row>(
    `select id, area, ${MACHINES[kind].label} as label, state, context, machine_version from ${MACHINES[kind].table}
     where id = any($1::uuid[]) order by id for update`,
    [ids],
  )
  const { version, migrate }: Machine = MACHINES[kind]
  return rows.map((row) =>
    row.machine_version === version ? row : { ...row, ...migrate(row.machine_version, row), machine_version: version },
  )
}

async function move(tx: Tx, kind: MachineKind, ids: readonly Id[], outcome: Outcome, doing: Doing): Promise<void> {
  const { table, version } = MACHINES[kind]
  await tx.rows(
    `update ${table} set state = $2, context = $3::jsonb, machine_version = $4, due_at = $5, updated_at = $6
     where id = any($1::uuid[])`,
    [ids, outcome.stored.state, JSON.stringify(outcome.stored.context), version, outcome.due, doing.now],
  )
}

async function record(
  tx: Tx,
  rows: readonly { id: Id; area: string }[],
  outcome: Outcome,
  entry: { kind: string; event: string; body: object },
  doing: Doing,
  stored: (asked: readonly Asked[]) => readonly Asked[] = (asked) => asked,
): Promise<void> {
  const effects = outcome.effects.map(({ kind }) => kind)
  const body = effects.length === 0 ? entry.body : { ...entry.body, effects }
  await journal(tx, perArea(rows, { ...entry, body }), doing)
  await ask(
    tx,
    stored(rows.flatMap(({ id, area }) => outcome.effects.map((effect): Asked => ({ ...effect, subject: id, area })))),
    doing.now,
  )
}

/** One entry for each area (every row belongs to one), with its members' ids hashed in. */
function perArea(
  rows: readonly { id: Id; area: string }[],
  entry: { kind: string; event: string; body: object },
): Entry[] {
  const areas = new Map<string, Id[]>()
  for (const { id, area } of rows) {
    const ids = areas.get(area)
    if (ids) ids.push(id)
    else areas.set(area, [id])
  }
  return [...areas].flatMap(([area, ids]) => {
    const [subject] = ids
    if (subject === undefined) return []
    if (ids.length === 1) return [{ ...entry, area, subject }]
    return [
      {
        ...entry,
        area,
        subject,
        members: ids,
        body: { ...entry.body, count: ids.length, members: hashOfMembers(ids) },
      },
    ]
  })
}

function refuse(kind: MachineKind, row: Row, event: { type: string }) {
  const allowed = allowedEvents(kind, row)
  const state = sayState(kind, row.state)
  const asked = sayEvent(event.type) ?? { zh: event.type, en: event.type }
  const possible = allowed.flatMap((name) => sayEvent(name) ?? [])
  const words = {
    zh: { name: row.label, state: state.zh, event: asked.zh, allowed: possible.map(({ zh }) => zh).join('、') || '无' },
    en: { name: row.label, state: state.en, event: asked.en, allowed: possible.map(({ en }) => en).join(', ') || '—' },
  }
  const entry = { kind, subject: row.id, area: row.area, event: 'REFUSED', body: { event, state: row.state, allowed } }
  return { words, entry }
}
