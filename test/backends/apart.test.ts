import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Engine, startEngine } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { beginLife, keepAddress } from '../../src/db/lives.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { Webhook } from '../../src/dispatch/channels/webhook.ts'
import { keepClock } from '../../src/http/store.ts'
import { postgresUrl } from '../help/postgres.ts'
import { until } from '../help/until.ts'

/* The parts of the engine as processes of their own, as far as one process can play several. */

describe.skipIf(postgresUrl() === null)('parts that run apart', () => {
  let schema: string
  let directories: string[]
  let engines: Engine[]

  beforeEach(() => {
    schema = `apart_${randomUUID().replaceAll('-', '')}`
    directories = []
    engines = []
  })
  afterEach(async () => {
    for (const engine of engines.toReversed()) await engine.close()
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  function directory(keysOf?: string): string {
    const made = mkdtempSync(join(tmpdir(), 'airshed-apart-'))
    directories.push(made)
    if (keysOf !== undefined) cpSync(join(keysOf, 'keys'), join(made, 'keys'), { recursive: true })
    return made
  }

  async function start(role: string, data: string, more: Record<string, string> = {}): Promise<Engine> {
    const environment = { DATABASE_URL: postgresUrl() ?? '', AIRSHED_DATA: data, AIRSHED_ROLE: role, PORT: '0' }
    const engine = await startEngine({
      kind: 'drill',
      config: readConfig({ ...environment, LOG_LEVEL: 'silent', ...more }),
      schema,
      clock: '2020-12-25T10:00:00.000Z',
      channels: () => [new Webhook(Networks.loopback())],
    })
    engines.push(engine)
    return engine
  }

  test('a worker that no api came before says what it lacks, and knows the address once it is told', async () => {
    const home = directory()
    await expect(start('worker', home)).rejects.toThrow(/^AIRSHED_PUBLIC_URL is not set, and no api has started/)
    const told = await start('worker', home, { AIRSHED_PUBLIC_URL: 'https://示例.example/' })
    expect(told.world.links.base).toBe('https://示例.example')
    // What one was told holds for all, also for an api that only knows where it listens.
    expect((await start('clock', home)).world.links.base).toBe('https://示例.example')
    const api = await start('api', directory(home))
    expect(api.world.links.base).toBe('https://示例.example')
    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  test('a worker without the setting uses the address at which the api listens', async () => {
    const home = directory()
    const api = await start('api', home)
    expect((await start('worker', home)).world.links.base).toBe(api.url)
    await keepAddress(api.world.db, { url: 'http://moved.example', given: true })
    expect((await start('worker', home)).world.links.base).toBe('http://moved.example')
  })

  test('a process with another master key, or none, is refused by name', async () => {
    const home = directory()
    await start('api', home)
    await expect(start('worker', directory())).rejects.toThrow(/holds no keys.*copy the folder "keys"/)
    const foreign = directory(home)
    writeFileSync(join(foreign, 'keys/master.key'), randomBytes(32).toString('base64'))
    await expect(start('worker', foreign)).rejects.toThrow(
      /keys\/master\.key \(fingerprint [0-9a-f]{12}\) is not the one/,
    )
    await start('worker', directory(home))
  })

  test('settings that differ between processes that live are told, and no longer once one has ended', async () => {
    const home = directory()
    const first = await start('api', home, { AIRSHED_WEBHOOK_NETWORKS: '10.0.0.0/8' })
    const said = async () =>
      (await first.world.db.rows<{ settings: object }>('select settings from life where lives(id)')).length
    expect(await said()).toBe(1)
    const settings = { AIRSHED_WEBHOOK_NETWORKS: 'unset', 'the rules': 'x' }
    const second = await beginLife(first.world.db, ['worker'], settings, first.world.clock.now())
    expect(second.differences.join('\n')).toMatch(
      /^AIRSHED_WEBHOOK_NETWORKS is unset here and 10\.0\.0\.0\/8 in the process \S+:\d+\nthe rules is x here/,
    )
    await second.close()
    await until(async () => (await said()) === 1)
  })

  test('the clock of a drill that one process sets is followed by the others', async () => {
    const home = directory()
    const api = await start('api', home)
    const clock = await start('clock', home)
    await keepClock(api.world.db, '2020-12-25T12:00:00.000Z')
    await until(() => clock.world.clock.now() === '2020-12-25T12:00:00.000Z')
    await until(() => api.world.clock.now() === '2020-12-25T12:00:00.000Z')
  })
})
