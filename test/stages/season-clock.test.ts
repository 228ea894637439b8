import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { addDays } from '../../src/model/time.ts'
import { loadSeasons } from '../../src/rulebook/season.ts'
import { askingRoutes } from '../../src/season/asking/routes.ts'
import { wantedFrom } from '../../src/season/clock/decide.ts'
import { Office } from '../help/office.ts'
import { rulesWith } from '../help/rules.ts'

/* 报送: what a season's plan wants sent has its clock, and each office is asked for its part by a link. */

const rule = loadSeasons().get('yuncheng-2021')
if (rule === null) throw new Error('no season')

describe('what a season wants sent', () => {
  it('is asked for, asked for again, and then due, in that order, and nothing whose day has passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 400 }), (days) => {
        const today = addDays('2021-10-01', days)
        const wanted = wantedFrom(rule, today)
        for (const { kind, month, ask, remind, due, dueDay } of wanted) {
          expect(dueDay >= today).toBe(true)
          expect((month === null) === (kind === 'seasonSummary')).toBe(true)
          if (ask !== null && remind !== null) expect(ask < remind && remind < due).toBe(true)
        }
        const names = wanted.map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        expect(wanted.length).toBe(today > '2022-04-10' ? 0 : wanted.length)
      }),
    )
    expect(wantedFrom(rule, '2021-11-05')).toHaveLength(7)
    expect(wantedFrom(rule, '2021-11-06')[0]).toMatchObject({
      month: '2021-11',
      name: '运城市 2021—2022 年秋冬季2021年11月调度表',
      ask: '2021-12-01T01:00:00.000Z',
      due: '2021-12-06T01:00:00.000Z',
    })
  })

  it('has offices that are asked before the report is due', () => {
    const late = rulesWith('season/yuncheng-2021.yaml', ['remind: 4', 'remind: 5'])
    expect(() => loadSeasons(late)).toThrow(/asked again, and then the report is due/)
  })
})

describe('a season with its clock', () => {
  let office: Office
  const got: { url: string; body: Record<string, string> & { page: string } }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      got.push({ url: request.url ?? '', body: JSON.parse(text) as (typeof got)[number]['body'] })
      response.end()
    })
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    office = await Office.open({ parts: { besides: [askingRoutes] } })
    await office.at('2021-11-10T02:00:00.000Z')
    for (const [kind, name] of [
      ['housing', '市住建局'],
      ['police', '市公安局'],
    ]) {
      const contacts = [{ name: `${kind}员`, ways: ['webhook'], url: `${base}/${kind}` }]
      await office.ask('dutyOfficer', 'POST', '/departments', { area: '140800', kind, name, contacts })
    }
    await office.ask('feed', 'POST', '/observations', {
      provider: 'test-centre',
      area: '140800',
      issuedAt: '2021-11-10T09:00:00+08:00',
      values: [{ at: '2021-11-09', aqi: 90, pm25: 60 }],
    })
    await office.hands.settle()
  }, 240_000)
  afterAll(async () => {
    server.close()
    await office.close()
  })

  const wanted = async () => (await office.ask('dutyOfficer', 'GET', '/seasons/yuncheng-2021/submissions')).body.items
  const page = async (of: string, form?: Record<string, string>) => {
    const letter = got.findLast(({ url }) => url === `/${of}`)
    const path = new URL(letter?.body.page ?? '', 'http://127.0.0.1').pathname
    const answer = await office.server.app.inject({
      url: path,
      headers: { accept: 'text/html', ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      ...(form ? { method: 'POST' as const, payload: new URLSearchParams(form).toString() } : {}),
    })
    return { status: answer.statusCode, text: answer.body }
  }
  const wordIn = (text: string) => /name="word" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const row = { 'task.0': '扬尘治理', 'progress.0': '工地已全部苫盖', 'responsible.0': '示例科长' }

  test('has one for each month that is still to be reported on, and one for its end, each once', async () => {
    expect((await wanted()).map(({ month, state }) => [month, state])).toEqual([
      ['2021-11', 'waiting'],
      ['2021-12', 'waiting'],
      ['2022-01', 'waiting'],
      ['2022-02', 'waiting'],
      ['2022-03', 'waiting'],
      [null, 'waiting'],
    ])
    expect((await office.ask('elsewhere', 'GET', '/seasons/yuncheng-2021/submissions')).status).toBe(404)
    expect((await office.ask('countyOfficer', 'GET', '/seasons/yuncheng-2021/submissions')).status).toBe(404)
  })

  test('asks each office on its day for its part, by a link that needs no log-in', async () => {
    await office.at('2021-12-01T00:59:00.000Z')
    expect(got).toEqual([])
    await office.at('2021-12-01T01:00:00.000Z')
    expect(got.map(({ url }) => url).toSorted()).toEqual(['/housing', '/police'])
    const opened = await page('housing')
    expect(opened.status).toBe(200)
    expect(opened.text).toContain('填报单位：市住建局')
    expect(opened.text).not.toMatch(/<script|https?:/)
    expect((await office.server.app.inject({ url: `/r/${'x'.repeat(38)}` })).statusCode).toBe(404)
  })

  test('keeps what an office says, whole, and puts it into the report', async () => {
    const word = wordIn((await page('housing')).text)
    expect((await page('housing', { ...row, word: 'forged' })).status).toBe(403)
    expect((await page('housing', { word })).status).toBe(422)
    expect((await page('housing', { word, 'task.0': '扬尘治理' })).status).toBe(422)
    expect(
      (await page('housing', { word, ...row, 'task.1': '扬尘治理', 'progress.1': '二', 'responsible.1': '乙' })).status,
    ).toBe(422)
    const both = await Promise.all([page('housing', { word, ...row }), page('housing', { word, ...row })])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect((await page('housing')).text).toContain('工地已全部苫盖')
    const { body } = await office.ask('dutyOfficer', 'GET', '/seasons/yuncheng-2021/reports/2021-11')
    expect(body['rows']).toMatchObject([{ office: '市住建局', area: '140800', progress: '工地已全部苫盖' }])
    expect((await wanted())[0]).toMatchObject({
      offices: [
        { office: '市住建局', given: true },
        { office: '市公安局', given: false },
      ],
    })
  })

  test('asks again only who has given none, and wakes somebody on the morning after the fifth', async () => {
    await office.at('2021-12-04T01:00:00.000Z')
    expect(got.slice(2).map(({ url }) => url)).toEqual(['/police'])
    await office.at('2021-12-06T00:59:00.000Z')
    expect((await wanted())[0]).toMatchObject({ state: 'waiting' })
    await office.at('2021-12-06T01:00:00.000Z')
    expect((await wanted())[0]).toMatchObject({ state: 'overdue' })
    const wakes = () => office.server.world.db.rows(`select state, name from wake where cause = 'reportDue'`)
    expect(await wakes()).toMatchObject([{ name: expect.stringContaining('2021年11月调度表') }])
    // What is late is sent all the same, and then nobody need be awake.
    const sent = await office.ask('dutyOfficer', 'POST', '/seasons/yuncheng-2021/reports/2021-11/send')
    expect(sent.status).toBe(200)
    await office.hands.settle()
    expect((await wanted())[0]).toMatchObject({ state: 'sent' })
    expect(await wakes()).toMatchObject([{ state: 'stoodDown' }])
    const word = wordIn((await page('housing')).text)
    expect(word).toBe('')
    expect((await page('police')).text).toContain('已报送，不再填报')
  })

  test('carries the tasks of an office on to the next month, and has its summary sent by its date', async () => {
    await office.at('2022-01-01T01:00:00.000Z')
    const opened = await page('housing')
    expect(opened.text).toContain('扬尘治理')
    expect(opened.text).not.toContain('工地已全部苫盖')
    await office.at('2022-04-10T02:00:00.000Z')
    const summary = async () => (await wanted()).find(({ kind }) => kind === 'seasonSummary')
    expect(await summary()).toMatchObject({ state: 'waiting', dueDay: '2022-04-10', offices: [] })
    const issue = await office.ask('mayor', 'POST', '/seasons/yuncheng-2021/letters', { kind: 'seasonSummary' })
    expect(issue.status).toBe(201)
    expect(await summary()).toMatchObject({ state: 'sent' })
  })
})
