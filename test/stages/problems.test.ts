import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, addMinutes, dayOf, startOfDay } from '../../src/model/time.ts'
import { ruleOf } from '../../src/inspection/findings/decide.ts'
import { checkBy, fixBy, letter, letterOf, problemNumber, spanOf } from '../../src/problems/decide.ts'
import { loadInspectionProcedure } from '../../src/rulebook/inspection.ts'
import { TEST_AREAS } from '../help/app.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { rulesWith } from '../help/rules.ts'

const procedure = loadInspectionProcedure()
const moment = fc
  .integer({ min: Date.UTC(2020, 9, 1), max: Date.UTC(2025, 9, 1) })
  .map((at) => new Date(at).toISOString())

describe('the procedure of visits', () => {
  it('cites what a finding leads to, or says that it is a design', () => {
    for (const { id, follows } of procedure.findings)
      for (const { what, source, status } of follows)
        expect(source !== undefined || status === 'design', `${id} ${what}`).toBe(true)
    expect(ruleOf(procedure, 'forgedData')?.follows.map(({ what }) => what)).toContain('failAssessment')
    expect(ruleOf(procedure, 'noSuch')).toBeNull()
  })

  it.each([
    ['a ground that lowers no grade', 'ground: measuresNotCarriedOut', 'ground: badMood', /no grade is lowered/],
    ['an id that stands twice', 'id: treatmentOff', 'id: forgedData', /stands twice/],
    ['a lower grade without its ground', '        ground: indicatorsNotMet\n', '', /names its ground/],
  ])('is refused with %s', (_, before, after, why) => {
    expect(() => loadInspectionProcedure(rulesWith('inspection/procedure.yaml', [before, after]))).toThrow(why)
  })
})

describe('what is decided of a problem', () => {
  it('gives whole days to put it right, and more for what is less', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const [serious, common, check] = [
          fixBy(procedure, 'serious', now),
          fixBy(procedure, 'common', now),
          checkBy(procedure, now),
        ]
        expect(now < serious && serious < common && now < check).toBe(true)
        expect(startOfDay(dayOf(serious))).toBe(serious)
        expect(dayOf(serious)).toBe(addDays(dayOf(now), procedure.fixDays.serious + 1))
      }),
    )
  })

  it('writes to the unit, then to its county, then to who leads the city; of the city itself at once to its leaders', () => {
    const ways = (area: string) => [1, 2, 3].map((rung) => letterOf(TEST_AREAS, area, rung))
    expect(ways('140802')).toEqual([
      { issuer: '140802', addressee: 'unit' },
      { issuer: '140800', addressee: 'area' },
      { issuer: '140800', addressee: 'leader' },
    ])
    expect(ways('140800')).toEqual([
      { issuer: '140800', addressee: 'unit' },
      { issuer: '140800', addressee: 'leader' },
      { issuer: '140800', addressee: 'leader' },
    ])
  })

  it('has a list for a day, and one for the week that ends with it', () => {
    expect(spanOf('day', '2020-12-26')).toMatchObject({ first: '2020-12-26', from: '2020-12-25T16:00:00.000Z' })
    expect(spanOf('week', '2020-12-26')).toMatchObject({ first: '2020-12-20', until: '2020-12-26T16:00:00.000Z' })
  })

  it('says in a letter what is open, since when, and what was written before', () => {
    const overdue = {
      number: problemNumber('盐湖区', 2020, 3),
      title: '示例水泥未停窑',
      text: '2# 窑 26 日仍在生产',
      unit: '示例水泥',
      area: '盐湖区',
      listedAt: '2020-12-26T02:00:00.000Z',
      fixBy: '2020-12-29T16:00:00.000Z',
      before: ['盐湖区重污染天气应急督〔2020〕1号'],
    }
    const said = letter(overdue, {
      number: '运城市重污染天气应急督〔2021〕1号',
      issuer: '运城市',
      addressee: 'area',
      replyBy: '2021-01-04T16:00:00.000Z',
      at: '2021-01-01T16:00:00.000Z',
      exercise: true,
    })
    expect(said).toMatchObject({ addressee: '盐湖区人民政府（管委会）', mark: '演练' })
    expect(JSON.stringify(said.body)).toContain(
      '整改期限为2020年12月29日，至今未完成整改。此前已以《盐湖区重污染天气应急督〔2020〕1号》督办',
    )
    expect(JSON.stringify(said.body)).toContain('2# 窑 26 日仍在生产。')
  })
})

describe('the list of problems over HTTP', () => {
  let office: Office
  let enterprise: string
  let officers: { id: string; login: string }[]
  const idOf = (login: string) => officers.find((one) => one.login.toLowerCase() === login.toLowerCase())?.id ?? ''
  beforeAll(async () => {
    office = await Office.open()
    officers = await office.server.world.db.rows('select id, login from officer')
    await office.admit('inspector2', 'inspector', '140802')
    await office.listInForce(countyList([CODE]), '2021-01-06')
    enterprise = await office.enterprise('plant')
    await office.at('2021-01-10T02:00:00.000Z')
  })
  afterAll(() => office.close())

  const finding = (kind: string, line = '') => ({
    enterprise,
    line,
    kind,
    text: '26 日 10 时 2# 窑仍在投料',
    evidence: [{ what: '现场照片', at: '2021-01-10T01:00:00.000Z', value: '窑尾温度 860 ℃' }],
  })
  const ask = (who: string, method: 'GET' | 'POST', path: string, body?: object) => office.ask(who, method, path, body)
  const found = async (kind: string) => String((await ask('inspector', 'POST', '/findings', finding(kind))).body['id'])

  it('refuses a finding of no kind, of no line, without evidence, of an enterprise elsewhere', async () => {
    expect((await ask('inspector', 'POST', '/findings', finding('badMood'))).body['code']).toBe('finding.kind')
    expect((await ask('inspector', 'POST', '/findings', finding('other', '99#'))).body['code']).toBe('finding.noLine')
    expect((await ask('inspector', 'POST', '/findings', { ...finding('other'), evidence: [] })).status).toBe(400)
    expect((await ask('elsewhere', 'POST', '/findings', finding('other'))).status).toBe(404)
    expect((await ask('auditor', 'POST', '/findings', finding('other'))).status).toBe(403)
    const warning = '0176752c-0000-7000-8000-0000000000aa'
    expect((await ask('inspector', 'POST', '/findings', { ...finding('other'), warning })).status).toBe(404)
  })

  it('hears the enterprise, and whoever found it does not rule', async () => {
    const id = await found('measuresNotTaken')
    const own = await ask('plant', 'GET', '/me/findings')
    expect(own.body.items).toMatchObject([{ id, state: 'told', evidence: [{ value: '窑尾温度 860 ℃' }] }])
    expect((await ask('plant', 'GET', '/me/notices')).body.items[0]).toMatchObject({ kind: 'finding' })
    expect((await ask('enterprise', 'GET', `/me/findings/${id}`)).status).toBe(404)
    expect((await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'contest' })).body['code']).toBe(
      'finding.noText',
    )
    const said = await ask('plant', 'POST', `/me/findings/${id}/answer`, {
      kind: 'contest',
      text: '当时为保温，未投料',
    })
    expect(said.body).toMatchObject({ state: 'contested', answer: '当时为保温，未投料' })
    expect((await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'accept' })).status).toBe(409)
    const rule = (who: string, decision: string) =>
      ask(who, 'POST', `/findings/${id}/ruling`, { decision, reason: '调阅监控核实' })
    expect((await rule('inspector', 'uphold')).status).toBe(403)
    expect((await rule('elsewhereApprover', 'uphold')).status).toBe(404)
    expect((await rule('dutyOfficer', 'uphold')).body).toMatchObject({ state: 'upheld', ruling: '调阅监控核实' })
    expect((await rule('colleague', 'uphold')).status).toBe(409)
    await office.hands.settle()
    const problems = await ask('countyOfficer', 'GET', '/problems?open=true')
    expect(problems.body.items).toMatchObject([
      {
        number: '盐湖区问题〔2021〕1号',
        state: 'listed',
        owner: `enterprise:${enterprise}`,
        severity: 'serious',
        fixBy: '2021-01-14T00:00:00+08:00',
      },
    ])
  })

  it('rules out what was wrong, with all that came of it', async () => {
    const id = await found('forgedData')
    await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'accept' })
    await office.hands.settle()
    const before = await ask('dutyOfficer', 'GET', '/problems')
    expect(before.body.items[0]).toMatchObject({ number: '盐湖区问题〔2021〕2号', findingId: id, state: 'listed' })
    const ruled = await ask('approver', 'POST', `/findings/${id}/ruling`, {
      decision: 'dismiss',
      reason: '设备已报备检修',
    })
    expect(ruled.body).toMatchObject({ state: 'dismissed' })
    await office.hands.settle()
    const [problem] = (await ask('dutyOfficer', 'GET', '/problems')).body.items
    expect(problem).toMatchObject({ state: 'struck', due: null })
    expect((await ask('plant', 'GET', '/me/notices')).body.items[0]).toMatchObject({
      say: { zh: expect.stringContaining('不予认定') },
    })
  })

  it('takes silence for assent, and says so', async () => {
    const id = await found('recordsMissing')
    const by = (await ask('plant', 'GET', `/me/findings/${id}`)).body['answerBy']
    expect(by).toBe('2021-01-13T10:00:00+08:00')
    await office.at('2021-01-13T02:00:00.000Z')
    expect((await ask('plant', 'GET', `/me/findings/${id}`)).body['state']).toBe('upheld')
    const [problem] = (await ask('plant', 'GET', '/me/problems')).body.items
    // What was struck keeps its number: the next one is the next.
    expect(problem).toMatchObject({ number: '盐湖区问题〔2021〕3号', severity: 'common' })
  })

  it('writes letters while nothing is put right, each under the next number of its writer', async () => {
    const [first] = (await ask('countyOfficer', 'GET', '/problems?state=listed')).body.items.slice(-1)
    const path = `/problems/${String(first?.['id'])}`
    await office.at('2021-01-13T16:00:00.000Z')
    expect((await ask('countyOfficer', 'GET', path)).body).toMatchObject({
      state: 'overdue',
      letters: 1,
      letterList: [{ number: '盐湖区重污染天气应急督〔2021〕1号', addressee: '示例水泥第1厂' }],
    })
    await office.at('2021-01-16T16:00:00.000Z')
    await office.at('2021-01-19T16:00:00.000Z')
    await office.at('2021-01-23T16:00:00.000Z')
    const { body } = await ask('countyOfficer', 'GET', path)
    expect(body).toMatchObject({
      state: 'overdue',
      due: null,
      letters: 3,
      letterList: [
        {},
        { number: '运城市重污染天气应急督〔2021〕1号', addressee: '盐湖区人民政府（管委会）' },
        { number: '运城市重污染天气应急督〔2021〕2号' },
      ],
    })
    const [letterRow] = body['letterList'] as { id: string }[]
    const token = office.server.tokens.get('countyOfficer')
    const file = await office.server.app.inject({
      url: `/api/v1/problems/letters/${letterRow?.id ?? ''}/document`,
      headers: { authorization: `Bearer ${token ?? ''}` },
    })
    expect(file.statusCode).toBe(200)
    expect(file.rawPayload.subarray(0, 2).toString()).toBe('PK')
    expect((await ask('elsewhere', 'GET', `/problems/letters/${letterRow?.id ?? ''}/document`)).status).toBe(404)
  })

  it('is closed by somebody who neither found, owns nor repaired it, and is found to be there again', async () => {
    const [first] = (await ask('countyOfficer', 'GET', '/problems?state=overdue')).body.items.slice(-1)
    const path = `/problems/${String(first?.['id'])}`
    const shown = await ask('plant', 'POST', `/me${path}/shown`, { text: '2# 窑已停，监控截图已报' })
    expect(shown.body).toMatchObject({ state: 'shown', notes: [{ kind: 'shown' }] })
    const decide = (who: string, decision: string) =>
      ask(who, 'POST', `${path}/decision`, { decision, reason: '到场查看' })
    const own = await decide('inspector', 'close')
    expect(own.status).toBe(409)
    expect((await decide('inspector2', 'sendBack')).body).toMatchObject({ state: 'listed' })
    await ask('plant', 'POST', `/me${path}/shown`, { text: '已停' })
    const [one, two] = await Promise.all([decide('inspector2', 'close'), decide('countyOfficer', 'close')])
    expect([one.status, two.status].map(String).toSorted()).toEqual(['200', '409'])
    expect((await ask('plant', 'POST', `/me${path}/shown`, { text: '再报' })).status).toBe(409)
    const again = await ask('inspector2', 'POST', `${path}/reopen`, { reason: '夜间复产' })
    expect(again.body).toMatchObject({ state: 'listed', letters: 0, closedAt: null })
    // Whoever has found it to be there again does not close it either.
    await ask('plant', 'POST', `/me${path}/shown`, { text: '再次停产' })
    expect((await decide('inspector2', 'close')).status).toBe(409)
    expect((await decide('countyOfficer', 'close')).body).toMatchObject({
      state: 'closed',
      closedBy: expect.stringMatching(/^user:/),
    })
  })

  it('is listed by hand with an officer of the area as its owner, who alone says that it is put right', async () => {
    const problem = {
      area: '140802',
      origin: 'complaint',
      severity: 'common',
      title: '工地未覆盖',
      text: '裸土未苫盖',
      owner: idOf('countyColleague'),
      unit: '盐湖区住建局',
    }
    const list = (body: object, who = 'countyOfficer') => ask(who, 'POST', '/problems', { ...problem, ...body })
    expect((await list({ owner: idOf('elsewhere') })).body['code']).toBe('problem.owner')
    expect((await list({ owner: undefined })).body['code']).toBe('problem.owner')
    expect((await list({ area: '140800' })).status).toBe(404)
    expect((await list({ fixBy: '2020-01-01T00:00:00+08:00' })).body['code']).toBe('problem.hourPassed')
    const { body } = await list({})
    expect(body).toMatchObject({ number: '盐湖区问题〔2021〕4号', state: 'listed' })
    const path = `/problems/${String(body['id'])}`
    expect((await ask('countyOfficer', 'POST', `${path}/shown`, { text: '盖好了' })).body['code']).toBe(
      'problem.notOwn',
    )
    const passed = { reason: '属城管职责', owner: idOf('countyOfficer'), unit: '盐湖区城管局' }
    expect((await ask('dutyOfficer', 'POST', `${path}/owner`, passed)).body).toMatchObject({ unit: '盐湖区城管局' })
    const later = { reason: '降雪', fixBy: '2021-03-01T00:00:00+08:00' }
    expect((await ask('dutyOfficer', 'POST', `${path}/extension`, later)).body).toMatchObject({ fixBy: later.fixBy })
    expect((await ask('countyOfficer', 'POST', `${path}/shown`, { text: '盖好了' })).body['state']).toBe('shown')
    await office.at('2021-01-27T16:00:00.000Z')
    expect((await ask('countyOfficer', 'GET', path)).body).toMatchObject({ state: 'unchecked', due: null })
    expect(
      (await ask('countyColleague', 'POST', `${path}/decision`, { decision: 'close', reason: '看过' })).status,
    ).toBe(409)
    expect((await ask('dutyOfficer', 'POST', `${path}/decision`, { decision: 'close', reason: '看过' })).status).toBe(
      200,
    )
  })

  it('gives the list of a day and of a week, as JSON and as a workbook', async () => {
    const week = await ask('countyOfficer', 'GET', '/problems/list?period=week&on=2021-01-28')
    expect(week.body).toMatchObject({ from: '2021-01-22', sums: { listed: 1, closed: 2, open: 1, overdue: 1 } })
    expect((await ask('countyOfficer', 'GET', '/problems/list?period=day&on=2021-01-10')).body['sums']).toMatchObject({
      closed: 0,
    })
    expect((await ask('countyOfficer', 'GET', '/problems/list?period=day&on=2021-01-10&area=140902')).status).toBe(404)
    const token = office.server.tokens.get('countyOfficer')
    const file = await office.server.app.inject({
      url: '/api/v1/problems/list/workbook?period=week&on=2021-01-28',
      headers: { authorization: `Bearer ${token ?? ''}` },
    })
    expect(file.rawPayload.subarray(0, 2).toString()).toBe('PK')
  })

  it('numbers two at once without a gap', async () => {
    const problem = {
      area: '140802',
      origin: 'own',
      severity: 'common',
      title: '台账',
      text: '缺页',
      enterprise,
      unit: '示例水泥第1厂',
    }
    const both = await Promise.all([
      ask('countyOfficer', 'POST', '/problems', problem),
      ask('countyColleague', 'POST', '/problems', problem),
    ])
    expect(both.map(({ body }) => String(body['number'])).toSorted()).toEqual([
      '盐湖区问题〔2021〕5号',
      '盐湖区问题〔2021〕6号',
    ])
  })

  it('tells of each as it stood at an instant: whose it was, until when, what was written and said by then', async () => {
    const { body: made } = await ask('countyOfficer', 'POST', '/problems', {
      area: '140802',
      origin: 'above',
      severity: 'serious',
      title: '道路未洗扫',
      text: '主干道积尘',
      owner: idOf('countyColleague'),
      unit: '盐湖区住建局',
    })
    const path = `/problems/${String(made['id'])}`
    const passed = { reason: '属城管职责', owner: idOf('countyOfficer'), unit: '盐湖区城管局' }
    const decide = (decision: string) => ({ decision, reason: '看过' })
    const steps: [who: string, to: string, body: object][] = [
      ['dutyOfficer', 'owner', passed],
      ['dutyOfficer', 'extension', { reason: '降雪', fixBy: '2021-02-10T00:00:00+08:00' }],
      ['countyOfficer', 'shown', { text: '扫过了' }],
      ['dutyOfficer', 'decision', decide('sendBack')],
      ['countyOfficer', 'shown', { text: '洗过了' }],
      ['dutyOfficer', 'decision', decide('close')],
      ['dutyOfficer', 'reopen', { reason: '又积尘' }],
      ['dutyOfficer', 'owner', { ...passed, owner: idOf('countyColleague'), unit: '盐湖区住建局' }],
    ]
    const seen: { at: string; one: unknown; states: string[] }[] = []
    const states = (query: string) =>
      ask('countyOfficer', 'GET', `/problems?limit=500&${query}`).then(({ body }) =>
        body.items.map(
          ({ id: of, state, fixBy: until, owner }) =>
            `${String(of)} ${String(state)} ${String(until)} ${String(owner)}`,
        ),
      )
    for (let n = 0; n <= steps.length; n++) {
      const at = addMinutes('2021-02-01T02:00:00.000Z', n * 1_500)
      await office.at(at)
      seen.push({ at, one: (await ask('countyOfficer', 'GET', path)).body, states: await states('open=true') })
      const [who, to, body] = steps[n] ?? []
      // A minute later: what was seen at an instant is what had happened by then.
      await office.at(addMinutes(at, 1))
      if (who !== undefined) expect((await ask(who, 'POST', `${path}/${to}`, body)).status).toBe(200)
    }
    expect(new Set(seen.map(({ one }) => JSON.stringify(one))).size).toBeGreaterThan(steps.length - 1)
    for (const { at, one, states: then } of seen) {
      expect((await ask('countyOfficer', 'GET', `${path}?at=${at}`)).body, at).toEqual(one)
      expect(await states(`open=true&at=${at}`), at).toEqual(then)
    }
    expect((await ask('countyOfficer', 'GET', `${path}?at=2021-01-20T00:00:00.000Z`)).status).toBe(404)
    expect((await ask('elsewhere', 'GET', `${path}?at=2021-02-02T00:00:00.000Z`)).status).toBe(404)
  })

  it('proposes what the rules say, has two officers decide, and takes it back when the finding is ruled out', async () => {
    const id = await found('forgedData')
    await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'accept' })
    await office.hands.settle()
    const all = (await ask('dutyOfficer', 'GET', '/consequences?state=proposed')).body.items.filter(
      (one) => one['findingId'] === id,
    )
    expect(all.map(({ kind }) => String(kind)).toSorted()).toEqual(['blacklist', 'failAssessment', 'fraud'])
    const path = (kind: string) => `/consequences/${String(all.find((one) => one['kind'] === kind)?.['id'])}`
    const adopt = (who: string, kind: string) => ask(who, 'POST', `${path(kind)}/adopt`, { reason: '证据确凿' })
    const decide = (who: string, kind: string, decision = 'confirm') =>
      ask(who, 'POST', `${path(kind)}/decision`, { decision, reason: '同意' })
    expect((await adopt('inspector', 'blacklist')).status).toBe(403)
    expect((await decide('approver', 'blacklist')).body['code']).toBe('consequence.decided')
    expect((await adopt('elsewhere', 'blacklist')).status).toBe(404)
    expect((await adopt('dutyOfficer', 'blacklist')).body).toMatchObject({ state: 'adopted' })
    expect((await decide('dutyOfficer', 'blacklist')).body['code']).toBe('consequence.samePerson')
    const [one, two] = await Promise.all([decide('approver', 'blacklist'), decide('colleague', 'blacklist')])
    expect([one.status, two.status].map(String).toSorted()).toEqual(['200', '409'])
    expect((await ask('dutyOfficer', 'GET', '/rotation/blacklist')).body.items).toMatchObject([
      { enterprise, ground: 'forgedData', removedAt: null, confirmedBy: expect.stringMatching(/^user:/) },
    ])
    const stop = await found('notCompliant')
    await ask('plant', 'POST', `/me/findings/${stop}/answer`, { kind: 'accept' })
    await office.hands.settle()
    const proposed = (await ask('dutyOfficer', 'GET', '/consequences?state=proposed')).body.items.filter(
      (row) => row['findingId'] === stop,
    )
    expect(proposed).toMatchObject([
      {
        kind: 'stopForCause',
        basis: { ground: 'notCompliant', document: '高政办发〔2020〕46号', borrowedFrom: '高平 2020' },
      },
    ])
    // No warning lives under which anything could be asked of it.
    const stopping = `/consequences/${String(proposed[0]?.['id'])}`
    expect((await ask('dutyOfficer', 'POST', `${stopping}/adopt`, { reason: '连续超标' })).status).toBe(200)
    const confirmed = await ask('approver', 'POST', `${stopping}/decision`, { decision: 'confirm', reason: '同意' })
    expect(confirmed.body['code']).toBe('consequence.impossible')
    await ask('approver', 'POST', `${stopping}/decision`, { decision: 'refuse', reason: '无生效预警' })
    await adopt('dutyOfficer', 'fraud')
    expect((await decide('approver', 'fraud')).body['code']).toBe('consequence.impossible')
    expect((await decide('approver', 'fraud', 'refuse')).body).toMatchObject({ state: 'refused' })
    await adopt('dutyOfficer', 'failAssessment')
    expect((await decide('approver', 'failAssessment')).body).toMatchObject({ state: 'done' })
    await ask('approver', 'POST', `/findings/${id}/ruling`, { decision: 'dismiss', reason: '仪器标定有误' })
    expect((await adopt('dutyOfficer', 'blacklist')).status).toBe(409)
    await office.hands.settle()
    expect((await ask('dutyOfficer', 'GET', '/rotation/blacklist')).body.items).toMatchObject([
      { removedBy: 'engine', removal: '仪器标定有误' },
    ])
    const after = (await ask('dutyOfficer', 'GET', '/consequences')).body.items.filter((row) => row['findingId'] === id)
    expect(after.map(({ state }) => String(state)).toSorted()).toEqual(['refused', 'undone', 'undone'])
  })

  it('lowers no grade that is not named, or not held', async () => {
    const id = await found('indicatorsNotMet')
    await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'accept' })
    await office.hands.settle()
    const [proposed] = (await ask('dutyOfficer', 'GET', '/consequences?state=proposed')).body.items
    const path = `/consequences/${String(proposed?.['id'])}`
    expect(proposed).toMatchObject({ kind: 'lowerGrade', basis: { ground: 'indicatorsNotMet', design: false } })
    await ask('dutyOfficer', 'POST', `${path}/adopt`, { reason: '专家复评', to: 'D', grading: id })
    const confirmed = await ask('approver', 'POST', `${path}/decision`, { decision: 'confirm', reason: '同意' })
    expect(confirmed.body['code']).toBe('consequence.impossible')
  })

  it('carries photos and letters, by whoever has a part in it, as they came', async () => {
    const about = { title: '围挡破损', text: '东侧围挡', unit: '示例水泥第1厂', enterprise }
    const problem = { area: '140802', origin: 'own', severity: 'common', ...about }
    const { body } = await ask('countyOfficer', 'POST', '/problems', problem)
    const path = `/problems/${String(body['id'])}/files`
    const bytes = (...more: number[]) => new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, ...more])
    const hand = (who: string, at: string, file: Uint8Array, name = '整改照片') =>
      office.ask(who, 'POST', `${at}?name=${encodeURIComponent(name)}`, file)
    expect((await hand('auditor', path, bytes())).status).toBe(403)
    expect((await hand('elsewhere', path, bytes())).status).toBe(404)
    expect((await hand('enterprise', `/me${path}`, bytes())).status).toBe(404)
    expect((await hand('countyOfficer', path, new Uint8Array([1, 2, 3]))).body['code']).toBe('problem.fileType')
    expect((await hand('countyOfficer', path, bytes(), ' ')).status).toBe(400)
    const both = await Promise.all([hand('plant', `/me${path}`, bytes(1)), hand('plant', `/me${path}`, bytes(1))])
    expect(both.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 201])
    await hand('countyOfficer', path, bytes(2), '现场照片')
    const all = (await ask('plant', 'GET', `/me${path}`)).body.items
    expect(all).toMatchObject([
      { name: '整改照片', type: 'application/pdf', enteredBy: `enterprise:${enterprise}` },
      { name: '现场照片', enteredBy: expect.stringMatching(/^user:/) },
    ])
    const token = office.server.tokens.get('countyOfficer')
    const shown = await office.server.app.inject({
      url: `/api/v1${path}/${String(all[0]?.['sha256'])}`,
      headers: { authorization: `Bearer ${token ?? ''}` },
    })
    expect([shown.statusCode, new Uint8Array(shown.rawPayload)]).toEqual([200, bytes(1)])
    expect((await ask('countyOfficer', 'GET', `${path}/${'0'.repeat(64)}`)).status).toBe(404)
    const more = await Promise.all(Array.from({ length: 20 }, (_, n) => hand('countyOfficer', path, bytes(9, n))))
    expect(more.filter(({ status }) => status === 201)).toHaveLength(18)
    expect(more.find(({ status }) => status === 409)?.body['code']).toBe('problem.tooManyFiles')
    await expect(office.server.world.db.rows('delete from problem_file')).rejects.toThrow(/does not change/)
  })

  it('lowers a grade by two officers, and gives it back with its last day when the finding is ruled out', async () => {
    const evidence = [{ name: '自评报告.pdf', sha256: 'a'.repeat(64), bytes: 1_000 }]
    const applied = await ask('plant', 'POST', '/me/grades/applications', { industry: 'cement', grade: 'A', evidence })
    const grade = `/grades/${String(applied.body['id'])}`
    for (const who of ['countyOfficer', 'dutyOfficer', 'province'])
      await ask(who, 'POST', `${grade}/review`, { decision: 'pass', reason: '材料齐全' })
    const published = await ask('province', 'POST', `${grade}/publish`, { validUntil: '2022-12-31', reason: '公示' })
    await office.at(String(published.body['objectionsUntil']))
    const held = async () => (await ask('dutyOfficer', 'GET', grade)).body
    expect(await held()).toMatchObject({ state: 'granted', grade: 'A' })

    const carriedOut = async (to: string) => {
      const id = await found('measuresNotTaken')
      await ask('plant', 'POST', `/me/findings/${id}/answer`, { kind: 'accept' })
      await office.hands.settle()
      const all = (await ask('dutyOfficer', 'GET', '/consequences?state=proposed')).body.items
      const path = `/consequences/${String(all.find((one) => one['findingId'] === id)?.['id'])}`
      await ask('dutyOfficer', 'POST', `${path}/adopt`, { reason: '属实', to, grading: applied.body['id'] })
      const confirmed = await ask('approver', 'POST', `${path}/decision`, { decision: 'confirm', reason: '同意' })
      expect(confirmed.body).toMatchObject({ state: 'done', result: { to } })
      return id
    }
    const dismiss = async (id: string) => {
      await ask('approver', 'POST', `/findings/${id}/ruling`, { decision: 'dismiss', reason: '复核有误' })
      await office.hands.settle()
    }
    const terms = () =>
      office.server.world.db.rows(
        `select state from term where enterprise_id = $1 and kind = 'gradeUntil' and source_id = $2 order by id`,
        [enterprise, applied.body['id']],
      )

    const first = await carriedOut('D')
    expect(await held()).toMatchObject({ state: 'fallen', grade: 'D' })
    await dismiss(first)
    expect(await held()).toMatchObject({ state: 'granted', grade: 'A', overall: 'A' })
    expect(await terms()).toEqual([{ state: 'withdrawn' }, { state: 'running' }])
    const kinds = (await ask('plant', 'GET', '/me/notices')).body.items.map(({ kind }) => kind)
    expect(kinds).toContain('grade.restored')

    // Lowered twice, it is not given back for the first of the two.
    const [once, again] = [await carriedOut('B'), await carriedOut('C')]
    await dismiss(once)
    expect(await held()).toMatchObject({ state: 'granted', grade: 'C' })
    await dismiss(again)
    expect(await held()).toMatchObject({ state: 'granted', grade: 'B' })
    const journal = (await ask('auditor', 'GET', '/journal?limit=500')).body.items
    const events = journal.flatMap(({ kind, event }) => (kind === 'consequence' ? [String(event)] : []))
    expect(events.filter((event) => event.includes('RESTORED')).toSorted()).toEqual([
      'GRADE_NOT_RESTORED',
      'GRADE_RESTORED',
      'GRADE_RESTORED',
    ])
  })
})
