import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addKey } from '../../src/evidence/sources/store.ts'
import { addDays, dayOf } from '../../src/model/time.ts'
import { createFeedKey } from '../../src/people/admit.ts'
import { Matrix } from '../../src/people/roles.ts'
import { hashToken, newToken } from '../../src/people/token.ts'
import { bearer, START } from '../help/app.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { operationsOf, type Operation, type Schema } from './description.ts'

/*
 * Every route by every role, inside and outside of its area. What is expected stands in rules/roles.yaml and nowhere
 * else: a route that forgets to ask where a thing lies is found here, whatever stage it belongs to.
 */

/** Ends the session of whoever walks. */
const ENDS = 'session.close'
const OUTSIDE = '140900'
const INSIDE = '140800'

let office: Office
let operations: Operation[]
let schemas: Record<string, Schema>
const matrix = Matrix.load()
/** Who is of the other city, by role. */
const outside = new Map<string, string>()
/** Ids of what belongs to this city, by table. */
const things = new Map<string, string[]>()

beforeAll(async () => {
  office = await Office.open()
  await furnish()
  ;({ operations, schemas } = await operationsOf(office.server.app))
  await admitOutsiders()
  await collect()
}, 300_000)
afterAll(() => office.close())

async function send(token: string | null | undefined, method: string, url: string, payload?: unknown) {
  const answer = await office.server.app.inject({
    method: method as 'GET',
    url: url.startsWith('/api') ? url : `/api/v1${url}`,
    headers: { ...bearer(token), ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  return { status: answer.statusCode, text: answer.body }
}

describe('every route', () => {
  it('takes each role as the matrix says, before it looks at anything else', async () => {
    const wrong: string[] = []
    let asked = 0
    for (const { name, method, path, action, streams } of operations)
      for (const [role, token] of office.server.tokens) {
        const scope = matrix.scopeOf(role, action)
        if (scope !== null && (action === ENDS || streams)) continue
        // Nobody’s id, no query, no body: whoever is let in gets no further than the form or the thing.
        const { status, text } = await send(token, method, filled(path, NOBODY), method === 'GET' ? undefined : {})
        asked++
        const refused = /"code":"(login\.required|role\.forbidden)"/.test(text)
        const right = scope === null ? status === (role === 'public' ? 401 : 403) && refused : !refused
        if (!right) wrong.push(`${name} by ${role} (${scope}): ${status}`)
      }
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(3_000)
  }, 300_000)

  it('shows and does nothing of a city to anybody of the other one', async () => {
    const ids = [...things.values()].flat()
    expect([...things.keys()]).toEqual(
      expect.arrayContaining([
        'warning',
        'enterprise',
        'officer',
        'feed_key',
        'evidence_key',
        'department',
        'assessment',
      ]),
    )
    const leaks: string[] = []
    const reached = new Set<string>()
    let turn = 0
    for (const operation of operations) {
      if (operation.streams) continue
      const roles = [...outside.keys()].filter((role) => matrix.scopeOf(role, operation.action) === 'area')
      for (const { url, named } of addresses(operation)) {
        // One role for each address, each in its turn: who may is the same for all of them.
        const role = roles[turn++ % Math.max(1, roles.length)]
        if (role === undefined) continue
        const body = operation.body === null ? undefined : minimal(operation.body)
        const { status, text } = await send(outside.get(role), operation.method, url, body)
        if (status !== 400) reached.add(operation.name)
        const said = `${url} ${JSON.stringify(body)}`
        const shown = ids.filter((id) => text.includes(id) && !said.includes(id))
        if (shown.length > 0 || (named && status < 300)) leaks.push(`${operation.name} by ${role}: ${status} ${url}`)
      }
    }
    expect(leaks).toEqual([])
    // A walk that gets stuck at the forms shows nothing.
    expect(reached.size).toBeGreaterThan(150)
  }, 300_000)
})

const NOBODY = '0176752c-0000-7000-8000-0000000000ff'

function filled(path: string, id: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (/code|area/i.test(name) ? INSIDE : id))
}

/**
 * Where an outsider could look: at each thing of this city that the path may mean (named: there is no such thing for him),
 * and at its area in a query, where a list may be empty instead.
 */
function addresses({ path, parameters }: Operation): { url: string; named: boolean }[] {
  const query = parameters.filter((one) => one.in === 'query')
  const ofArea = query.filter(({ name }) => /^(area|county)$/.test(name)).map(({ name }) => `${name}=${INSIDE}`)
  const needed = query
    .filter(({ name, required }) => required === true && !/^(area|county)$/.test(name))
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(minimal(schema)))}`)
  const search = [...ofArea, ...needed].join('&')
  const end = search === '' ? '' : `?${search}`
  if (!path.includes('{')) return [{ url: `${path}${end}`, named: false }]
  const word = /\/([\w-]+)\/\{/.exec(path)?.[1]?.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '') ?? ''
  const meant = [...things].filter(([table]) => table.includes(word))
  const some = (meant.length > 0 ? meant : [...things]).flatMap(([, ids]) => ids.slice(0, 1))
  return some.map((id) => ({ url: `${filled(path, id)}${end}`, named: true }))
}

/** The least that a schema takes, with this city wherever an area is asked for. */
function minimal(schema: Schema, name = '', depth = 0): unknown {
  if (depth > 8) return null
  if (schema.$ref !== undefined) {
    const named = schema.$ref.split('/').at(-1) ?? ''
    if (named === 'AreaCode') return INSIDE
    if (named === 'Id') return things.get('enterprise')?.[0] ?? NOBODY
    if (named === 'Day') return '2020-12-20'
    if (named === 'Instant') return '2020-12-20T08:00:00+08:00'
    return minimal(schemas[named] ?? {}, name, depth + 1)
  }
  if (schema.const !== undefined) return schema.const
  const [choice] = schema.enum ?? []
  if (choice !== undefined) return choice
  const [one] = schema.anyOf ?? schema.oneOf ?? []
  if (one !== undefined) return minimal(one, name, depth + 1)
  const [all] = schema.allOf ?? []
  if (all !== undefined) return minimal(all, name, depth + 1)
  if (schema.type === 'object') {
    const needed = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key))
    return Object.fromEntries(needed.map(([key, part]) => [key, minimal(part, key, depth + 1)]))
  }
  if (schema.type === 'array') return schema.items === undefined ? [] : [minimal(schema.items, name, depth + 1)]
  if (schema.type === 'string') return text(schema, name)
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  return schema.type === 'boolean' ? false : null
}

function text({ format, minLength = 0, pattern }: Schema, name: string): string {
  if (/^(area|county)$/.test(name)) return INSIDE
  if (format === 'uuid') return things.get('enterprise')?.[0] ?? NOBODY
  if (format === 'date') return '2020-12-20'
  if (format === 'date-time') return '2020-12-20T08:00:00+08:00'
  if (pattern?.includes('[0-9]{6}') === true) return INSIDE
  return '一'.repeat(Math.max(1, minLength))
}

/** A city with a list, a forecast, what follows from it, and people: something to be seen of most kinds. */
async function furnish(): Promise<void> {
  await office.listInForce(countyList([CODE]), '2020-12-10')
  await office.enterprise('plant')
  const now = office.server.world.clock.now()
  const values = [210, 220, 230, 90, 80].map((aqi, n) => ({ at: addDays(dayOf(now), n + 1), aqi }))
  const forecast = { provider: 'test-centre', area: INSIDE, issuedAt: now, values }
  const made = [
    await office.ask('feed', 'POST', '/forecasts', forecast),
    await office.ask('dutyOfficer', 'POST', '/evidence/keys', { area: INSIDE, name: '平台' }),
    await office.ask('dutyOfficer', 'POST', '/departments', {
      area: INSIDE,
      kind: 'police',
      contacts: [{ name: '值班', phone: '13900000001', ways: ['sms'] }],
    }),
    await office.ask('administrator', 'POST', '/users', {
      login: 'another',
      name: '另一位',
      role: 'dutyOfficer',
      area: INSIDE,
      reason: '轮岗',
    }),
  ]
  expect(made.map(({ status }) => status)).toEqual([202, 201, 200, 201])
  await office.hands.settle()
}

async function admitOutsiders(): Promise<void> {
  const { world } = office.server
  for (const role of matrix.roles().filter((one) => office.server.tokens.has(one))) {
    if (['public', 'owner', 'enterprise', 'feed', 'source'].includes(role)) continue
    const login = `outside-${role}`
    await office.admit(login, role, OUTSIDE, role === 'approver' ? 3 : 0)
    outside.set(role, office.tokenOf(login) ?? '')
  }
  outside.set('feed', (await createFeedKey(world, { provider: 'test-centre', areas: [OUTSIDE] }, START)).key)
  const source = newToken('source')
  const key = { area: OUTSIDE, name: '外市平台', mn: null, secret: hashToken(source) }
  await world.db.transaction((tx) => addKey(tx, key, { now: START, by: 'engine' }))
  outside.set('source', source)
}

/** Whatever lies in this city and has an id. */
async function collect(): Promise<void> {
  const { db } = office.server.world
  const tables = await db.rows<{ name: string }>(
    `select a.table_name as name from information_schema.columns a
     join information_schema.columns i on i.table_name = a.table_name and i.table_schema = a.table_schema
     where a.column_name = 'area' and i.column_name = 'id' and i.data_type = 'uuid' and a.table_schema = current_schema()`,
  )
  for (const { name } of tables) {
    const rows = await db.rows<{ id: string }>(`select id from ${name} where area like '1408%' order by id limit 5`)
    if (rows.length > 0)
      things.set(
        name,
        rows.map(({ id }) => id),
      )
  }
}
