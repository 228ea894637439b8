import { parseArgs } from 'node:util'
import { findPostgres, startPostgres } from '../help/postgres.ts'
import { findRedis, startRedis } from '../help/redis.ts'
import { playKilled, type Backend } from './killed.ts'

/*
 * `npm run -s crash -- --seeds N [--from S]` (contract §1): each seed is one drill with twenty SIGKILLs of the engine,
 * on the embedded database, on PostgreSQL and on PostgreSQL with Redis in turn. One line of JSON for each; exit 1 and
 * the seed if one fails.
 */

/** Issue of the way: twenty inside one drill. */
const KILLS = 20
/** Enterprises: enough for kills to fall into the middle of a wave, few enough for the whole to take a minute or two. */
const SIZE = 120

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, from: { type: 'string', default: '1' } },
})
const seeds = whole('--seeds', values.seeds)
const from = whole('--from', values.from)

const postgresBin = findPostgres()
const redisProgram = findRedis()
const missing = [
  ...(postgresBin === null ? ['PostgreSQL backend, install postgresql to run it'] : []),
  ...(redisProgram === null ? ['Redis backend, install redis-server to run it'] : []),
]
for (const what of missing) process.stderr.write(`not run: ${what}\n`)
if (missing.length > 0 && process.env['CI'] === 'true') process.exit(1)

const postgres = postgresBin === null ? null : await startPostgres(postgresBin, { durable: true })
const redis = redisProgram === null ? null : await startRedis(redisProgram, { durable: true })
const backends: Backend[] = [{ name: 'embedded', databaseUrl: null, redisUrl: null }]
if (postgres) backends.push({ name: 'PostgreSQL', databaseUrl: postgres.url, redisUrl: null })
if (postgres && redis) backends.push({ name: 'PostgreSQL and Redis', databaseUrl: postgres.url, redisUrl: redis.url })

try {
  for (let seed = from; seed < from + seeds; seed++) {
    const backend = backends[(seed - 1) % backends.length]
    if (!backend) throw new Error('no backend')
    const { kills, wrong, found, seconds } = await playKilled(seed, { backend, kills: KILLS, size: SIZE })
    const { problems, ...counts } = found
    const ok = problems.length === 0 && wrong.length === 0
    const line = { seed, backend: backend.name, ok, kills, ...counts, seconds: Math.round(seconds) }
    process.stdout.write(`${JSON.stringify(ok ? line : { ...line, problems, wrong })}\n`)
    if (!ok) {
      process.stderr.write(`seed ${seed} failed: npm run -s crash -- --seeds 1 --from ${seed}\n`)
      process.exitCode = 1
    }
  }
} finally {
  await Promise.all([postgres?.remove(), redis?.remove()])
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  process.stderr.write(`${name} ${text}: it should be a whole number from 1 on\n`)
  process.exit(2)
}
