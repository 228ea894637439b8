import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findChromium } from './chromium.ts'
import { emptyEmbedded } from './embedded.ts'
import { fillTemplate, findPostgres, startPostgres } from './postgres.ts'
import { findRedis, startRedis } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | null
    redisUrl: string | null
    chromium: string | null
    embeddedDump: string
    embeddedDirectory: string
  }
}

// Every command line and engine that a test starts spends a third of its start on reading types that it does not need.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/airshed/compiled')

/** Starts the private servers once for a run; what is not installed is named at the end, and fails a run of CI. */
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const postgresBin = findPostgres()
  const redisProgram = findRedis()
  const chromium = findChromium()
  const missing = [
    ...(postgresBin === null ? ['not run: PostgreSQL backend, install postgresql to run it'] : []),
    ...(redisProgram === null ? ['not run: Redis backend, install redis-server to run it'] : []),
    ...(chromium === null ? ['not run: the console in a browser, install chromium to run it'] : []),
  ]
  if (missing.length > 0 && process.env['CI'] === 'true') throw new Error(missing.join('\n'))

  const [embedded, postgres, redis] = await Promise.all([
    emptyEmbedded(),
    postgresBin === null ? null : startPostgres(postgresBin, { durable: false }),
    redisProgram === null ? null : startRedis(redisProgram, { durable: false }),
  ])
  if (postgres !== null) await fillTemplate(postgres.url)
  project.provide('postgresUrl', postgres?.url ?? null)
  project.provide('embeddedDump', embedded.dump)
  project.provide('embeddedDirectory', embedded.directory)
  project.provide('redisUrl', redis?.url ?? null)
  project.provide('chromium', chromium)

  return async () => {
    await Promise.all([postgres?.remove(), redis?.remove()])
    for (const line of missing) console.log(line)
  }
}
