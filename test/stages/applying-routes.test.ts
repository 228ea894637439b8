import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { furnishList } from '../../src/inventory/import.ts'
import { planRoutes } from '../../src/plan/routes.ts'
import { whatIfRoutes } from '../../src/plan/whatIf/routes.ts'
import { blacklistRoutes } from '../../src/rotation/blacklist/routes.ts'
import { rotationRoutes } from '../../src/rotation/routes.ts'
import { seasonsOf } from '../../src/rotation/store.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { openTestApp, type TestApp } from '../help/app.ts'
import { CODE, smallList, workbook } from '../help/lists.ts'

/** Three makers of castings, grade C: two in Yanhu, one in the development zone; the second emits ten times as much. */
const CODES = [CODE, '91140525MA0DEM021R', '91140802MA0K4R7X5X']
const masses = (ending: string, kg: number) =>
  Object.fromEntries(['SO2', 'NOx', 'PM', 'VOCs'].map((name) => [`${name}日${ending}`, kg]))
const KG = [100, 1000, 100]

let server: TestApp
let ids: string[]
let list: string
beforeAll(async () => {
  server = await openTestApp({ routes: [planRoutes, whatIfRoutes, rotationRoutes, blacklistRoutes] })
  const sheets = smallList()
  const each = <K extends keyof typeof sheets>(sheet: K) =>
    CODES.flatMap((code) => sheets[sheet].map((row) => ({ ...row, 统一社会信用代码: code })))
  const kgOf = (row: { 统一社会信用代码?: unknown }) => KG[CODES.indexOf(String(row.统一社会信用代码))] ?? 0
  const bytes = await workbook({
    企业: each('企业').map((row, n) => ({
      ...row,
      企业名称: `示例铸造${n + 1}厂`,
      行业: '铸造',
      国民经济行业代码: '3391',
      排污许可证编号: `${row.统一社会信用代码}001P`,
      '县(市、区)': n === 2 ? '运城开发区' : '盐湖区',
      ...masses('排放量', kgOf(row)),
    })),
    生产线: each('生产线').map((row) => ({
      ...row,
      生产线名称: '1#铸造线',
      工序: '熔炼',
      设施: '中频炉',
      ...masses('排放量', kgOf(row)),
    })),
    措施: each('措施').map((row) => {
      const share = { 黄: 20, 橙: 25, 红: 30 }[String(Object(row)['预警级别'])] ?? 0
      const cut = { 措施: `限产${share}%`, 类型: '限产', 数值: share, 单位: '%', 基准: '产能' }
      return { ...row, ...cut, ...masses('减排量', (kgOf(row) * share) / 100) }
    }),
    联系人: each('联系人'),
  })
  const now = server.world.clock.now()
  const imported = await furnishList(server.world, bytes, { industries: loadIndustries() }, { now, by: 'owner' })
  list = imported.id
  const rows = await server.world.db.rows<{ id: string; code: string }>(
    'select id, credit_code as code from enterprise',
  )
  ids = CODES.map((code) => rows.find((row) => row.code === code)?.id ?? '')
})
afterAll(() => server.close())

async function ask(role: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await server.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${server.tokens.get(role) ?? ''}` },
    ...(payload ? { payload } : {}),
  })
  return { status: answer.statusCode, body: answer.json() }
}

const seasonPlan = (stretches: object[], more: object = {}) => ({
  area: '140800',
  rule: 'shanxi-2020',
  name: '运城市错峰生产计划',
  enterprises: [{ creditCode: CODES[0], lines: stretches, ...more }],
})
const winter = { line: '1#', from: '2020-12-20', until: '2021-03-16' }

describe('which measure applies', () => {
  test('at each level, with its clause and its steps', async () => {
    for (const [level, words] of [
      ['yellow', '限产 20%（以产能计）'],
      ['orange', '限产 25%（以产能计）'],
      ['red', '限产 30%（以产能计）'],
    ] as const) {
      const { status, body } = await ask(
        'dutyOfficer',
        'GET',
        `/enterprises/${ids[0]}/measure?level=${level}&on=2020-12-26`,
      )
      expect(status).toBe(200)
      expect(body).toMatchObject({ basis: 'listed', level, on: '2020-12-26', creditCode: CODE })
      expect(body.lines[0].say.zh).toContain(words)
      expect(body.clauses.map(({ id }: { id: string }) => id)).toEqual([`list/1#/${level}`, 'classes/law'])
      expect(body.steps.find(({ outcome }: { outcome: string }) => outcome === 'decides')).toMatchObject({
        id: 'listed',
      })
    }
  })

  test('only within the own area, for a known enterprise, at a level that has measures', async () => {
    const url = (id: string, level = 'red') => `/enterprises/${id}/measure?level=${level}`
    expect((await ask('countyOfficer', 'GET', url(ids[0] ?? ''))).status).toBe(200)
    expect((await ask('countyOfficer', 'GET', url(ids[2] ?? ''))).body).toMatchObject({
      status: 404,
      code: 'thing.unknown',
    })
    expect((await ask('dutyOfficer', 'GET', url('0176752c-0000-7000-8000-00000000ffff'))).status).toBe(404)
    expect((await ask('dutyOfficer', 'GET', url(ids[0] ?? '', 'blue'))).status).toBe(400)
    expect((await ask('public', 'GET', url(ids[0] ?? ''))).status).toBe(401)
    expect((await ask('forecaster', 'GET', url(ids[0] ?? ''))).status).toBe(403)
  })
})

describe('what if', () => {
  const url = '/assessments/what-if'
  const orange = {
    area: '140800',
    level: 'orange',
    startsAt: '2020-12-26T00:00:00+08:00',
    endsAt: '2020-12-28T00:00:00+08:00',
  }

  test('says what would be ordered and saved, and that it predicts no air', async () => {
    const { status, body } = await ask('dutyOfficer', 'POST', url, orange)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      list: { id: list },
      all: { enterprises: 3, stop: 0, limit: 3, lines: 3, stopDays: 0 },
      saved: { so2: '0.3', vocs: '0.3' },
      floors: { id: 'cn-340-2020', all: [{ pollutant: 'so2', share: '25', floor: '20', stands: 'holds' }, {}, {}, {}] },
      hoursLeft: { toStart: 184, toIssue: 160 },
      byGrade: [{ grade: 'C', enterprises: 3 }],
      byIndustry: [{ industry: 'foundry', name: { zh: '铸造' }, enterprises: 3 }],
    })
    expect(body.headline.zh).toContain('下达 3 家')
    expect(body.headline.zh).toContain('达到减排比例')
    expect(body.airQuality.zh).toContain('不预测空气质量')
  })

  test('of a county, or some of the counties and industries, against the base of the whole city', async () => {
    const { body } = await ask('forecaster', 'POST', url, { ...orange, counties: ['140800-kfq'] })
    expect(body).toMatchObject({ all: { enterprises: 1 }, byCounty: [{ county: '140800-kfq', name: '运城开发区' }] })
    expect(body.floors.all[0]).toMatchObject({ share: '2.08', stands: 'short' })
    expect((await ask('approver', 'POST', url, { ...orange, area: '140802' })).body.all.enterprises).toBe(2)
    expect((await ask('dutyOfficer', 'POST', url, { ...orange, industries: ['glass'] })).body.all.enterprises).toBe(0)
    expect((await ask('dutyOfficer', 'POST', url, { ...orange, level: 'blue', endsAt: null })).body).toMatchObject({
      all: { enterprises: 0, stopDays: null },
      saved: { so2: '0' },
    })
  })

  test('refuses what does not fit, and tells nobody of what is not theirs', async () => {
    const asked = async (more: object, who = 'dutyOfficer') => await ask(who, 'POST', url, { ...orange, ...more })
    for (const more of [
      { level: 'purple' },
      { startsAt: 'tomorrow' },
      { endsAt: orange.startsAt },
      { counties: [] },
      { counties: 'all' },
      { area: 140800 },
    ])
      expect((await asked(more)).body).toMatchObject({ status: 400, code: 'request.invalid' })
    for (const more of [{ area: '140900' }, { counties: ['140902'] }, { industries: ['alchemy'] }])
      expect((await asked(more)).body).toMatchObject({ status: 404, code: 'thing.unknown' })
    expect((await asked({ startsAt: '2016-12-26T00:00:00+08:00' })).body).toMatchObject({ code: 'plan.noFloors' })
    expect((await asked({}, 'countyOfficer')).status).toBe(403)
    expect((await asked({}, 'public')).status).toBe(401)
  })
})

describe('the proof of reduction', () => {
  test('shows what the list promises, who carries it and what one exemption breaks', async () => {
    const { status, body } = await ask('dutyOfficer', 'GET', `/lists/${list}/proof?on=2020-12-26`)
    expect(status).toBe(200)
    expect(body.floors).toMatchObject({ id: 'cn-340-2020' })
    const { places, carriers, breaks, repairs } = body.listed
    expect(places.map(({ county }: { county: string | null }) => county)).toEqual([null, '140800-kfq', '140802'])
    expect(places[0].floors[0]).toEqual({
      level: 'yellow',
      pollutant: 'so2',
      baseKg: '1200',
      savedKg: '240',
      neededKg: '120',
      floor: '10',
      stands: 'holds',
    })
    expect(carriers[0].by[0]).toMatchObject({ enterprise: { id: ids[1] }, savedKg: '200', share: '83.33' })
    // Exempting the big one breaks the city; of the others each breaks red, which holds by nothing to spare.
    expect(breaks.enterprises).toBe(3)
    expect(breaks.first[0].falls.length).toBeGreaterThan(0)
    expect(repairs).toEqual([])
    expect(body.ordered.places[0].floors).toEqual(places[0].floors)
    expect(breaks.asked).toBeNull()
  })

  test('says of one enterprise that is asked about what its exemption would break, and of another county nothing', async () => {
    const asked = async (enterprise: string | undefined, who: 'dutyOfficer' | 'countyOfficer' = 'dutyOfficer') =>
      (await ask(who, 'GET', `/lists/${list}/proof?on=2020-12-26&enterprise=${enterprise}`)).body.listed.breaks.asked
    expect(await asked(ids[1])).toMatchObject({
      enterprise: { id: ids[1] },
      falls: expect.arrayContaining([{ county: null, level: 'yellow', pollutant: 'so2' }]),
    })
    expect((await asked(ids[0])).falls.some(({ level }: { level: string }) => level === 'yellow')).toBe(false)
    expect(await asked(ids[2], 'countyOfficer')).toBeNull()
    expect(await asked('0176752c-0000-7000-8000-00000000ffff')).toBeNull()
  })

  test('a county sees its own part of it', async () => {
    const { body } = await ask('countyOfficer', 'GET', `/lists/${list}/proof?on=2020-12-26`)
    expect(body.listed.places.map(({ county }: { county: string | null }) => county)).toEqual(['140802'])
    expect(JSON.stringify(body)).not.toContain(ids[2])
    expect((await ask('dutyOfficer', 'GET', `/lists/${list}/proof?on=2016-12-26`)).body).toMatchObject({
      status: 409,
      code: 'plan.noFloors',
    })
    expect((await ask('dutyOfficer', 'GET', `/lists/${ids[0]}/proof`)).status).toBe(404)
  })
})

describe('a season plan', () => {
  test('is checked, and refused whole with an error', async () => {
    const load = seasonPlan([
      { ...winter, how: 'lowerLoad' },
      { line: '9#', from: '2020-12-20', until: '2021-01-01' },
    ])
    const checked = await ask('dutyOfficer', 'POST', '/rotation/plans/check', load)
    expect(checked.body.findings.map(({ code }: { code: string }) => code)).toEqual([
      'load-instead-of-stop',
      'line-unknown',
    ])
    expect((await ask('dutyOfficer', 'POST', '/rotation/plans', load)).body).toMatchObject({
      status: 422,
      code: 'rotation.planFaulty',
    })
    expect((await ask('dutyOfficer', 'GET', '/rotation/plans')).body).toEqual({ items: [], next: null })
    expect(
      (await ask('dutyOfficer', 'POST', '/rotation/plans', { ...seasonPlan([winter]), rule: 'none' })).status,
    ).toBe(404)
    expect(
      (await ask('dutyOfficer', 'POST', '/rotation/plans', { ...seasonPlan([winter]), area: '140900' })).status,
    ).toBe(404)
    expect(
      (await ask('dutyOfficer', 'POST', '/rotation/plans', seasonPlan([{ ...winter, from: '2020-02-30' }]))).status,
    ).toBe(400)
    expect((await ask('auditor', 'POST', '/rotation/plans', seasonPlan([winter]))).status).toBe(403)
  })

  test('binds from its release by a second person, and only what is signed after', async () => {
    const handedIn = await ask('dutyOfficer', 'POST', '/rotation/plans', seasonPlan([winter]))
    expect(handedIn).toMatchObject({ status: 201, body: { releasedAt: null, findings: [] } })
    const { id } = handedIn.body
    const now = server.world.clock.now()
    const season = async (at = now) =>
      (await seasonsOf(server.world.db, ids, { at, from: '2020-12-26' })).get(ids[0] ?? '')
    expect(await season()).toBeUndefined()
    expect((await ask('dutyOfficer', 'POST', `/rotation/plans/${id}/release`)).body).toMatchObject({
      code: 'rotation.samePerson',
    })
    expect((await ask('countyOfficer', 'POST', `/rotation/plans/${id}/release`)).status).toBe(403)
    expect((await ask('approver', 'POST', `/rotation/plans/${id}/release`)).body).toMatchObject({
      id,
      releasedAt: expect.any(String),
    })
    expect((await ask('approver', 'POST', `/rotation/plans/${id}/release`)).body).toMatchObject({
      code: 'rotation.released',
    })
    expect(await season()).toMatchObject({ standstills: [{ ...winter, plan: { id } }], blacklistedFrom: null })
    expect(await season('2020-12-17T00:00:00.000Z')).toBeUndefined()

    const measure = await ask('dutyOfficer', 'GET', `/enterprises/${ids[0]}/measure?level=yellow&on=2020-12-26`)
    expect(measure.body.lines[0].say.zh).toContain('12 月 26 日 0 时起错峰停产（运城市错峰生产计划），不得复产')
    expect(measure.body.steps.find((step: { id: string }) => step.id === 'rotation')).toMatchObject({ outcome: 'adds' })
    const proof = await ask('dutyOfficer', 'GET', `/lists/${list}/proof?on=2020-12-26`)
    // What stands still anyway counts neither in the base nor in what is saved.
    expect(proof.body.ordered.places[0].floors[0]).toMatchObject({ baseKg: '1100', savedKg: '220' })
    expect(proof.body.listed.places[0].floors[0]).toMatchObject({ baseKg: '1200' })
    expect((await ask('countyOfficer', 'GET', `/rotation/plans/${id}`)).status).toBe(404)
    expect((await ask('auditor', 'GET', `/rotation/plans/${id}`)).body.standstills).toHaveLength(1)
  })

  test('a newer one replaces it', async () => {
    server.world.clock.set('2020-12-18T04:00:00.000Z')
    const { body } = await ask(
      'dutyOfficer',
      'POST',
      '/rotation/plans',
      seasonPlan([{ ...winter, from: '2021-01-10' }]),
    )
    await ask('approver', 'POST', `/rotation/plans/${body.id}/release`)
    const measure = await ask('dutyOfficer', 'GET', `/enterprises/${ids[0]}/measure?level=yellow&on=2020-12-26`)
    expect(measure.body.lines[0].say.zh).toContain('限产 20%')
  })
})

describe('the ledger and the blacklist', () => {
  const report = (kind: string, at: string, more: object = {}) => ({
    enterprise: ids[0],
    line: '1#',
    kind,
    at,
    evidence: { means: ['power'], reference: '台账 12 号' },
    ...more,
  })

  test('stops and starts are told as they were, and counted by county', async () => {
    server.world.clock.set('2021-01-12T04:00:00.000Z')
    const tell = (body: object) => ask('countyOfficer', 'POST', '/rotation/ledger', body)
    expect((await tell(report('stopped', '2021-01-10T08:00:00+08:00'))).status).toBe(201)
    server.world.clock.set('2021-01-12T04:01:00.000Z')
    expect((await tell(report('started', '2021-01-12T08:00:00+08:00'))).status).toBe(201)
    expect((await tell(report('started', '2021-01-13T08:00:00+08:00'))).body).toMatchObject({
      code: 'rotation.inFuture',
    })
    expect((await tell(report('stopped', '2021-01-11T08:00:00+08:00', { line: '9#' }))).status).toBe(404)
    expect((await tell(report('stopped', '2021-01-11T08:00:00+08:00', { enterprise: ids[2] }))).status).toBe(404)
    expect((await ask('auditor', 'GET', `/rotation/ledger?enterprise=${ids[0]}`)).body.items).toMatchObject([
      { kind: 'started', evidence: { means: ['power'] } },
      { kind: 'stopped', at: '2021-01-10T08:00:00+08:00' },
    ])
    expect((await ask('dutyOfficer', 'GET', '/rotation/results?on=2021-01-12')).body).toEqual({
      on: '2021-01-12',
      counties: [{ county: '140802', enterprises: 1, planned: 3, held: 2, broken: 1, unreported: 0 }],
    })
  })

  test('the blacklist makes measures stricter until somebody is taken off it', async () => {
    const body = { enterprise: ids[1], ground: 'pretended', reason: '夜间用电异常，现场核查在产', from: '2021-01-12' }
    const listed = await ask('dutyOfficer', 'POST', '/rotation/blacklist', body)
    expect(listed).toMatchObject({ status: 201, body: { area: '140802', confirmedAt: null, removedAt: null } })
    expect((await ask('dutyOfficer', 'POST', '/rotation/blacklist', body)).body).toMatchObject({
      code: 'rotation.blacklisted',
    })
    const said = async () =>
      (await ask('dutyOfficer', 'GET', `/enterprises/${ids[1]}/measure?level=yellow&on=2021-01-13`)).body.lines[0].say
        .zh as string
    // One officer alone makes nobody's order stricter, in a plan as little as in a warning.
    expect(await said()).toContain('限产 20%（以产能计）')
    const decide = (who: Parameters<typeof ask>[0], decision: string) =>
      ask(who, 'POST', `/rotation/blacklist/${listed.body.id}/confirmation`, { decision, reason: '已核实' })
    expect((await decide('dutyOfficer', 'confirm')).body).toMatchObject({ code: 'rotation.blacklistSamePerson' })
    expect((await decide('countyOfficer', 'confirm')).status).toBe(403)
    expect((await decide('approver', 'confirm')).body).toMatchObject({
      removedAt: null,
      confirmedBy: expect.stringMatching(/^user:/),
    })
    expect((await decide('approver', 'refuse')).body).toMatchObject({ code: 'rotation.blacklistDecided' })
    expect(await said()).toContain('限产 30%（以产能计）')
    const url = `/rotation/blacklist/${listed.body.id}/removal`
    expect((await ask('dutyOfficer', 'POST', url, { reason: '' })).status).toBe(400)
    expect((await ask('dutyOfficer', 'POST', url, { reason: '整改完成' })).body).toMatchObject({ removal: '整改完成' })
    expect((await ask('dutyOfficer', 'POST', url, { reason: '整改完成' })).body).toMatchObject({
      code: 'rotation.notBlacklisted',
    })
    expect(await said()).toContain('限产 20%（以产能计）')
    const again = await ask('approver', 'POST', '/rotation/blacklist', body)
    const refused = await ask('dutyOfficer', 'POST', `/rotation/blacklist/${again.body.id}/confirmation`, {
      decision: 'refuse',
      reason: '证据不足',
    })
    expect(refused.body).toMatchObject({ confirmedAt: null, removal: '证据不足' })
    expect(await said()).toContain('限产 20%（以产能计）')
    expect((await ask('auditor', 'GET', '/rotation/blacklist')).body.items).toHaveLength(2)
    const rows = await server.world.db.rows<{ event: string }>(`select event from journal where kind = 'rotation'`)
    expect(new Set(rows.map(({ event }) => event))).toEqual(
      new Set([
        'SEASON_PLAN_SUBMITTED',
        'SEASON_PLAN_RELEASED',
        'LINE_STOPPED',
        'LINE_STARTED',
        'BLACKLIST_PROPOSED',
        'BLACKLISTED',
        'BLACKLIST_REFUSED',
        'BLACKLIST_LEFT',
      ]),
    )
  })
})

describe('a day that has passed', () => {
  const rotation = async (on: string) => {
    const { body } = await ask('dutyOfficer', 'GET', `/enterprises/${ids[0]}/measure?level=yellow&on=${on}`)
    return body.steps.find((step: { id: string }) => step.id === 'rotation').outcome as string
  }

  test('is told as it was known when it began', async () => {
    server.world.clock.set('2021-01-13T04:00:00.000Z')
    const { body } = await ask('dutyOfficer', 'POST', '/rotation/plans', seasonPlan([winter]))
    await ask('approver', 'POST', `/rotation/plans/${body.id}/release`)
    // The plan that is released today reaches back to December; on the 9th the one of then let the line run.
    expect(await rotation('2021-01-09')).toBe('no')
    expect(await rotation('2021-01-13')).toBe('adds')
    const proof = async (on: string) => (await ask('dutyOfficer', 'GET', `/lists/${list}/proof?on=${on}`)).body.ordered
    expect((await proof('2021-01-09')).places[0].floors[0].baseKg).toBe('1200')
    expect((await proof('2021-01-13')).places[0].floors[0].baseKg).toBe('1100')
  })

  test('is answered by the list of that day, and not at all where the enterprise was not on it', async () => {
    await server.world.db.rows('update list set released_at = $2 where id = $1', [list, '2021-01-01T00:00:00.000Z'])
    const [before = ''] = await server.world.db
      .rows<{ id: string }>(
        `insert into list (id, area, name, sha256, size, state, context, machine_version, created_at, updated_at, complete_at, released_at)
         select '0176752c-0000-7000-8000-00000000aaaa', area, '上一版', sha256, 0, 'replaced', context, machine_version,
           created_at, updated_at, complete_at, '2020-10-01T00:00:00Z' from list where id = $1 returning id`,
        [list],
      )
      .then((rows) => rows.map(({ id }) => id))
    expect(before).not.toBe('')
    const of = (on: string) => ask('dutyOfficer', 'GET', `/enterprises/${ids[0]}/measure?level=red&on=${on}`)
    expect((await of('2020-12-26')).body).toMatchObject({ status: 409, code: 'plan.notListedThen' })
    expect((await of('2021-01-05')).body.list.id).toBe(list)
    // Before the first list of all today's answers: what the rules of that day would ask.
    expect((await of('2020-09-01')).body.list.id).toBe(list)
  })
})
