import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { supposed } from '../../src/assessment/suppose/decide.ts'
import { supposeRoutes } from '../../src/assessment/suppose/routes.ts'
import { assessmentRoutes } from '../../src/assessment/routes.ts'
import { assess, levelOf } from '../../src/assessment/days.ts'
import { insertAssessment, latestAssessment, type Assessment } from '../../src/assessment/store.ts'
import { addMinutes } from '../../src/model/time.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { eachDatabase } from '../help/databases.ts'

const BULLETIN = '01767325-6800-75d0-b41f-bf6b7131fd41'

eachDatabase((_name, open) => {
  let served: TestApp
  beforeAll(async () => {
    served = await openTestApp({ db: await open(), routes: [assessmentRoutes, supposeRoutes] })
  })
  afterAll(() => served.close())
  beforeEach(() => served.world.db.transaction((tx) => tx.script('truncate assessment, precaution')))

  const book = () => {
    const found = served.world.rulebooks.get('shanxi-2020')
    if (found === null) throw new Error('the book is gone')
    return found
  }
  const window = { from: '2020-12-19', to: '2020-12-25' }
  const days = [201.5, 205, 210].map((aqi, n) => ({ day: `2020-12-${19 + n}`, aqi, cause: null }))
  const keep = (more: Partial<Assessment> = {}) => {
    const { level, from, to, clauses, trace } = assess(book(), days, window)
    return served.world.db.transaction((tx) =>
      insertAssessment(tx, {
        area: '140800',
        at: START,
        rulebookId: book().id,
        rulebookHash: book().hash,
        bulletins: [BULLETIN],
        level,
        from,
        to,
        clauses,
        trace,
        outlook: days.map((day) => ({ ...day, low: null, high: null, from: null })),
        ...more,
      }),
    )
  }
  const get = (path: string, as = 'dutyOfficer') =>
    served.app.inject({ url: `/api/v1/assessments${path}`, headers: bearer(served.tokens.get(as)) })

  test('a decision card says the level, the clauses as the book has them, and what was read', async () => {
    const id = await keep()
    const answer = await get(`/${id}`)
    expect(answer.statusCode).toBe(200)
    const { trace, ...card } = answer.json()
    expect(card).toMatchObject({
      id,
      level: 'orange',
      from: '2020-12-19',
      to: '2020-12-21',
      at: '2020-12-18T08:00:00+08:00',
      rulebook: { id: 'shanxi-2020', hash: book().hash, title: book().title, source: book().source },
      bulletins: [BULLETIN],
      outlook: [{ day: '2020-12-19', aqi: 201.5 }, { aqi: 205 }, { aqi: 210 }],
    })
    expect(card.clauses).toContain('shanxi-2020/orange/1')
    const orange = trace.alternatives.find((one: { id: string }) => one.id === 'shanxi-2020/orange/1')
    // A layer cites the document that the clause stands in, which is not its own.
    expect(orange).toMatchObject({ holds: true, source: { document: '环办大气函〔2018〕875号' } })
    expect(orange.clauses[0].read[0]).toEqual({ at: '2020-12-19', value: '201.5', passed: true })
  })

  test('some days supposed otherwise are judged as those days would be, and nothing is kept of it', async () => {
    const id = await keep()
    const ask = async (said: object[], as = 'forecaster') => {
      const url = `/api/v1/assessments/${id}/suppose`
      const answer = await served.app.inject({
        method: 'POST',
        url,
        headers: bearer(served.tokens.get(as)),
        payload: { days: said },
      })
      return { status: answer.statusCode, body: answer.json() }
    }
    const before = { level: 'orange', from: '2020-12-19', to: '2020-12-21' }
    expect((await ask([{ day: '2020-12-19', aqi: 202 }])).body).toEqual({ before, after: before, isAltered: false })
    expect((await ask([{ day: '2020-12-20', aqi: 90 }])).body).toMatchObject({
      before,
      after: { level: expect.not.stringMatching('orange') },
      isAltered: true,
    })
    expect((await ask([{ day: '2020-12-22', aqi: 220 }])).body).toMatchObject({ after: { to: '2020-12-22' } })
    for (const said of [[], [{ day: '2020-12-19', aqi: 501 }], [1, 2].map((n) => ({ day: '2020-12-19', aqi: n }))])
      expect((await ask(said)).status).toBe(400)
    expect((await ask([{ day: '2020-12-17', aqi: 90 }])).status).toBe(422)
    expect((await ask([{ day: '2020-12-19', aqi: 90 }], 'auditor')).status).toBe(403)
    expect((await get(`/${id}`)).json()).toMatchObject(before)

    const value = fc.integer({ min: 0, max: 500 })
    fc.assert(
      fc.property(fc.array(fc.option(value), { minLength: 7, maxLength: 7 }), (values) => {
        const day = (n: number) => `2020-12-${19 + n}`
        const given = new Map(values.flatMap((aqi, n) => (aqi === null ? [] : [[day(n), aqi] as const])))
        const plain = values.flatMap((aqi, n) => {
          const known = aqi ?? days[n]?.aqi
          return known === undefined ? [] : [{ day: day(n), aqi: known, cause: null }]
        })
        const { level, from, to } = assess(book(), plain, window)
        expect(levelOf(book(), supposed(days, given), window)).toEqual({ level, from, to })
      }),
    )
  })

  test('a card of a book that these rules no longer hold still says what it said', async () => {
    const answer = await get(`/${await keep({ rulebookHash: 'of another text' })}`)
    expect(answer.json()).toMatchObject({ level: 'orange', rulebook: { title: null, source: null } })
  })

  test('assessments are listed from the newest back, each once, in pages', async () => {
    const ids: string[] = []
    for (const [n, level] of (['none', 'yellow', 'orange'] as const).entries())
      ids.unshift(await keep({ level, at: addMinutes(START, n), ...(level === 'none' && { from: null, to: null }) }))
    type Page = { items: { id: string; level: string }[]; next: string | null }
    const first = (await get('?limit=2')).json<Page>()
    const second = (await get(`?limit=2&cursor=${first.next}`)).json<Page>()
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
    expect(second.next).toBeNull()
    expect((await latestAssessment(served.world.db, '140800'))?.id).toBe(ids[0])
    expect(await latestAssessment(served.world.db, '140802')).toBeNull()
  })

  test('a neighbour sees nothing of it, a county only its own', async () => {
    const own = await keep({ area: '140802' })
    const [other, city] = [await keep({ area: '140900' }), await keep()]
    expect((await get(`/${own}`, 'countyOfficer')).statusCode).toBe(200)
    for (const id of [other, city]) expect((await get(`/${id}`, 'countyOfficer')).statusCode).toBe(404)
    expect((await get('', 'countyOfficer')).json().items).toHaveLength(1)
    expect((await get('?area=140800')).json().items).toHaveLength(1)
    expect((await get('?area=140900')).statusCode).toBe(404)
    expect((await get('/not-an-id')).statusCode).toBe(400)
    expect((await get('?cursor=made-up')).statusCode).toBe(400)
  })
})
