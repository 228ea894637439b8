import { z } from 'zod'
import { note } from '../../../db/journal.ts'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../../http/schemas.ts'
import type { Id } from '../../../model/id.ts'
import { hoursBetween } from '../../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../../people/caller.ts'
import type { World } from '../../../world.ts'
import { approverNamed } from '../store.ts'
import { accept, delegationById, end, grant, listDelegations, type Delegation } from './store.ts'

/** Longer away is another officer's post, not a deputy's. */
const MOST_DAYS = 31

const delegation = z
  .object({
    id,
    area: areaCode,
    principal: z.string(),
    deputy: z.string(),
    from: instant,
    until: instant,
    reason: z.string(),
    grantedAt: instant,
    acceptedAt: instant.nullable().describe('it holds only once its deputy has accepted it'),
    endedAt: instant.nullable(),
    holds: z.boolean().describe('whether the deputy may sign in the place of the principal now'),
  })
  .meta({ id: 'Delegation' })

/** `/delegations` (委托代签): an approver who is away asks another to sign in his place, who accepts. */
export function delegationRoutes(app: App, world: World): void {
  const { db, clock } = world

  app.get(
    '/delegations',
    {
      config: { action: 'delegation.read' },
      schema: { querystring: z.object(pageQuery), response: { 200: pageOf(delegation) } },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const rows = await listDelegations(db, areasSeen(world, caller), before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/delegations',
    {
      config: { action: 'delegation.grant' },
      schema: {
        body: z.object({
          deputy: z.string().min(1).max(100).describe('log-in of the approver who signs meanwhile'),
          from: instant.optional().describe('at once where it is missing'),
          until: instant,
          reason: remark.min(1),
        }),
        response: { 201: delegation },
      },
    },
    async ({ body, caller }, reply) => {
      const now = clock.now()
      const { deputy: named, from = now, until, reason } = body
      const deputy = await approverNamed(db, named, [caller.area])
      if (deputy === null || deputy.id === caller.id) throw new Refusal('delegation.notBelow', { deputy: named })
      if (until <= now || until <= from || hoursBetween(from, until) > MOST_DAYS * 24)
        throw new Refusal('delegation.pastEnd', { days: String(MOST_DAYS) })
      const doing = { now, by: actorOf(caller), because: reason }
      const wanted = { area: caller.area, principal: caller.id, deputy: deputy.id, from, until, reason }
      const granted = await db.transaction(async (tx) => {
        const made = await grant(tx, wanted, doing)
        const said = { deputy: deputy.id, from, until }
        await note(tx, { area: caller.area, kind: 'delegation', subject: made, event: 'GRANTED', body: said }, doing)
        return made
      })
      return reply.code(201).send(show(await known(granted, caller)))
    },
  )

  for (const [path, event] of [
    ['accept', 'ACCEPTED'],
    ['end', 'ENDED'],
  ] as const)
    app.post(
      `/delegations/:id/${path}`,
      {
        config: { action: 'delegation.grant' },
        schema: { params: idParams, response: { 200: delegation } },
      },
      async ({ params, caller }) => {
        const found = await known(params.id, caller)
        const isDeputy = found.deputy === caller.id
        if (!isDeputy && (event === 'ACCEPTED' || found.principal !== caller.id))
          throw new Refusal('delegation.notYours')
        const doing = { now: clock.now(), by: actorOf(caller) }
        await db.transaction(async (tx) => {
          const done = event === 'ACCEPTED' ? accept(tx, found.id, doing.now) : end(tx, found.id, doing.now)
          if (!(await done)) throw new Refusal('delegation.decided')
          await note(tx, { area: found.area, kind: 'delegation', subject: found.id, event, body: {} }, doing)
        })
        return show(await known(found.id, caller))
      },
    )

  async function known(delegationId: Id, caller: Caller): Promise<Delegation> {
    const found = await delegationById(db, delegationId)
    if (!found) throw new Refusal('thing.unknown', { what: 'delegation', id: delegationId })
    mustSee(world, caller, found.area, 'delegation', delegationId)
    return found
  }

  function show(row: Delegation): z.output<typeof delegation> {
    const { principal: _, deputy: __, principalLogin, principalRank: ___, deputyLogin, ...rest } = row
    const now = clock.now()
    const holds = rest.acceptedAt !== null && rest.endedAt === null && rest.from <= now && now < rest.until
    return { ...rest, principal: principalLogin, deputy: deputyLogin, holds }
  }
}
