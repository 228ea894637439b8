import { createHash } from 'node:crypto'
import type { Doing } from '../db/journal.ts'
import type { Keys } from '../db/keys.ts'
import { keepPeople, phoneMark } from '../db/person.ts'
import type { Db, Tx } from '../db/port.ts'
import { step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { Areas } from '../model/area.ts'
import type { Person } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { dayOf, type Day } from '../model/time.ts'
import { versionsNamed } from './versions/store.ts'
import { sayFindingZh } from './findingWords.ts'
import { sayFinding, type Finding } from './finding.ts'
import type { Industries } from '../rulebook/industries.ts'
import type { ReadEnterprise } from './list.ts'
import { referring } from './people.ts'
import { readList, type ReadingOptions } from './reading.ts'
import { addListings, completeList, dropIncomplete, openList, type NewListing, type NewList } from './store.ts'
import { found } from './versions/found.ts'

/** The most rows that one transaction writes: more would hold the embedded database's only connection (law 14). */
const MOST_ROWS = 500

/** A workbook with faults: nothing of it was loaded. The refusal names the first place, `findings` all of them. */
export class FaultyList extends Refusal {
  readonly findings: readonly Finding[]
  constructor(findings: readonly Finding[]) {
    const errors = findings.filter(({ severity }) => severity === 'error')
    const worst = errors[0] ?? findings[0]
    const [first, firstZh] = worst ? [sayFinding(worst), sayFindingZh(worst)] : ['', '']
    super('list.faulty', { count: String(errors.length), first, firstZh })
    this.findings = findings
  }
}

export interface Imported {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly enterprises: number
  readonly lines: number
  /** The day as of which grades, exemptions and plans were judged; null where no plan has a date. */
  readonly asOf: Day | null
  /** What is worth a look and kept nothing from being loaded. */
  readonly findings: readonly Finding[]
}

/** What an import needs of its world. */
export interface ImportWorld {
  readonly db: Db
  readonly keys: Keys
  readonly areas: Areas
}

export interface ImportOptions extends Pick<ReadingOptions, 'mapping'> {
  readonly industries: Industries
  /** Asked with the city before anything is written; throws what forbids it. */
  readonly mayImport?: (city: string) => void
  /** Put before addresses that are only a path: whoever plays the enterprises of a drill listens there. */
  readonly base?: string
}

/**
 * Reads a workbook into the next version of its city's list: checked, and not in force until two persons have released
 * it. It is written in many small transactions and becomes visible in the last one.
 * @throws FaultyList with one error anywhere in it
 * @throws InputError when the bytes are no workbook
 */
export async function importList(
  world: ImportWorld,
  bytes: Uint8Array,
  { industries, mapping = {}, mayImport, base = '' }: ImportOptions,
  doing: Doing,
): Promise<Imported> {
  const { list, findings, asOf } = await readList(bytes, world.areas, industries, { mapping })
  if (list === null) throw new FaultyList(findings)
  mayImport?.(list.city)
  const enterprises = list.enterprises.map(({ entry, contacts }) => ({
    entry,
    contacts: contacts.map((contact) => ({ ...contact, url: contact.url?.replace(/^\//, `${base}/`) ?? null })),
  }))
  const sha256 = createHash('sha256').update(bytes).digest()
  const { city } = list
  const name = `${world.areas.find(city)?.name ?? city}应急减排清单 ${dayOf(doing.now)}`
  const version = { area: city, name, size: enterprises.length, sha256, draftedFrom: null }
  const made = await writeList(world, version, chunks(enterprises), addChunk, findings, doing)
  const lines = enterprises.reduce((sum, { entry }) => sum + entry.lines.length, 0)
  return { ...made, area: city, enterprises: enterprises.length, lines, findings, asOf }
}

/**
 * Reads a workbook and puts it into force at once, with nobody's release: what a demonstration, a drill or a bench is
 * furnished with. The journal says so.
 */
export async function furnishList(
  world: ImportWorld,
  bytes: Uint8Array,
  options: ImportOptions,
  doing: Doing,
): Promise<Imported> {
  const imported = await importList(world, bytes, options, doing)
  await found(world.db, imported.id, 'furnished', doing)
  return imported
}

/** How one chunk of enterprises is added to a version. */
export type AddChunk<T> = (
  tx: Tx,
  world: ImportWorld,
  list: Id,
  chunk: readonly T[],
  from: number,
  doing: Doing,
) => Promise<void>

/**
 * Writes a version chunk by chunk and completes it; with a finding that is an error it stays a draft. A further version
 * of one day is numbered: an order and a refusal name a version by its name alone.
 */
export async function writeList<T>(
  world: ImportWorld,
  version: NewList,
  enterprises: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  add: AddChunk<T>,
  findings: readonly { readonly severity: string }[],
  doing: Doing,
): Promise<{ readonly id: Id; readonly name: string }> {
  const { db } = world
  const { area } = version
  await dropIncomplete(db, area, MOST_ROWS)
  const { id, name } = await db.transaction(async (tx) => {
    const before = await versionsNamed(tx, version)
    const named = before === 0 ? version.name : `${version.name}（${before + 1}）`
    return { id: await openList(tx, { ...version, name: named }, doing), name: named }
  })
  let position = 0
  for await (const chunk of enterprises) {
    const from = position
    await db.transaction((tx) => add(tx, world, id, chunk, from, doing))
    position += chunk.length
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  await db.transaction(async (tx) => {
    if (!(await completeList(tx, { id, area, findings }, doing))) throw new Refusal('list.overtaken', { name })
    await step(db, tx, { kind: 'listing', id }, { type: 'LIST_CHECKED', errors }, doing)
  })
  return { id, name }
}

/** Enterprises in chunks whose rows (the enterprise, its listing, contacts, people and their keys) stay below the most. */
function* chunks(enterprises: readonly ReadEnterprise[]): Generator<ReadEnterprise[]> {
  let chunk: ReadEnterprise[] = []
  let rows = 0
  for (const enterprise of enterprises) {
    const more = 2 + enterprise.contacts.length + 2 * peopleOf(enterprise).size
    if (chunk.length > 0 && rows + more > MOST_ROWS) {
      yield chunk
      chunk = []
      rows = 0
    }
    chunk.push(enterprise)
    rows += more
  }
  if (chunk.length > 0) yield chunk
}

async function addChunk(
  tx: Tx,
  { keys }: ImportWorld,
  list: Id,
  chunk: readonly ReadEnterprise[],
  from: number,
  { now }: Doing,
): Promise<void> {
  const named = chunk.map(peopleOf)
  const people = named.flatMap((persons, place) =>
    [...persons.values()].map((person) => ({ person, area: chunk[place]?.entry.county ?? '' })),
  )
  const ids = (await keepPeople(tx, keys, people, now)).values()
  const rows: NewListing[] = chunk.map(({ entry, contacts }, place) => {
    const known = new Map([...(named[place]?.keys() ?? [])].map((key) => [key, ids.next().value ?? '']))
    const idOf = (person: Person): Id => known.get(personKey(person)) ?? ''
    return {
      entry: referring(entry, idOf),
      position: from + place,
      contacts: contacts.map(({ person, ...contact }) => ({
        ...contact,
        person: idOf(person),
        phoneMark: phoneMark(keys, person.phone),
      })),
    }
  })
  await addListings(tx, list, rows, now)
}

/** Everybody whom an enterprise names, once each: the first contact is mostly responsible for the steps too. */
function peopleOf({ entry, contacts }: ReadEnterprise): Map<string, Person> {
  const people = new Map<string, Person>()
  for (const { person } of contacts) people.set(personKey(person), person)
  for (const line of entry.lines)
    for (const listed of Object.values(line.measures))
      if (listed.responsible) people.set(personKey(listed.responsible), listed.responsible)
  return people
}

function personKey({ name, phone }: Person): string {
  return `${phone} ${name}`
}
