import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import { keepPeople, readMasked } from '../../db/person.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import { newId, type Id } from '../../model/id.ts'
import { loginName } from '../../people/admit.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { OFFICER_ROLES } from '../../people/roles.ts'
import { deleteSessionsOf } from '../../people/sessionStore.ts'
import { insertOfficer } from '../../people/store.ts'
import type { World } from '../../world.ts'
import { makeLink } from '../passwords/link.ts'
import { faultOfStanding, isLastAdministrator, maySignMore, type Standing } from './decide.ts'
import { account, because, linked, newUser, standing, word } from './schemas.ts'
import {
  areaOfDepartment,
  areasOfAdministrators,
  closeUser,
  closeWaysIn,
  confirmWaysIn,
  holdUser,
  listUsers,
  lockAdministrators,
  setOutsideName,
  setStanding,
  userById,
  type User,
} from './store.ts'

/** `/users` (账号): who can log in, as what, and where. */
export function userRoutes(app: App, world: World): void {
  const { db, keys, clock, areas } = world
  const tags = ['accounts']
  const reads = { action: 'user.read' } as const
  const writes = { action: 'user.write' } as const
  const one = { 200: account }

  app.get(
    '/users',
    {
      config: reads,
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          role: z.enum(OFFICER_ROLES).optional(),
          closed: z.stringbool().default(false).describe('also those whose account is closed'),
        }),
        response: { 200: pageOf(account) },
      },
    },
    async ({ query: { cursor, limit, role = null, closed }, caller }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listUsers(db, { areas: areasSeen(world, caller), role, closed }, before, limit + 1)
      const shown = new Map((await show(rows)).map((row) => [row.id, row]))
      return cutPage(
        rows.flatMap((row) => shown.get(row.id) ?? []),
        limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.get(
    '/users/:id',
    { config: reads, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => await shown(await seen(params.id, caller)),
  )

  app.post(
    '/users',
    { config: { ...writes, secret: true }, schema: { tags, body: newUser, response: { 201: linked } } },
    async ({ body, caller }, reply) => {
      const { name, phone, reason, ...wanted } = body
      const login = loginName(body.login)
      const as = await standingOf(wanted, caller)
      const doing = doingOf(caller, reason)
      const own = newId(doing.now)
      const made = await unlessTaken(login, () =>
        db.transaction(async (tx) => {
          const [person_id = ''] = await keepPeople(tx, keys, [{ person: { name, phone }, area: as.area }], doing.now)
          await insertOfficer(tx, { id: own, login, person_id, ...as, password: null, demo: false }, doing.now)
          await noted(tx, own, as.area, 'USER_ADMITTED', { login, ...as }, doing)
          return await makeLink(world, tx, { id: own, area: as.area }, doing)
        }),
      )
      return reply.code(201).send({ account: await shown(await userById(db, own)), ...made })
    },
  )

  app.post(
    '/users/:id/standing',
    {
      config: writes,
      schema: { tags, params: idParams, body: standing.extend(because.shape), response: one },
    },
    async ({ params, body: { reason, ...wanted }, caller }) => {
      const as = await standingOf(wanted, caller)
      await change(params.id, caller, reason, async (tx, { role, rank, area, township, department }, doing) => {
        const was = { role, rank, area, township, department }
        await setStanding(tx, params.id, as)
        if (maySignMore(was, as)) await closeWaysIn(tx, params.id, doing.by)
        // What is open on a screen was opened by who they were.
        const ended = await deleteSessionsOf(tx, params.id)
        const entries = [...new Set([area, as.area])]
        for (const at of entries) await noted(tx, params.id, at, 'USER_CHANGED', { was, is: as, ended }, doing)
        return role === 'administrator' && (as.role !== role || as.area !== area)
      })
      return await shown(await userById(db, params.id))
    },
  )

  app.post(
    '/users/:id/outside-name',
    {
      config: writes,
      schema: { tags, params: idParams, body: because.extend({ name: word.nullable() }), response: one },
    },
    async ({ params, body: { name, reason }, caller }) => {
      await unlessTaken(name ?? '', () =>
        change(params.id, caller, reason, async (tx, { area }, doing) => {
          await setOutsideName(tx, params.id, name, doing.by)
          await noted(tx, params.id, area, 'OUTSIDE_NAME_SET', { linked: name !== null }, doing)
          return false
        }),
      )
      return await shown(await userById(db, params.id))
    },
  )

  app.post(
    '/users/:id/close',
    { config: writes, schema: { tags, params: idParams, body: because, response: one } },
    async ({ params, body, caller }) => {
      await change(params.id, caller, body.reason, async (tx, { role, area }, doing) => {
        const ended = await deleteSessionsOf(tx, params.id)
        await closeUser(tx, params.id, doing.now)
        await noted(tx, params.id, area, 'USER_CLOSED', { ended }, doing)
        return role === 'administrator'
      })
      return await shown(await userById(db, params.id))
    },
  )

  app.post(
    '/users/:id/password',
    {
      config: { ...writes, secret: true },
      schema: { tags, params: idParams, body: because, response: { 201: linked } },
    },
    async ({ params, body, caller }, reply) => {
      const found = alive(await seen(params.id, caller))
      const doing = doingOf(caller, body.reason)
      const made = await db.transaction((tx) => makeLink(world, tx, found, doing))
      return reply.code(201).send({ account: await shown(found), ...made })
    },
  )

  app.post(
    '/users/:id/confirm',
    { config: { action: 'user.confirm' }, schema: { tags, params: idParams, body: because, response: one } },
    async ({ params, body, caller }) => {
      const { area, login, waits } = alive(await seen(params.id, caller))
      if (!waits) throw new Refusal('user.nothingWaits', { login })
      const doing = doingOf(caller, body.reason)
      await db.transaction(async (tx) => {
        const confirmed = params.id === caller.id ? 0 : await confirmWaysIn(tx, params.id, doing.by)
        if (confirmed === 0) throw new Refusal('user.samePerson', { login })
        await noted(tx, params.id, area, 'WAY_IN_CONFIRMED', {}, doing)
      })
      return await shown(await userById(db, params.id))
    },
  )

  /** Changes somebody else's account; `work` says whether an administrator of the area went by it. */
  async function change(
    user: Id,
    caller: Caller,
    reason: string,
    work: (tx: Tx, held: User, doing: Doing) => Promise<boolean>,
  ): Promise<void> {
    await seen(user, caller)
    if (user === caller.id) throw new Refusal('user.oneself')
    const doing = doingOf(caller, reason)
    await db.transaction(async (tx) => {
      await lockAdministrators(tx)
      const held = alive(await holdUser(tx, user))
      // Moved into another's area meanwhile.
      mustSee(world, caller, held.area, 'officer', user)
      const went = await work(tx, held, doing)
      const others = went ? await areasOfAdministrators(tx, user) : []
      if (went && isLastAdministrator(areas.around(held.area), others))
        throw new Refusal('user.lastAdministrator', { login: held.login })
    })
  }

  /** @throws Refusal where it lies outside of the caller's areas, or is none */
  async function standingOf(wanted: z.output<typeof standing>, caller: Caller): Promise<Standing> {
    const { role, rank, area, township, department } = wanted
    mustSee(world, caller, area, 'area', area)
    const place = areas.find(area)
    if (place === null) throw new Refusal('thing.unknown', { what: 'area', id: area })
    const of = department === null ? null : await areaOfDepartment(db, department)
    const as = { role, rank, area: place.code, township, department }
    const fault = faultOfStanding(as, place, of)
    if (fault !== null) throw new Refusal(fault)
    return as
  }

  async function seen(user: Id, caller: Caller): Promise<User> {
    const found = await userById(db, user)
    if (found === null) throw new Refusal('thing.unknown', { what: 'officer', id: user })
    mustSee(world, caller, found.area, 'officer', user)
    return found
  }

  async function show(users: readonly User[]): Promise<z.input<typeof account>[]> {
    const people = await readMasked(
      db,
      keys,
      users.map(({ person }) => person),
    )
    return users.map(({ person, ...user }) => ({
      ...user,
      name: people.get(person)?.name ?? '',
      phone: people.get(person)?.phone ?? '',
      areaName: areas.find(user.area)?.name ?? user.area,
    }))
  }

  async function shown(user: User | null): Promise<z.input<typeof account>> {
    const [found] = user === null ? [] : await show([user])
    if (found === undefined) throw new Error('an account went while it was shown')
    return found
  }

  function doingOf(caller: Caller, because: string): Doing {
    return { now: clock.now(), by: actorOf(caller), because }
  }
}

/** @throws Refusal `user.closed` */
function alive(user: User | null): User {
  if (user === null) throw new Error('an account was deleted: they are only closed')
  if (user.closedAt !== null) throw new Refusal('user.closed', { login: user.login })
  return user
}

async function noted(tx: Tx, subject: Id, area: string, event: string, body: object, doing: Doing): Promise<void> {
  await note(tx, { area, kind: 'officer', subject, event, body }, doing)
}

async function unlessTaken<T>(login: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseError && /^officer_(login_key|outside)$/.test(error.constraint ?? ''))
      throw new Refusal('user.loginTaken', { login }, { cause: error })
    throw error
  }
}
