import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { newId, type Id } from '../model/id.ts'
import { maskPhone } from '../model/phone.ts'
import type { Instant } from '../model/time.ts'
import { decrypt, encrypt } from './cipher.ts'
import type { Keys } from './keys.ts'
import type { Reader, Tx } from './port.ts'
import { unwrap, wrap } from './wrapping.ts'

/** A person (联系人、责任人): kept as ciphertext under a key of their own, known elsewhere by id alone. */
export interface Person {
  name: string
  /** Digits as dialled; empty when unknown. */
  phone: string
  mail?: string
}

/** Stores people; returns their ids in order. Deleting a row of `person_key` deletes the person for good. */
export async function keepPeople(
  tx: Tx,
  keys: Keys,
  people: readonly { person: Person; area: string }[],
  now: Instant,
): Promise<Id[]> {
  if (people.length === 0) return []
  const sealed = people.map(({ person, area }) => {
    const key = randomBytes(32)
    const text = encrypt(key, JSON.stringify(person), keys.cipher)
    return { id: newId(now), area, text, wrapped: wrap(keys, key) }
  })
  const ids = sealed.map(({ id }) => id)
  await tx.rows(
    `insert into person (id, area, sealed, created_at)
     select id, area, decode(sealed, 'base64'), $4 from unnest($1::uuid[], $2::text[], $3::text[]) as p (id, area, sealed)`,
    [ids, sealed.map(({ area }) => area), sealed.map(({ text }) => text.toString('base64')), now],
  )
  await tx.rows(
    `insert into person_key (person_id, wrapped, key_version)
     select id, decode(wrapped, 'base64'), version from unnest($1::uuid[], $2::text[], $3::smallint[]) as k (id, wrapped, version)`,
    [ids, sealed.map(({ wrapped }) => wrapped.sealed.toString('base64')), sealed.map(({ wrapped }) => wrapped.version)],
  )
  return ids
}

/** People by id; one whose key was deleted is not in the answer. */
export async function readPeople(db: Reader, keys: Keys, ids: readonly Id[]): Promise<Map<Id, Person>> {
  // Most messages go to machines: of them nobody is asked for.
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: Id; sealed: Uint8Array; wrapped: Uint8Array; version: number }>(
    'select id, sealed, wrapped, key_version as version from person join person_key on person_id = id where id = any($1::uuid[])',
    [ids],
  )
  return new Map(
    rows.map(({ id, sealed, wrapped, version }) => [
      id,
      JSON.parse(decrypt(unwrap(keys, wrapped, version), sealed).toString('utf8')) as Person,
    ]),
  )
}

/** The same as a screen shows them: numbers masked, mailboxes left out. In full with a reason: `accounts/persons`. */
export async function readMasked(db: Reader, keys: Keys, ids: readonly Id[]): Promise<Map<Id, Omit<Person, 'mail'>>> {
  const people = await readPeople(db, keys, ids)
  return new Map(Array.from(people, ([id, { name, phone }]) => [id, { name, phone: maskPhone(phone) }]))
}

/** What the same telephone number is known by at several plants; null without a number. Of no use in another world. */
export function phoneMark({ master }: Pick<Keys, 'master'>, phone: string): string | null {
  if (phone === '') return null
  return createHmac('sha256', createSecretKey(master)).update(`phone ${phone}`).digest('hex').slice(0, 32)
}

/** Forgets people: what is left is ciphertext that nobody can open. */
export async function forgetPeople(tx: Tx, ids: readonly Id[]): Promise<void> {
  await tx.rows('delete from person_key where person_id = any($1::uuid[])', [ids])
}
