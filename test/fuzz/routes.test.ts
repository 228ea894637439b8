import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monotonicMs } from '../../src/clock.ts'
import { Matrix } from '../../src/people/roles.ts'
import { bearer, openTestApp, type TestApp } from '../help/app.ts'
import { operationsOf, type Operation } from './description.ts'
import { shotsAt } from './garbage.ts'

/** Requests to each route; `npm run check` asks for more. The seed is printed with a failure. */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 10)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20201218)
/** Longer than any request takes on a loaded machine; a hang is for ever. */
const SLOW_MS = 5_000

describe('garbage to every route, by every role', () => {
  const matrix = Matrix.load()
  let t: TestApp
  beforeAll(async () => {
    t = await openTestApp()
  })
  afterAll(() => t.close())

  it('is never a 5xx, never a leak, never let in', async () => {
    const { operations, schemas } = await operationsOf(t.app)
    expect(operations.length).toBeGreaterThan(5)
    for (const operation of operations.filter(({ streams }) => !streams)) {
      const role = rolesFor(operation)
      const property = fc.asyncProperty(role, shotsAt(operation, schemas), async (who, shot) => {
        const startedAt = monotonicMs()
        const answer = await t.app.inject({
          method: operation.method,
          url: shot.url,
          headers: { ...shot.headers, ...bearer(t.tokens.get(who)) },
          ...(shot.payload === null ? {} : { payload: shot.payload }),
        })
        expect(monotonicMs() - startedAt).toBeLessThan(SLOW_MS)
        const { statusCode, body } = answer
        // Readiness may say 503 of a part; nothing else may blame the engine.
        expect(statusCode, `${operation.name}: ${body}`).toBeLessThan(500)
        if (matrix.scopeOf(who, operation.action) === null) expect([400, 401, 403, 404]).toContain(statusCode)
        if (statusCode >= 400) {
          expect(answer.headers['content-type']).toBe('application/problem+json')
          expect(answer.json()).toMatchObject({
            status: statusCode,
            code: expect.any(String),
            next: expect.any(String),
          })
          expect(body).not.toMatch(/\bat .*\.(ts|js):\d+|node:internal|select .* from|insert into/)
        }
      })
      await fc.assert(property, { seed: SEED, numRuns: ROUNDS, endOnFailure: true })
    }
  }, 600_000)

  it('leaves a journal that can be read', async () => {
    const rows = await t.world.db.rows<{ body: string }>('select body from journal')
    for (const { body } of rows) expect(() => JSON.parse(body) as unknown).not.toThrow()
  })

  /** Every role, and every second time one that may: what is refused at the door does not get far inside. */
  function rolesFor({ action }: Operation): fc.Arbitrary<string> {
    // Logging out would end the walk of that role: only those who are not logged in try it.
    if (action === 'session.close') return fc.constant('public')
    const all = [...t.tokens.keys()]
    const may = all.filter((role) => matrix.scopeOf(role, action) !== null)
    return fc.oneof(fc.constantFrom(...all), fc.constantFrom(...may))
  }
})
