import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { readRedisAddress } from '../../src/config/redis.ts'
import { type Id, newId } from '../../src/model/id.ts'
import type { EffectQueue } from '../../src/queue/port.ts'
import { openRedisQueue } from '../../src/queue/redis.ts'
import { findRedis, startRedis } from '../help/redis.ts'
import { freePort, serve, untilReady } from '../help/server.ts'
import { until } from '../help/until.ts'

const NOW = '2020-12-25T10:00:00.000Z'
const program = findRedis() ?? ''

describe('the address of a Redis', () => {
  test.each([
    ['redis://h:1', { kind: 'server', url: 'redis://h:1' }],
    ['redis+sentinel://a,b:1/main', sentinel({ nodes: [node('a', 26_379), node('b', 1)], name: 'main', db: 0 })],
    [
      'rediss+sentinel://u:p%40@a:1/main/3',
      sentinel({ nodes: [node('a', 1)], name: 'main', db: 3, tls: true, username: 'u', password: 'p@' }),
    ],
    [
      'redis+cluster://:secret@[::1]:7000,b',
      { kind: 'cluster', nodes: [node('::1', 7000), node('b', 6379)], tls: false, password: 'secret' },
    ],
  ])('is read from %s', (text, address) => {
    expect(readRedisAddress(text)).toEqual(address)
  })

  test.each([
    'redis+sentinel://a:1',
    'redis+sentinel:///main',
    'redis+cluster://a:1/0',
    'redis+cluster://a:70000',
    'redis+cluster://',
    'http://a',
    'redis+cluster://a b',
    '',
  ])('is not read from %j', (text) => {
    expect(readRedisAddress(text)).toBeNull()
  })

  function sentinel(more: object): object {
    return { kind: 'sentinel', tls: false, ...more }
  }
  function node(host: string, port: number) {
    return { host, port }
  }
})

/** A queue with a worker that goes on working; the ids that it was handed. */
async function working(queue: EffectQueue): Promise<(count: number) => Promise<void>> {
  const done: Id[] = []
  await queue.work('dispatch', async (id) => void done.push(id), { concurrency: 20, onError: () => {} })
  return async (count) => {
    const ids = Array.from({ length: count }, () => newId(NOW))
    await queue.add(
      'dispatch',
      ids.map((id) => ({ id, priority: 3 })),
    )
    await until(() => ids.every((id) => done.includes(id)))
    expect(done.splice(0).toSorted()).toEqual(ids.toSorted())
  }
}

describe.skipIf(findRedis() === null)('the queue over', () => {
  test('sentinels finds their master, and the next one after it died', async () => {
    const master = await startRedis(program, { durable: false })
    const replica = await startRedis(program, { durable: false })
    const asked = new Redis(replica.url)
    await asked.replicaof('127.0.0.1', Number(new URL(master.url).port))
    const home = mkdtempSync(join(tmpdir(), 'airshed-sentinel-'))
    const port = await freePort()
    const file = join(home, 'sentinel.conf')
    writeFileSync(
      file,
      `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${new URL(master.url).port} 1
sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 3000\n`,
    )
    const sentinel = await serve(home, [program, file, '--sentinel'], null)
    const witness = new Redis(port)
    witness.on('error', () => undefined)
    await untilReady('the sentinel', home, async () => {
      const replicas = await witness.call('sentinel', 'replicas', 'main').catch(() => [])
      return Array.isArray(replicas) && replicas.length === 1
    })
    await until(async () => /master_link_status:up/.test(await asked.info('replication')))
    const queue = await openRedisQueue(`redis+sentinel://127.0.0.1:${port}/main`, 'sentinel-test')
    const carriesOut = await working(queue)
    await carriesOut(100)
    await master.kill()
    await until(async () => /role:master/.test(await asked.info('replication')))
    await carriesOut(100)
    await queue.close()
    witness.disconnect()
    asked.disconnect()
    await Promise.all([sentinel.remove(), replica.remove(), master.remove()])
  })

  test('a cluster keeps its keys together, and refuses one that drops keys', async () => {
    const homes = await Promise.all(
      [0, 1, 2].map(async () => {
        const home = mkdtempSync(join(tmpdir(), 'airshed-cluster-'))
        const port = await freePort()
        const settings = ['--port', port, '--bind', '127.0.0.1', '--dir', home, '--save', '', '--cluster-port', '0']
        const cluster = ['--cluster-enabled', 'yes', '--cluster-config-file', join(home, 'nodes.conf')]
        cluster.push('--cluster-port', String(await freePort()), '--cluster-node-timeout', '2000')
        const command = [program, ...settings.slice(0, -2).map(String), ...cluster]
        return { home, port, bus: cluster.at(-3) ?? '', served: await serve(home, command, null) }
      }),
    )
    const nodes = homes.map(({ port }) => new Redis(port, { retryStrategy: () => 50 }))
    for (const each of nodes) each.on('error', () => undefined)
    const ranges = [
      [0, 5460],
      [5461, 10_922],
      [10_923, 16_383],
    ]
    for (const [n, each] of nodes.entries()) await each.call('cluster', 'addslotsrange', ...(ranges[n] ?? []))
    for (const { port, bus } of homes) await nodes[0]?.call('cluster', 'meet', '127.0.0.1', port, bus)
    await until(async () =>
      (await Promise.all(nodes.map((each) => each.cluster('INFO')))).every(
        (said) => /cluster_state:ok/.test(said) && /cluster_known_nodes:3/.test(said),
      ),
    )
    const url = `redis+cluster://${homes.map(({ port }) => `127.0.0.1:${port}`).join()}`
    const queue = await openRedisQueue(url, 'cluster-test')
    await (
      await working(queue)
    )(200)
    await queue.wipe()
    await queue.close()
    await nodes[2]?.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await expect(openRedisQueue(url, 'cluster-test')).rejects.toThrow('maxmemory-policy is allkeys-lru')
    for (const each of nodes) each.disconnect()
    await Promise.all(homes.map(({ served }) => served.remove()))
  })
})
