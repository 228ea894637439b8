import { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { readPeople } from '../../db/person.ts'
import { change } from '../../http/change.ts'
import { id, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { MODE } from './decide.ts'
import { personsOf, signaturesOf } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })

/** What whoever signs had before him: what is named and not there any more is refused. */
export const readBefore = {
  change: change.optional().describe('the change that was read; another one waiting by now is a 409'),
  consultation: id.optional().describe('the consultation that was read; a later conclusion is a 409'),
}

export const decision = {
  decision: z.enum(['sign', 'return']),
  reason: remark.default(''),
  ...readBefore,
}

export const signature = z
  .object({
    id,
    userId: id,
    name: z.string().nullable().describe('the signer; null once the person was deleted'),
    rank: z.int(),
    change,
    decision: z.enum(['sign', 'return']),
    mode: z.enum(['system', 'paper', 'telephone']),
    modeName: words,
    reason: z.string(),
    signedAt: instant.describe('when it took effect here'),
    spokenAt: instant.nullable().describe('when it was signed or said, where that was not in the system'),
    enteredBy: z.object({ id, name: z.string().nullable() }).nullable().describe('who entered it for the signer'),
    deputyFor: words.nullable().describe('the signer in whose place a deputy signed (代签)'),
    delegation: id.nullable(),
    endorsement: z
      .object({ id, state: z.string(), stateName: words, showBy: instant.nullable() })
      .nullable()
      .describe('whether it was shown afterwards (补签); null where it was signed in the system'),
  })
  .meta({ id: 'Signature' })

/** The signatures of a warning as everybody who may see it reads them: each marked as what it was. */
export async function showSignatures(world: World, warning: Id): Promise<z.output<typeof signature>[]> {
  const rows = await signaturesOf(world.db, warning)
  const enterers = [...new Set(rows.flatMap(({ enteredBy }) => enteredBy ?? []))]
  const named = await readPeople(
    world.db,
    world.keys,
    rows.map(({ person }) => person),
  )
  const entered = await officerNames(world, enterers)
  return rows.map(({ person, deputyFor, enteredBy, endorsement, ...row }) => ({
    ...row,
    name: named.get(person)?.name ?? null,
    modeName: MODE[row.mode],
    enteredBy: enteredBy === null ? null : { id: enteredBy, name: entered.get(enteredBy) ?? null },
    deputyFor:
      world.rulebooks.approval(dayOf(row.signedAt)).ranks.find(({ rank }) => rank === deputyFor)?.title ?? null,
    endorsement: endorsement && { ...endorsement, stateName: sayState('endorsement', endorsement.state) },
  }))
}

/** Officers by id with their names; one whose person was deleted is not in the answer. */
export async function officerNames({ db, keys }: World, officers: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await personsOf(db, officers)
  const people = await readPeople(
    db,
    keys,
    rows.map(({ person }) => person),
  )
  return new Map(
    rows.flatMap(({ id: officer, person }) => {
      const name = people.get(person)?.name
      return name === undefined ? [] : [[officer, name] as const]
    }),
  )
}
