import { pino } from 'pino'
import { SettableClock } from '../../src/clock.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { findFont } from '../../src/document/font.ts'
import type { Db } from '../../src/db/port.ts'
import type { App, Routes } from '../../src/http/app-type.ts'
import { STAGES } from '../../src/app/stages.ts'
import { NO_PROVIDERS, waysIn, type Providers } from '../../src/dispatch/channels/providers.ts'
import { addKey } from '../../src/evidence/sources/store.ts'
import { watchingRoutes } from '../../src/ops/routes.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { buildServer, type Parts } from '../../src/http/server.ts'
import { Areas } from '../../src/model/area.ts'
import type { Instant } from '../../src/model/time.ts'
import { createEnterpriseTokens, createFeedKey, createUser } from '../../src/people/admit.ts'
import { insertSession } from '../../src/people/sessionStore.ts'
import { hashToken, newToken } from '../../src/people/token.ts'
import { newId } from '../../src/model/id.ts'
import type { Rank } from '../../src/people/caller.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import type { World } from '../../src/world.ts'
import { openAny } from './databases.ts'

/** Two cities side by side: what belongs to one must not be seen from the other. */
export const TEST_AREAS = new Areas([
  { code: '140000', name: '山西省', kind: 'province', parent: null },
  { code: '140800', name: '运城市', kind: 'city', parent: '140000' },
  { code: '140802', name: '盐湖区', kind: 'county', parent: '140800' },
  { code: '140800-kfq', name: '运城开发区', kind: 'county', parent: '140800' },
  { code: '140900', name: '忻州市', kind: 'city', parent: '140000' },
  { code: '140902', name: '忻府区', kind: 'county', parent: '140900' },
])

export const START: Instant = '2020-12-18T00:00:00.000Z'
export const OWNER_TOKEN = 'the-owner-of-this-test'
export const PASSWORD = '雾里看花 2020'

/** One who can log in, by role: name, rank, area. */
const OFFICERS: readonly { role: string; rank: Rank; area: string; name: string; township?: string }[] = [
  { role: 'dutyOfficer', rank: 0, area: '140800', name: '值班甲' },
  { role: 'forecaster', rank: 0, area: '140800', name: '预报乙' },
  { role: 'approver', rank: 2, area: '140800', name: '签发丙' },
  { role: 'countyOfficer', rank: 0, area: '140802', name: '属地丁' },
  { role: 'townshipOfficer', rank: 0, area: '140802', name: '乡镇辛', township: '解州镇' },
  { role: 'departmentOfficer', rank: 0, area: '140802', name: '部门壬' },
  { role: 'inspector', rank: 0, area: '140802', name: '核查庚' },
  { role: 'auditor', rank: 0, area: '140800', name: '审计戊' },
  { role: 'administrator', rank: 0, area: '140800', name: '管理己' },
]

export interface TestApp {
  readonly app: App
  readonly world: World & { readonly clock: SettableClock }
  /** A token of each role, `public` with none. */
  readonly tokens: ReadonlyMap<string, string | null>
  close(): Promise<void>
}

/** No test is to meet the limits unless it is about them. */
const NO_LIMITS = { stranger: 1e9, caller: 1e9, feed: 1e9, wrongPasswords: 1e9, logins: 1e9 }

/** A world in memory with the server of it and one caller of each role, log-ins and all. */
export async function openTestApp(
  options: {
    db?: Db
    kind?: World['kind']
    routes?: readonly Routes[]
    parts?: Partial<Parts>
    providers?: Providers
    checkpoints?: string
  } = {},
): Promise<TestApp> {
  const db = options.db ?? (await openAny())
  const world = {
    kind: options.kind ?? 'drill',
    db,
    clock: new SettableClock(START),
    keys: passingKeys(),
    checkpoints: options.checkpoints ?? null,
    measures: loadMeasures(),
    judgedBy: null,
    links: { base: 'http://127.0.0.1:8080' },
    ...waysIn(options.providers ?? NO_PROVIDERS),
    areas: TEST_AREAS,
    rulebooks: loadRulebooks(),
    font: findFont(null),
    log: pino({ level: 'silent' }),
  }
  const app = await buildServer(world, {
    routes: options.routes ?? STAGES,
    pending: { ahead: async () => ({ outstanding: 0, nextDue: null }) },
    watching: watchingRoutes({ size: async () => 0 }),
    ownerToken: OWNER_TOKEN,
    limits: NO_LIMITS,
    ...options.parts,
  })
  await app.ready()
  return {
    app,
    world,
    tokens: await admitEveryone(world),
    close: async () => {
      await app.close()
      await db.close()
    },
  }
}

async function admitEveryone(world: World): Promise<Map<string, string | null>> {
  const tokens = new Map<string, string | null>([
    ['public', null],
    ['owner', OWNER_TOKEN],
  ])
  // Straight into the table: eight tests in ten only need somebody to ask, and a log-in costs a tenth of a second.
  await Promise.all(
    OFFICERS.map(async ({ area, ...one }) => {
      const { role } = one
      const officer = await createUser(world, { ...one, login: role, password: PASSWORD, area }, START)
      const token = newToken('session')
      const session = { id: newId(START), area, officer, hash: hashToken(token), until: '2199-01-01T00:00:00.000Z' }
      await world.db.transaction((tx) => insertSession(tx, session, START))
      tokens.set(role, token)
    }),
  )
  const feed = await createFeedKey(world, { provider: 'test-centre', areas: ['140800'] }, START)
  tokens.set('feed', feed.key)
  const source = newToken('source')
  const key = { area: '140800', name: '用电监管平台', mn: null, secret: hashToken(source) }
  await world.db.transaction((tx) => addKey(tx, key, { now: START, by: 'engine' }))
  tokens.set('source', source)
  const enterprise = '0176752c-0000-7000-8000-00000000e001'
  const made = await createEnterpriseTokens(world, [{ enterprise, name: '盐湖水泥', area: '140802' }], START)
  tokens.set('enterprise', made.get(enterprise) ?? null)
  return tokens
}

/** The header that says who asks. */
export function bearer(token: string | null | undefined): Record<string, string> {
  return token === null || token === undefined ? {} : { authorization: `Bearer ${token}` }
}
