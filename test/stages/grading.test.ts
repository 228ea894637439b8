import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { lowered, mayApply, overallGrade } from '../../src/grading/decide.ts'
import { withGrades } from '../../src/grading/drafts/decide.ts'
import { GRADE_ZH, type Grade } from '../../src/model/enterprise.ts'
import { isLowerGrade, LOWEST_GRADES, lowestOf } from '../../src/model/gradeOrder.ts'
import { loadGradeProcedure } from '../../src/rulebook/gradeProcedure.ts'
import { loadGrades } from '../../src/rulebook/grades.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { entry } from '../help/entries.ts'
import { CODE, workbook } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

const OTHER = '91140525MA0DEM021R'
const procedure = loadGradeProcedure()
const grade = fc.constantFrom(...(Object.keys(GRADE_ZH) as Grade[]))

describe('what a grade is', () => {
  it('is lower or not: an order on each scale, and nothing between scales', () => {
    fc.assert(
      fc.property(grade, grade, grade, (a, b, c) => {
        expect(isLowerGrade(a, a)).toBe(false)
        if (isLowerGrade(a, b)) {
          expect(isLowerGrade(b, a)).toBe(false)
          if (isLowerGrade(b, c)) expect(isLowerGrade(a, c)).toBe(true)
          expect(lowestOf(a)).toBe(lowestOf(b))
        }
        expect(isLowerGrade(a, lowestOf(a) ?? a)).toBe(false)
      }),
    )
    expect([...LOWEST_GRADES]).toEqual(['D', 'nonLeading'])
  })

  it('goes into the next version industry by industry: what another industry was granted takes the place of no grade', () => {
    const kiln = entry({ grade: 'C', gradeUntil: null })
    const held = (industry: string, of: Grade, validUntil: string | null = null) => ({
      industry,
      grade: of,
      validUntil,
    })
    // A cement kiln of C that is granted A for its coke ovens is still a kiln of C.
    expect(withGrades(kiln, [held('coking', 'A', '2021-12-31')])).toMatchObject({
      grade: 'C',
      gradeUntil: '2021-12-31',
      alsoRated: [{ industry: 'coking', grade: 'A' }],
    })
    expect(withGrades(kiln, [held('cement', 'B', '2022-06-30'), held('coking', 'D', '2021-12-31')])).toMatchObject({
      grade: 'B',
      gradeUntil: '2021-12-31',
      alsoRated: [{ industry: 'coking', grade: 'D' }],
    })
    const two = entry({ grade: 'C', alsoRated: [{ industry: 'coking', industryKind: 'conventional', grade: 'C' }] })
    expect(withGrades(two, [held('coking', 'B')]).alsoRated).toEqual([
      { industry: 'coking', industryKind: 'conventional', grade: 'B' },
    ])
    expect(withGrades(kiln, [])).toEqual(kiln)
    fc.assert(
      fc.property(
        fc.constantFrom<Grade>('A', 'B', 'C', 'D'),
        fc.constantFrom<Grade>('A', 'B', 'C', 'D'),
        (own, other) => {
          // Whatever a second industry is granted, the whole never counts better than its own.
          const { grade: now, alsoRated = [] } = withGrades(entry({ grade: own }), [held('lime', other)])
          const worst = overallGrade(loadGrades().schemeOn('2020-12-18'), [now, ...alsoRated.map((one) => one.grade)])
          expect(worst !== null && isLowerGrade(own, worst)).toBe(false)
        },
      ),
    )
  })

  it('is of several industries the lowest by the scheme of the day, and none where ladders do not compare', () => {
    const scheme = loadGrades().schemeOn('2020-12-18')
    const rated = fc.constantFrom<Grade>('A', 'B', 'B-', 'C', 'D')
    fc.assert(
      fc.property(fc.array(rated, { minLength: 1, maxLength: 5 }), (grades) => {
        const overall = overallGrade(scheme, grades)
        expect(grades).toContain(overall)
        for (const one of grades) expect(overall !== null && isLowerGrade(one, overall)).toBe(false)
      }),
    )
    expect(overallGrade(scheme, ['A', 'C', 'B'])).toBe('C')
    expect(overallGrade(scheme, ['B', 'nonLeading'])).toBeNull()
    expect(overallGrade(scheme, [])).toBeNull()
    expect(overallGrade(null, ['A'])).toBeNull()
  })

  it('is lowered by a ground of the procedure, always to a lower one', () => {
    const grounds = procedure.downgrades.map(({ id }) => id)
    fc.assert(
      fc.property(
        fc.constantFrom(...grounds, 'weather'),
        fc.constantFrom('steel-long', 'cement'),
        grade,
        fc.option(grade),
        (ground, industry, from, to) => {
          const found = lowered(procedure, { ground, industry, from, to })
          if ('refused' in found) return
          expect(isLowerGrade(found.to, from)).toBe(true)
          if (found.ground.to === 'lowest') expect(LOWEST_GRADES.has(found.to)).toBe(true)
          else expect(found.to).toBe(to)
        },
      ),
    )
    const fraud = { ground: 'ultraLowFraud', from: 'A', to: null } as const
    expect(lowered(procedure, { ...fraud, industry: 'steel-long' })).toMatchObject({ to: 'D' })
    expect(lowered(procedure, { ...fraud, industry: 'cement' })).toMatchObject({ refused: 'grade.noGround' })
  })

  it('is not applied for while a bar stands, nor outside of a scheme that is known', () => {
    const industry = loadIndustries().all.find(({ id }) => id === 'secondary-metals')
    if (!industry) throw new Error('no such industry')
    const bars = [{ ground: 'overPermit', until: '2020-12-31' }]
    const ask = (of: Grade, today: string) => mayApply(procedure, { grade: of, industry, bars, today })
    expect(ask('A', '2020-12-31')).toMatchObject({
      refused: 'grade.barred',
      params: { ground: '超许可浓度或总量排放' },
    })
    expect(ask('A', '2021-01-01')).toEqual({ authority: 'province' })
    expect(ask('C', '2020-12-31')).toEqual({ authority: 'city' })
    expect(ask('leading', '2021-01-01')).toMatchObject({ refused: 'grade.notInScheme' })
    expect(ask('A+', '2021-01-01')).toMatchObject({ refused: 'grade.notInScheme' })
  })
})

describe('an application', () => {
  let office: Office
  let path = ''
  beforeAll(async () => {
    office = await Office.open()
    const list = await workbook(countyList([CODE, OTHER]))
    expect((await office.ask('owner', 'POST', '/lists', list)).body['state']).toBe('inForce')
    await office.enterprise('plant')
    await office.enterprise('neighbour', OTHER)
  })
  afterAll(() => office.close())
  const ask: Office['ask'] = (...args) => office.ask(...args)
  const evidence = [{ name: '自评报告.pdf', sha256: 'a'.repeat(64), bytes: 1_000 }]
  const apply = (who: string, asked: Grade, industry = 'steel-long') =>
    ask(who, 'POST', '/me/grades/applications', { industry, grade: asked, evidence })
  const review = (who: string, decision = 'pass') =>
    ask(who, 'POST', `${path}/review`, { decision, reason: '材料齐全' })

  test('is one at a time for an industry, and the enterprise’s own', async () => {
    const applied = await apply('plant', 'A')
    expect(applied).toMatchObject({ status: 201, body: { state: 'applied', grade: 'A', authority: 'province' } })
    path = `/grades/${String(applied.body['id'])}`
    expect(await apply('plant', 'B')).toMatchObject({ status: 409, body: { code: 'grade.underWay' } })
    expect((await apply('plant', 'A', 'weather')).status).toBe(404)
    expect((await ask('neighbour', 'GET', '/me/grades/applications')).body.items).toEqual([])
    expect((await ask('plant', 'GET', '/me/grades/applications')).body.items).toHaveLength(1)
    const own = path.replace('/grades/', '/me/grades/applications/')
    expect((await ask('neighbour', 'POST', `${own}/withdraw`)).status).toBe(404)
    expect((await ask('plant', 'POST', `${own}/amend`, { evidence })).body['code']).toBe('event.refused')
    // A token whose enterprise is on no list.
    expect((await apply('enterprise', 'A')).body['code']).toBe('plan.notListed')
  })

  test('goes from below to above, level by level, each by another person', async () => {
    expect(await review('dutyOfficer')).toMatchObject({ status: 403, body: { code: 'grade.otherLevel' } })
    expect((await review('auditor')).status).toBe(403)
    expect((await review('elsewhere')).status).toBe(404)
    expect((await review('countyOfficer', 'return')).body['state']).toBe('returned')
    const own = path.replace('/grades/', '/me/grades/applications/')
    expect((await ask('plant', 'POST', `${own}/amend`, { evidence })).body['state']).toBe('applied')
    expect((await review('countyOfficer')).body['state']).toBe('countyPassed')
    expect((await review('countyColleague')).body['code']).toBe('grade.otherLevel')
    expect((await review('dutyOfficer')).body['state']).toBe('cityPassed')
    expect((await review('colleague')).body['code']).toBe('grade.otherLevel')
    const passed = await review('province')
    expect(passed.body).toMatchObject({
      state: 'confirmed',
      reviews: [{ decision: 'return' }, { level: 'county' }, { level: 'city' }, { level: 'province' }],
    })
  })

  test('is published, objected to, and granted when its time has passed', async () => {
    const publish = (until: string, who = 'province') =>
      ask(who, 'POST', `${path}/publish`, { validUntil: until, reason: '公示' })
    expect((await publish('2022-12-31', 'dutyOfficer')).body['code']).toBe('grade.otherLevel')
    expect((await publish('2020-12-20')).body['code']).toBe('grade.pastEnd')
    expect((await publish('2022-12-31')).body).toMatchObject({
      state: 'published',
      objectionsUntil: '2020-12-30T00:00:00+08:00',
    })
    const who = { name: '示例居民', phone: '15400000009' }
    await ask('dutyOfficer', 'POST', `${path}/objections`, { who, text: '排放异常' })
    const [objection] = (await ask('dutyOfficer', 'GET', `${path}/objections`)).body.items
    const masked = { ...who, phone: '154****0009' }
    expect(objection).toMatchObject({ who: masked, text: '排放异常', answer: null })
    await office.at('2020-12-29T16:00:00.000Z')
    expect((await ask('dutyOfficer', 'GET', path)).body['state']).toBe('disputed')
    const answer = { objection: objection?.['id'], upheld: false, answer: '监测达标' }
    expect((await ask('province', 'POST', `${path}/answer`, answer)).body['state']).toBe('granted')
    await office.hands.settle()
    expect((await ask('plant', 'GET', '/me/notices')).body.items).toMatchObject([{ kind: 'grade.granted' }])
    expect((await ask('dutyOfficer', 'GET', path)).body).toMatchObject({
      overall: 'A',
      validUntil: '2022-12-31',
      objectionsUntil: '2020-12-30T00:00:00+08:00',
    })
  })

  test('falls straight to D for fraud, and its last day is watched no more', async () => {
    const lower = (who: string, body: object) => ask(who, 'POST', `${path}/lower`, { reason: '核查', ...body })
    expect((await lower('countyOfficer', { ground: 'materialFraud', to: 'B' })).status).toBe(403)
    expect((await lower('dutyOfficer', { ground: 'materialFraud', to: 'A' })).body['code']).toBe('grade.notLower')
    expect((await lower('dutyOfficer', { ground: 'weather', to: 'B' })).body['code']).toBe('grade.noGround')
    const once = await lower('dutyOfficer', { ground: 'measuresNotCarriedOut', to: 'B' })
    expect(once.body).toMatchObject({ state: 'granted', grade: 'B' })
    const fraud = await lower('dutyOfficer', { ground: 'ultraLowFraud' })
    expect(fraud.body).toMatchObject({
      state: 'fallen',
      grade: 'D',
      overall: 'D',
      lowered: [{ to: 'B' }, { from: 'B', to: 'D', ground: 'ultraLowFraud' }],
    })
    const kinds = (await ask('plant', 'GET', '/me/notices')).body.items.map((one) => String(one['kind']))
    expect(kinds.sort()).toEqual(['grade.granted', 'grade.lowered', 'grade.lowered'])
    await office.at('2023-01-01T00:00:00.000Z')
    expect((await ask('plant', 'GET', '/me/notices')).body.items).toHaveLength(3)
    expect((await ask('dutyOfficer', 'GET', path)).body['state']).toBe('fallen')
  })

  test('of a grade below B ends with the city, expires by its day, and is told before', async () => {
    path = `/grades/${String((await apply('neighbour', 'C', 'cement')).body['id'])}`
    await review('countyOfficer')
    expect((await review('dutyOfficer')).body['state']).toBe('confirmed')
    await ask('dutyOfficer', 'POST', `${path}/publish`, { validUntil: '2023-06-30', reason: '公示' })
    await office.at('2023-01-20T00:00:00.000Z')
    expect((await ask('dutyOfficer', 'GET', path)).body['state']).toBe('granted')
    await office.at('2023-05-31T16:00:00.000Z')
    await office.at('2023-06-30T16:00:00.000Z')
    expect((await ask('dutyOfficer', 'GET', path)).body['state']).toBe('expired')
    const kinds = (await ask('neighbour', 'GET', '/me/notices')).body.items.map((one) => String(one['kind']))
    expect(kinds).toEqual(['term.passed', 'term.announced', 'grade.granted'])
  })

  test('is refused to who may not apply this year', async () => {
    const bar = { creditCode: OTHER, ground: 'unfinishedTreatment', reason: '治理未完成' }
    expect((await ask('elsewhere', 'POST', '/grades/bars', bar)).status).toBe(404)
    expect((await ask('countyOfficer', 'POST', '/grades/bars', bar)).body).toMatchObject({ until: '2023-12-31' })
    expect((await ask('auditor', 'GET', '/grades/bars')).body.items).toHaveLength(1)
    expect((await apply('neighbour', 'B', 'cement')).body['code']).toBe('grade.barred')
    expect((await apply('neighbour', 'C', 'cement')).status).toBe(201)
    const [open] = (await ask('neighbour', 'GET', '/me/grades/applications')).body.items
    const own = `/me/grades/applications/${String(open?.['id'])}`
    expect((await ask('neighbour', 'POST', `${own}/withdraw`)).body['state']).toBe('withdrawn')
  })

  test('is prepared step by step: what is done, and what is late', async () => {
    const milestones = [
      { what: '治理设施改造', due: '2023-05-31' },
      { what: '自动监测联网', due: '2023-12-31' },
    ]
    const begun = await ask('dutyOfficer', 'POST', '/grades/upgrades', {
      creditCode: CODE,
      industry: 'steel-long',
      target: 'B',
      milestones,
    })
    expect(begun.body).toMatchObject({ done: 0, overdue: 1 })
    const progress = `/grades/upgrades/${String(begun.body['id'])}/progress`
    expect((await ask('dutyOfficer', 'POST', progress, { milestone: 1, reason: '验收' })).body).toMatchObject({
      done: 1,
      overdue: 0,
      milestones: [{ doneAt: '2023-07-01' }, { doneAt: null }],
    })
    expect((await ask('dutyOfficer', 'POST', progress, { milestone: 3, reason: 'r' })).status).toBe(404)
    expect((await ask('elsewhere', 'POST', progress, { milestone: 2, reason: 'r' })).status).toBe(404)
    expect((await ask('countyOfficer', 'GET', '/grades/upgrades')).body.items).toHaveLength(1)
  })
})
