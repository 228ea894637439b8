import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { furnishList } from '../inventory/import.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import { readAreas } from '../inventory/areas.ts'
import { listInForce, loadAreas, saveAreas } from '../inventory/store.ts'
import { Areas } from '../model/area.ts'
import { DEMONSTRATION_PASSWORD } from '../model/demonstration.ts'
import { rankProviders } from '../outlook/store.ts'
import { createFeedKey, createUserHashed } from '../people/admit.ts'
import { hashPassword } from '../people/password.ts'
import type { Rank } from '../people/caller.ts'
import { officerByLogin } from '../people/store.ts'
import type { World } from '../world.ts'
import { sendTo } from './store.ts'

/** The fixtures that ship with the engine. */
export const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))

/** Who can log in to a demonstration or a drill, for everyone to see. */
export interface DemoLogins {
  readonly logins: readonly DemoLogin[]
  readonly feeds: readonly { readonly provider: string; readonly key: string; readonly areas: readonly string[] }[]
}

export interface DemoLogin {
  readonly login: string
  readonly password: string
  readonly name: string
  readonly role: string
  readonly rank: Rank
  readonly area: string
}

/** The list is in force from the end of September 2020 on, when lists are due: the clock may be set to any winter after. */
const SINCE = '2020-09-29T16:00:00.000Z'
const PROVIDER = '示例预报中心'

/** The tree of jurisdictions that ships: Shanxi, its cities, and the counties of those that have a plan among the rules. */
export async function furnishAreas(world: World): Promise<void> {
  const areas = readAreas(readFileSync(join(FIXTURES, 'areas/shanxi.csv'), 'utf8'))
  await world.db.transaction((tx) => saveAreas(tx, areas))
}

/**
 * Fills an empty world with a city (示范城市): people of every role, a feed, the list of invented enterprises, and the
 * address at which the simulated ones are reached. Done once; the log-ins stay in `demo-logins.json`.
 */
export async function furnishCity(
  world: World,
  { city, list, directory, receivers }: { city: string; list: string; directory: string; receivers: string },
): Promise<DemoLogins> {
  const file = join(directory, 'demo-logins.json')
  if (!existsSync(file)) {
    await furnishAreas(world)
    const areas = new Areas(await loadAreas(world.db))
    const now = world.clock.now()
    const logins = peopleOf(city, areas)
    // A start that was killed half way has left some of it: what is there is not made again.
    // One password, printed for everyone to see: a salt of its own for each would hide nothing and take a second or two.
    const password = await hashPassword(DEMONSTRATION_PASSWORD)
    for (const login of logins)
      if ((await officerByLogin(world.db, login.login)) === null)
        await createUserHashed(world, { ...login, demo: true }, password, now)
    const { key } = await createFeedKey(world, { provider: PROVIDER, areas: [city] }, now)
    const doing = { now: SINCE, by: 'engine' }
    await world.db.transaction((tx) => rankProviders(tx, city, [PROVIDER], doing))
    if ((await listInForce(world.db, city, SINCE)) === null) {
      const bytes = readFileSync(resolve(FIXTURES, 'lists', list))
      await furnishList({ ...world, areas }, bytes, { industries: loadIndustries() }, doing)
    }
    const feeds = [{ provider: PROVIDER, key, areas: [city] }]
    writeFileSync(file, `${JSON.stringify({ logins, feeds }, null, 2)}\n`, { mode: 0o600 })
  }
  await sendTo(world.db, receivers)
  return JSON.parse(readFileSync(file, 'utf8')) as DemoLogins
}

function peopleOf(city: string, areas: Areas): DemoLogin[] {
  const county = areas.all().find(({ parent }) => parent === city)
  const one = (login: string, name: string, role: string, rank: Rank, area = city): DemoLogin => ({
    login,
    password: DEMONSTRATION_PASSWORD,
    name,
    role,
    rank,
    area,
  })
  return [
    one('duty', '值班员', 'dutyOfficer', 0),
    one('forecaster', '预报员', 'forecaster', 0),
    one('office', '办公室主任', 'approver', 1),
    one('vicemayor', '分管副市长', 'approver', 2),
    one('mayor', '市长', 'approver', 3),
    one('county', `${county?.name ?? ''}值班员`, 'countyOfficer', 0, county?.code ?? city),
    one('inspector', `${county?.name ?? ''}核查员`, 'inspector', 0, county?.code ?? city),
    one('auditor', '审计员', 'auditor', 0),
    one('admin', '管理员', 'administrator', 0),
  ]
}
