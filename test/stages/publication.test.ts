import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  complianceContent,
  lastDay,
  problemContent,
  rotationContent,
  sayStanding,
} from '../../src/publication/decide.ts'
import { openResultRoutes } from '../../src/publication/open/routes.ts'
import { parted } from '../../src/review/parts.ts'
import { loadPublicationProcedure } from '../../src/rulebook/publication.ts'
import { OUTCOMES } from '../../src/verification/verdict.ts'
import { Office } from '../help/office.ts'
import { rulesWith } from '../help/rules.ts'

/* 结果公布: counted, shown for objection, released by another person, and open to everybody until corrected ones come. */

const count = fc.integer({ min: 0, max: 5_000 })
const sumsOf = (rows: readonly { key: string; values: Readonly<Record<string, unknown>> }[]) => {
  const parts = rows.filter(({ key }) => key !== '')
  const all = rows.find(({ key }) => key === '')
  return Object.entries(all?.values ?? {}).map(([id, sum]) => [
    sum,
    parts.reduce((total, { values }) => total + Number(values[id]), 0),
  ])
}

describe('what is counted', () => {
  it('adds up: the last row of each table is the sum of those above it', () => {
    const problems = fc.array(fc.record({ listed: count, closed: count, open: count, overdue: count }), {
      maxLength: 20,
    })
    const rotated = fc.array(
      fc.record({ enterprises: count, planned: count, held: count, broken: count, unreported: count }),
      { maxLength: 20 },
    )
    const judged = fc.array(
      fc.record({
        area: fc.constantFrom('140802', '140882'),
        industry: fc.constantFrom('brick', 'cement'),
        outcome: fc.constantFrom(...OUTCOMES),
      }),
      { minLength: 1, maxLength: 50 },
    )
    fc.assert(
      fc.property(problems, rotated, judged, (some, others, verdicts) => {
        const of = { city: '运城市', month: '2020-12' }
        const zero = { compliant: 0, insufficient: 0, doubtful: 0, notCompliant: 0 }
        const contents = [
          problemContent(
            some.map((one, n) => ({ ...one, area: `${n + 1}` })),
            of,
            (area) => area,
          ),
          rotationContent(
            others.map((one, n) => ({ ...one, county: `${n + 1}` })),
            of,
            (area) => area,
          ),
          complianceContent(
            parted(
              verdicts.map(
                ({ outcome, ...keys }) =>
                  [
                    { ...keys, grade: 'C' },
                    { ...zero, [outcome]: 1 },
                  ] as const,
              ),
              zero,
              { county: {}, industry: {}, grade: {} },
            ),
            { warning: '运城市 2020-12-26', until: '2020-12-31' },
          ),
        ]
        for (const { tables } of contents)
          for (const { columns, rows } of tables) {
            for (const [sum, parts] of sumsOf(rows)) expect(sum).toBe(parts)
            for (const { values } of rows)
              expect(Object.keys(values).toSorted()).toEqual(columns.map(({ id }) => id).toSorted())
          }
      }),
    )
  })

  it('ends with the last day of its month', () => {
    expect(['2020-02', '2021-12', '2021-02'].map(lastDay)).toEqual(['2020-02-29', '2021-12-31', '2021-02-28'])
  })

  it('says of each state where it stands', () => {
    const say = (state: string, upheld = 0) =>
      sayStanding({ state, upheld, objectionsUntil: '2021-01-12T16:00:00.000Z' }, (at) => at, '运城市').zh
    expect(say('shown')).toContain('公示期至')
    expect(say('settled', 1)).toContain('更正后重新公示')
    expect(new Set(['shown', 'settled', 'inForce', 'replaced'].map((state) => say(state))).size).toBe(4)
  })

  it('waits for days that a rule names', () => {
    expect(loadPublicationProcedure().objections.status).toBe('design')
    const without = rulesWith('publication/procedure.yaml', ['objections: { workingDays: 7, status: design }', ''])
    expect(() => loadPublicationProcedure(without)).toThrow(/objections/)
  })
})

describe('results over HTTP', () => {
  let office: Office
  let id = ''
  beforeAll(async () => {
    office = await Office.open({ parts: { besides: [openResultRoutes] } })
    await office.admit('second', 'approver', '140800', 2)
    const [owner] = await office.server.world.db.rows<{ id: string }>(
      `select id from officer where lower(login) = 'countyofficer'`,
    )
    for (const title of ['扬尘', '裸土']) {
      const about = { title, text: '道路扬尘，无人清扫', unit: '盐湖区住建局', owner: owner?.id }
      const problem = { area: '140802', origin: 'own', severity: 'common', ...about }
      const listed = await office.ask('dutyOfficer', 'POST', '/problems', problem)
      expect(listed.body).toMatchObject({ area: '140802' })
    }
    await office.at('2021-01-04T02:00:00.000Z')
  }, 240_000)
  afterAll(() => office.close())

  const december = { kind: 'problems', area: '140800', month: '2020-12' }
  const act = (who: string, what: string, body: object = { reason: '按程序办理' }, of = id) =>
    office.ask(who, 'POST', `/publications/${of}/${what}`, body)
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await office.server.app.inject({ url: path, headers: { accept: 'text/html', ...headers } })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
  const json = { accept: 'application/json' }

  it('are counted once, by whoever may, of what is over', async () => {
    const prepare = (who: string, body: object) => office.ask(who, 'POST', '/publications', body)
    expect((await prepare('countyOfficer', december)).status).toBe(403)
    expect((await prepare('elsewhere', december)).status).toBe(404)
    expect((await prepare('dutyOfficer', { ...december, area: '140802' })).body['code']).toBe('publication.notCity')
    expect((await prepare('dutyOfficer', { ...december, month: '2021-01' })).body['code']).toBe('publication.notOver')
    expect((await prepare('dutyOfficer', { ...december, month: '2021-13' })).status).toBe(400)
    expect((await prepare('dutyOfficer', { ...december, kind: 'rotation' })).body['code']).toBe('publication.nothing')
    const season = { kind: 'season', season: 'yuncheng-2021', month: '2021-10' }
    expect((await prepare('dutyOfficer', season)).body['code']).toBe('publication.notOver')
    expect((await prepare('dutyOfficer', { ...season, season: 'nonsense' })).status).toBe(404)
    const warning = '0176752c-0000-7000-8000-0000000000aa'
    expect((await prepare('dutyOfficer', { kind: 'compliance', warning })).status).toBe(404)
    const both = await Promise.all([prepare('dutyOfficer', december), prepare('colleague', december)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    const made = both.find(({ status }) => status === 201)?.body
    id = String(made?.['id'])
    expect(made).toMatchObject({ state: 'counted', about: '2020-12', objections: 0 })
    expect(JSON.stringify(made?.['content'])).toContain('"listed":2')
  })

  it('are nobody’s to see before they are shown, and then everybody’s, without a script and without a name', async () => {
    expect((await open(`/public/results/${id}`)).status).toBe(404)
    expect((await act('dutyOfficer', 'release')).status).toBe(403)
    expect((await act('mayor', 'release')).body['code']).toBe('event.refused')
    expect((await act('elsewhere', 'show')).status).toBe(404)
    const shown = await act('dutyOfficer', 'show')
    // Seven working days after the Monday on which it was shown.
    expect(shown.body).toMatchObject({ state: 'shown', objectionsUntil: '2021-01-14T00:00:00+08:00' })
    const page = await open(`/public/results/${id}`)
    expect(page.status).toBe(200)
    expect(page.text).toContain('公示中')
    expect(page.text).toContain('演练')
    expect(page.text).not.toMatch(/<script|user:|https?:/)
    expect(page.headers['cache-control']).toBe('public, max-age=60')
    expect(String(page.headers['content-security-policy'])).toContain(`default-src 'none'`)
    const kept = { 'if-none-match': String(page.headers['etag']) }
    expect((await open(`/public/results/${id}`, kept)).status).toBe(304)
    expect((await open(`/public/results/${id}?lang=en`, kept)).text).toContain('Published for objection until')
    const asked = JSON.parse((await open(`/public/results/${id}`, json)).text) as Record<string, unknown>
    expect(asked).toMatchObject({ state: 'shown', exercise: true, content: { until: '2020-12-31' } })
    expect(JSON.stringify(asked)).not.toContain('user:')
    for (const path of ['/public/results?area=140800', '/public/results?kind=problems'])
      expect((await open(path)).text).toContain('问题整改情况')
    expect((await open('/public/results?area=140900')).text).toContain('目前没有')
    for (const path of ['/public/results/nonsense', '/public/results?cursor=nonsense', '/public/results?area=x'])
      expect((await open(path)).status).toBe(400)
  })

  it('wait for objections, each of which is answered; what one shows to be wrong is not released', async () => {
    const objection = { who: { name: '示例居民', phone: '13900000000' }, text: '西街裸土未列入' }
    expect((await act('countyOfficer', 'objections', objection)).status).toBe(403)
    expect((await act('dutyOfficer', 'objections', objection)).body).toMatchObject({ openObjections: 1, objections: 1 })
    expect((await open(`/public/results/${id}`)).text).not.toContain('示例居民')
    await office.at('2021-01-13T16:00:00.000Z')
    expect((await office.ask('countyOfficer', 'GET', `/publications/${id}`)).body).toMatchObject({ state: 'disputed' })
    expect((await act('dutyOfficer', 'objections', objection)).body['code']).toBe('event.refused')
    const [raised] = (await office.ask('dutyOfficer', 'GET', `/publications/${id}/objections`)).body.items
    expect(raised).toMatchObject({ who: { name: '示例居民' }, answer: null })
    const answer = { objection: String(raised?.['id']), upheld: true, answer: '属实，已补录' }
    expect((await act('dutyOfficer', 'answer', { ...answer, objection: id })).status).toBe(404)
    expect((await act('dutyOfficer', 'answer', answer)).body).toMatchObject({ state: 'settled', upheldObjections: 1 })
    expect((await act('dutyOfficer', 'answer', answer)).status).toBe(409)
    expect((await act('mayor', 'release')).body['code']).toBe('publication.upheld')
    expect((await act('dutyOfficer', 'withdraw')).body).toMatchObject({ state: 'withdrawn' })
    expect((await open(`/public/results/${id}`)).status).toBe(404)
  })

  it('are released by another person than whoever had them counted, and never change after', async () => {
    id = String((await office.ask('approver', 'POST', '/publications', december)).body['id'])
    await act('dutyOfficer', 'show')
    await office.at('2021-01-26T02:00:00.000Z')
    expect((await act('approver', 'release')).body['code']).toBe('publication.samePerson')
    const both = await Promise.all(['mayor', 'second'].map((who) => act(who, 'release')))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect((await open(`/public/results/${id}`)).text).toContain('现予公布')
    // When its time for objections ended can still be read.
    const kept = await office.ask('auditor', 'GET', `/publications/${id}`)
    expect(kept.body).toMatchObject({ state: 'inForce', objectionsUntil: '2021-01-26T00:00:00+08:00' })
    const again = await office.ask('dutyOfficer', 'POST', '/publications', december)
    expect(again.body['code']).toBe('publication.exists')
    const { db } = office.server.world
    for (const change of [`content = '{}'`, `sha256 = ''`, `name = ''`, `released_at = null`])
      await expect(db.rows(`update publication set ${change} where id = $1`, [id])).rejects.toThrow(/do not change/)
  })

  it('are put right by others that name them, and take their place only when they are released', async () => {
    expect((await act('countyOfficer', 'correct', { reason: '漏计' })).status).toBe(403)
    const wrong = await act('dutyOfficer', 'correct', { reason: '漏计一项' })
    expect(wrong.body).toMatchObject({ corrects: id, state: 'counted' })
    expect((await act('dutyOfficer', 'correct', { reason: '再来' })).body['code']).toBe('publication.open')
    const next = String(wrong.body['id'])
    await act('dutyOfficer', 'show', { reason: '更正' }, next)
    await office.at('2021-02-08T02:00:00.000Z')
    expect((await open(`/public/results/${id}`)).text).toContain('现予公布')
    expect((await act('mayor', 'release', { reason: '更正' }, next)).body).toMatchObject({ state: 'inForce' })
    const old = await open(`/public/results/${id}`)
    expect(old.text).toContain('已更正、作废')
    expect(old.text).toContain(`/public/results/${next}`)
    expect((await open(`/public/results/${next}`)).text).toContain('漏计一项')
    expect((await act('dutyOfficer', 'correct', { reason: '旧的' })).body['code']).toBe('publication.notInForce')
  })

  it('hold each county against its target of the season', async () => {
    await office.at('2021-11-02T02:00:00.000Z')
    const season = { kind: 'season', season: 'yuncheng-2021', month: '2021-10' }
    const made = await office.ask('dutyOfficer', 'POST', '/publications', season)
    expect(made.status).toBe(201)
    const [table] = (made.body['content'] as { tables: { rows: { key: string; values: object }[] }[] }).tables
    expect(table?.rows.find(({ key }) => key === '140802')?.values).toMatchObject({ pm25: null, pm25Target: '63' })
    const all = await office.ask('dutyOfficer', 'GET', '/publications?limit=2')
    expect(all.body.items).toHaveLength(2)
    const more = await office.ask('dutyOfficer', 'GET', `/publications?cursor=${String(all.body['next'])}`)
    expect(more.body.items).toHaveLength(2)
    expect((await office.ask('elsewhere', 'GET', '/publications')).body.items).toEqual([])
  })
})
