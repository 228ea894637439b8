import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monotonicMs, wallClock } from '../../src/clock.ts'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { migrate } from '../../src/db/migrate.ts'
import { Areas } from '../../src/model/area.ts'
import { createEnterpriseTokens, createFeedKey } from '../../src/people/admit.ts'
import { sees } from '../../src/people/caller.ts'
import { Callers } from '../../src/people/callers.ts'
import { isWithin } from '../../src/people/networks.ts'
import { Matrix } from '../../src/people/roles.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

/*
 * `node test/load/authorise.ts`: what it costs to say who asks and whether they may, of 1,000 enterprises and a feed that
 * are remembered: the token's hash, the networks of its key, the cell of the matrix, the area. Without socket and body.
 */

const REQUESTS = 100_000
const directory = mkdtempSync(join(tmpdir(), 'airshed-authorise-'))
const db = await EmbeddedDb.open(directory)
try {
  const now = wallClock.now()
  await migrate(db, now)
  const areas = new Areas([
    { code: '140000', name: '山西省', kind: 'province', parent: null },
    { code: '140800', name: '运城市', kind: 'city', parent: '140000' },
    { code: '140802', name: '盐湖区', kind: 'county', parent: '140800' },
  ])
  const world = { db, keys: passingKeys(), areas, clock: wallClock, rulebooks: loadRulebooks() }
  const holders = Array.from({ length: 1_000 }, (_, n) => ({ enterprise: `e${n}`, name: `企业${n}`, area: '140802' }))
  const made = await createEnterpriseTokens(world, holders, now)
  const feed = { provider: 'p', areas: ['140800'], networks: ['10.0.0.0/8'] }
  const { key } = await createFeedKey(world, feed, now)
  const callers = new Callers(world, null)
  const matrix = Matrix.load()
  const tokens = [key, ...made.values()]
  for (const token of tokens) await callers.find(token, now)
  let [allowed, asked] = [0, 0]
  const started = monotonicMs()
  for (let n = 0; n < REQUESTS; n++) {
    const caller = callers.recall(tokens[n % tokens.length] ?? '')
    if (caller === null || !isWithin(caller.networks, '10.0.0.1')) continue
    asked++
    if (matrix.scopeOf(caller.role, 'me.orders') !== null && sees(world, caller, '140802')) allowed++
  }
  const microseconds = Math.round(((monotonicMs() - started) * 100_000) / REQUESTS) / 100
  process.stdout.write(`${JSON.stringify({ requests: REQUESTS, remembered: asked, allowed, microseconds })}\n`)
} finally {
  await db.close()
  rmSync(directory, { recursive: true })
}
