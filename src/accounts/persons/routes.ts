import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { forgetPeople, readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, instant } from '../../http/schemas.ts'
import { newestListing } from '../../inventory/enterprises/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf, showInstant } from '../../model/time.ts'
import { actorOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { because } from '../users/schemas.ts'
import { holdingsOf, type Holding } from './decide.ts'
import { KNOWN_AS, standingsAt, standingsOf, tracesOf, type KnownAs, type Standing } from './store.ts'

const one = because.extend({ as: z.enum(KNOWN_AS), id })
const some = because.extend({
  as: z.enum([...KNOWN_AS, 'department', 'enterprise']).describe('a department or a plant: all its contacts'),
  id,
})

const opened = z.object({
  people: z.array(
    z.object({ id, post: z.string().nullable(), name: z.string(), phone: z.string(), mail: z.string().nullable() }),
  ),
})
const held = z
  .object({
    person: z
      .object({ name: z.string(), phone: z.string(), mail: z.string().nullable() })
      .nullable()
      .describe('null once deleted'),
    places: z.array(
      z.object({
        as: z.enum(KNOWN_AS),
        id,
        area: z.string(),
        post: z.string().nullable(),
        since: instant.nullable(),
        endedAt: instant.nullable(),
      }),
    ),
    traces: z
      .object({ entries: z.int().describe('of the journal, by reference'), sessions: z.int() })
      .nullable()
      .describe('of an officer'),
    holdings: z
      .array(
        z.object({
          as: z.enum(KNOWN_AS),
          why: z.enum(['accountOpen', 'contactInForce', 'objectionOpen', 'complaintOpen', 'kept']),
          until: instant.nullable(),
        }),
      )
      .describe('why the person is not deleted yet; none: POST /persons/forget does it'),
  })
  .meta({ id: 'HeldOfPerson' })

const WHY: Readonly<Record<Holding['why'], { zh: string; en: string }>> = {
  accountOpen: { zh: '账号仍在使用', en: 'the account is open' },
  contactInForce: { zh: '仍是现行联系人', en: 'they are a contact in force' },
  objectionOpen: { zh: '所提异议尚未答复', en: 'their objection is not answered' },
  complaintOpen: { zh: '所作举报尚未答复', en: 'their complaint is not answered' },
  kept: { zh: '留存期限未满', en: 'a retention duty keeps them' },
}

/**
 * `/persons` (个人信息): what is kept of somebody, in full and with a reason that stands in the journal; and its deletion,
 * which deletes the key and leaves ciphertext.
 */
export function personRoutes(app: App, world: World): void {
  const { db, keys, clock, rulebooks } = world
  const tags = ['accounts']

  app.post(
    '/persons/open',
    { config: { action: 'person.open', secret: true }, schema: { tags, body: some, response: { 200: opened } } },
    async ({ body: { as, id: of, reason }, caller }) => {
      const standings = await seen(as, of, caller)
      const people = await readPeople(
        db,
        keys,
        standings.map(({ person }) => person),
      )
      await noted(standings, caller, reason, 'PERSON_OPENED')
      return {
        people: standings.flatMap(({ id: own, post, person }) => {
          const known = people.get(person)
          if (known === undefined) return []
          return [{ id: own, post, name: known.name, phone: known.phone, mail: known.mail ?? null }]
        }),
      }
    },
  )

  app.post(
    '/persons/held',
    { config: { action: 'person.held', secret: true }, schema: { tags, body: one, response: { 200: held } } },
    async ({ body: { as, id: of, reason }, caller }) => {
      const standings = await seen(as, of, caller)
      const { person, places, holdings } = await everywhere(standings)
      await noted(standings, caller, reason, 'PERSON_EXPORTED')
      const known = (await readPeople(db, keys, [person])).get(person)
      const officer = places.find((place) => place.as === 'officer')
      return {
        person: known ? { name: known.name, phone: known.phone, mail: known.mail ?? null } : null,
        places: places.map(({ person: _, ...place }) => place),
        traces: officer ? await tracesOf(db, officer.id) : null,
        holdings,
      }
    },
  )

  app.post(
    '/persons/forget',
    {
      config: { action: 'person.forget' },
      schema: { tags, body: one, response: { 200: z.object({ forgotten: z.literal(true) }) } },
    },
    async ({ body: { as, id: of, reason }, caller }) => {
      const standings = await seen(as, of, caller)
      const { person, holdings } = await everywhere(standings)
      const [holding] = holdings
      if (holding !== undefined) {
        const until = holding.until === null ? '' : showInstant(holding.until).slice(0, 10)
        const { zh, en } = WHY[holding.why]
        throw new Refusal('person.held', { zh, en, until: until === '' ? '–' : until })
      }
      await db.transaction((tx) => forgetPeople(tx, [person]))
      await noted(standings, caller, reason, 'PERSON_FORGOTTEN')
      return { forgotten: true as const }
    },
  )

  async function everywhere(standings: readonly Standing[]) {
    const [first] = standings
    if (first === undefined) throw new Error('nobody stands there')
    const places = await standingsOf(db, first.person)
    const now = clock.now()
    return { person: first.person, places, holdings: holdingsOf(places, rulebooks.retention(dayOf(now)), now) }
  }

  async function seen(as: KnownAs | 'department' | 'enterprise', of: string, caller: Caller): Promise<Standing[]> {
    // A township opens the numbers of its own plants, and nobody else's: of others nothing is told, not even that they are.
    const isOwn = caller.role !== 'townshipOfficer' || (as === 'enterprise' && (await liesIn(of, caller.township)))
    const standings = isOwn ? await standingsAt(db, as, of) : []
    if (standings.length === 0) throw new Refusal('thing.unknown', { what: 'person', id: of })
    for (const { area } of standings) mustSee(world, caller, area, 'person', of)
    return standings
  }

  async function liesIn(enterprise: Id, township: string | null): Promise<boolean> {
    const found = await newestListing(db, enterprise, clock.now())
    return township !== null && found?.entry.township === township
  }

  async function noted(standings: readonly Standing[], caller: Caller, reason: string, event: string): Promise<void> {
    const doing = { now: clock.now(), by: actorOf(caller), because: reason }
    await db.transaction(async (tx) => {
      for (const { as, id: subject, area } of standings)
        await note(tx, { area, kind: 'person', subject, event, body: { as } }, doing)
    })
  }
}
