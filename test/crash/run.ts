import { join } from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { findPostgres, startPostgres } from '../help/postgres.ts'
import { findRedis, startRedis } from '../help/redis.ts'
import { playFaulty, type Servers } from './faulty.ts'
import { playKilled } from './killed.ts'
import { playRolling } from './rolling.ts'

/*
 * `npm run -s crash -- --seeds N [--from S]` (contract §1): each seed is one drill against five processes over
 * PostgreSQL and Redis while everything that can go wrong does; one in fifteen is played on the embedded database, whose
 * one process is killed twenty times. One line of JSON for each; exit 1 and the seed if one fails.
 *
 * With `--rolling` nothing goes wrong: every process is told to end (SIGTERM) and started again, one after the other, as
 * at an upgrade in the midst of a response; `--size N` with so many orders.
 *
 * Leases and patience are a tenth of the usual (15 s for a silent worker, 30 s for a ticket, 10 s for a receiver, and the
 * minute for which a process is frozen): the drill would otherwise wait for the dead most of the time.
 */

const SIZE = 500
const ROUNDS = 6
const EMBEDDED = { every: 15, size: 120, kills: 20 } as const
/** Each has servers of its own, which its seeds kill one after the other. Two cores bear two. */
const LANES = 2

// A process that comes back spends half of its start on reading types that it does not need.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/airshed/compiled')

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    from: { type: 'string', default: '1' },
    rolling: { type: 'boolean', default: false },
    size: { type: 'string', default: String(SIZE) },
  },
})
const size = whole('--size', values.size)
const from = whole('--from', values.from)
const seeds = Array.from({ length: whole('--seeds', values.seeds) }, (_, n) => from + n)

const postgresBin = findPostgres()
const redisProgram = findRedis()
const missing = [
  ...(postgresBin === null ? ['PostgreSQL backend, install postgresql to run it'] : []),
  ...(redisProgram === null ? ['Redis backend, install redis-server to run it'] : []),
]
for (const what of missing) process.stderr.write(`not run: ${what}\n`)
if (missing.length > 0 && process.env['CI'] === 'true') process.exit(1)

await Promise.all(Array.from({ length: Math.min(LANES, seeds.length) }, lane))

/** One seed after the other, until none is left. */
async function lane(): Promise<void> {
  const servers =
    postgresBin === null || redisProgram === null
      ? null
      : {
          postgres: await startPostgres(postgresBin, { durable: true }),
          redis: await startRedis(redisProgram, { durable: false }),
        }
  try {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await play(seed, servers)
  } finally {
    await Promise.all([servers?.postgres.remove(), servers?.redis.remove()])
  }
}

async function play(seed: number, servers: Servers | null): Promise<void> {
  const embedded = servers === null || (!values.rolling && seed % EMBEDDED.every === 0)
  const where = embedded ? 'embedded' : 'five processes'
  if (embedded && values.rolling) {
    process.stderr.write('not run: a rolling restart needs both servers\n')
    return
  }
  const tell = (line: object) => process.stdout.write(`${JSON.stringify({ seed, where, ...line })}\n`)
  const fail = () => {
    const how = `--seeds 1 --from ${seed}${values.rolling ? ` --rolling --size ${size}` : ''}`
    process.stderr.write(`seed ${seed} failed: npm run -s crash -- ${how}\n`)
    process.exitCode = 1
  }
  try {
    const backend = { databaseUrl: null, redisUrl: null }
    const { wrong, found, seconds, ...more } = embedded
      ? await playKilled(seed, { backend, kills: EMBEDDED.kills, size: EMBEDDED.size })
      : values.rolling
        ? await playRolling(seed, servers, { size })
        : await playFaulty(seed, servers, { rounds: ROUNDS, size })
    const { problems, ...counts } = found
    const ok = problems.length === 0 && wrong.length === 0
    tell({ ok, ...more, ...counts, seconds: Math.round(seconds), ...(ok ? {} : { problems, wrong }) })
    if (!ok) fail()
  } catch (error) {
    tell({ ok: false, problems: [inspect(error)] })
    fail()
  }
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  process.stderr.write(`${name} ${text}: it should be a whole number from 1 on\n`)
  process.exit(2)
}
