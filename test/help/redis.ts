import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { findProgram, freePort, type Served, serve, untilReady } from './server.ts'

export interface PrivateRedis {
  readonly url: string
  kill(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** The run's Redis; null where none is installed. Each test takes its own prefix in it. */
export function redisUrl(): string | null {
  return inject('redisUrl')
}

export function findRedis(): string | null {
  return findProgram('redis-server', ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'])
}

/** A private Redis in a temporary directory; `durable` writes an append-only file, so that a restart finds the jobs. */
export async function startRedis(
  program: string,
  { durable, policy = 'noeviction' }: { durable: boolean; policy?: string },
): Promise<PrivateRedis> {
  const home = mkdtempSync(join(tmpdir(), 'airshed-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const settings = { port, bind: '127.0.0.1', dir: home, save: '', appendonly: durable ? 'yes' : 'no' }
  const command = [program, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])]
  command.push('--maxmemory-policy', policy)
  let served: Served | null = null
  const server: PrivateRedis = {
    url,
    async start() {
      served = await serve(home, command, null)
      await untilReady('Redis', home, () => answers(url))
    },
    async kill() {
      await served?.kill()
    },
    async remove() {
      await served?.remove()
    },
  }
  await server.start()
  return server
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}
