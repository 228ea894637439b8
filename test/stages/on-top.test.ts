import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { LISTED_LEVELS } from '../../src/model/enterprise.ts'
import { stricter } from '../../src/model/level.ts'
import { NO_EMISSIONS } from '../../src/model/tonnes.ts'
import type { Rules } from '../../src/plan/asked.ts'
import { faultIn } from '../../src/plan/agreements/decide.ts'
import { decideOrder } from '../../src/plan/decide.ts'
import { compareLines } from '../../src/plan/diff.ts'
import { explainOrder } from '../../src/plan/explain.ts'
import type { Allowed } from '../../src/plan/exceptions/allow.ts'
import { termsOn } from '../../src/plan/oneDay.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { entry, entryArbitrary, line, measureArbitrary } from '../help/entries.ts'
import { AREAS, CODE, workbook } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { runs } from '../help/runs.ts'

/* What holds on top of the rules: agreements (协商减排), which only ever ask more, and exemptions (豁免), which are dated. */

const rules: Rules = { measures: loadMeasures(), applying: loadApplying() }
const terms = (level: (typeof LISTED_LEVELS)[number]) =>
  termsOn('2020-12-26', level, { id: 'list', name: '示例清单' }, new Set())
const clause = { id: 'agreement/1', document: '示例〔2020〕1 号', clause: '协商减排', confidence: 'list' } as const
const levels = fc.constantFrom(...LISTED_LEVELS)

describe('what city and province ask of one enterprise', () => {
  it('meets in one order that asks of no line less than either alone (I10)', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, levels, (of, own, other) => {
        const asked = [own, other].map((level) => decideOrder({ entry: of }, terms(level), rules))
        const alsoAsked = [own, other].map((level) => ({ level, clause }))
        const joined = decideOrder({ entry: of }, { ...terms(stricter(own, other)), alsoAsked }, rules)
        for (const alone of asked)
          for (const was of alone?.lines ?? []) {
            const is = joined?.lines.find((one) => one.line === was.line)
            expect(is && compareLines(is, was)).toMatch(/stricter|equal/)
          }
      }),
      runs(300),
    )
  })
})

describe('an agreement', () => {
  it('never makes a line do less than the rules ask, whatever it says', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, measureArbitrary, (of, level, measure) => {
        const agreed = [{ line: '1#', level, measure, words: '', clause }]
        const [without, after] = [{}, { agreed }].map((more) =>
          decideOrder({ entry: of, ...more }, terms(level), rules),
        )
        for (const [n, was] of (without?.lines ?? []).entries()) {
          const is = after?.lines[n]
          expect(is && compareLines(is, was)).toMatch(/stricter|equal/)
          if (was.line !== '1#') expect(is).toEqual(was)
        }
      }),
      runs(300),
    )
  })

  it('that passes is what the line does from then on, or what is as strict; at other levels nothing changes', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, levels, measureArbitrary, (of, level, other, measure) => {
        const term = { line: '1#', level, measure, words: '' }
        const order = decideOrder({ entry: of }, terms(level), rules)
        if (order === null || faultIn([term], { [level]: order }) !== null) return
        const after = decideOrder({ entry: of, agreed: [{ ...term, clause }] }, terms(other), rules)
        const before = decideOrder({ entry: of }, terms(other), rules)
        if (other !== level) expect(after).toEqual(before)
        if (other !== level) return
        const [line, was] = [after?.lines[0], before?.lines[0]]
        if (!line || !was || ['heating', 'idle'].includes(order.basis)) return
        expect(line.binding).toBe(true)
        expect(line.also === null || was.also !== null || !was.binding).toBe(true)
      }),
      runs(300),
    )
  })

  it('is refused by name where it is weaker, not comparable, or names no line', () => {
    const coking = { kind: 'coking', leastHours: 36 } as const
    const of = entry({
      industry: 'other',
      grade: 'unrated',
      class: 'general',
      lines: [line('1#', { red: { kind: 'stop' } }), line('2#', { red: coking })],
    })
    const order = decideOrder({ entry: of }, terms('red'), rules)
    if (order === null) throw new Error('no order')
    const fault = (line: string, measure: Parameters<typeof faultIn>[0][number]['measure']) =>
      faultIn([{ line, level: 'red', measure, words: '' }], { red: order })?.why ?? null
    expect(fault('1#', { kind: 'stop' })).toBeNull()
    expect(fault('1#', { kind: 'reduce', share: 5000, base: null })).toBe('weaker')
    expect(fault('2#', { kind: 'reduce', share: 5000, base: null })).toBe('notComparable')
    expect(fault('9#', { kind: 'stop' })).toBe('noLine')
  })

  it('is explained by its clause', () => {
    const of = entry({ industry: 'other', grade: 'unrated', class: 'general', lines: entry().lines })
    const { steps } = explainOrder(
      {
        enterprise: 'e',
        entry: of,
        agreed: [{ line: '1#', level: 'red', measure: { kind: 'stop' }, words: '', clause }],
      },
      terms('red'),
      rules,
      { industries: loadIndustries(), areas: AREAS },
    )
    expect(steps.find(({ id }) => id === 'agreement')).toMatchObject({ clause, outcome: 'changesNothing' })
  })
})

describe('an allowance', () => {
  const exempt: Allowed = {
    line: null,
    measure: { kind: 'none' },
    words: '',
    clause: { id: 'exemption/1', document: '示例〔2020〕2 号', clause: '豁免', confidence: 'list' },
  }
  it('for the whole enterprise asks nothing of it, whatever the rules and agreements ask', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, measureArbitrary, (of, level, measure) => {
        const agreed = [{ line: '1#', level, measure, words: '', clause }]
        const order = decideOrder({ entry: of, agreed, allowed: [exempt] }, terms(level), rules)
        expect(order?.transport).toBeNull()
        expect(order?.promised).toEqual(NO_EMISSIONS)
        for (const line of order?.lines ?? []) {
          expect([line.action.measure.kind, line.also]).toEqual(['none', null])
          expect(line.clauses).toContain('exemption/1')
        }
      }),
      runs(200),
    )
  })

  it('for one line is what that line does, and leaves the others', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, measureArbitrary, (of, level, measure) => {
        const [without, after] = [[], [{ ...exempt, line: '1#', measure }]].map((allowed) =>
          decideOrder({ entry: of, allowed }, terms(level), rules),
        )
        for (const [n, line] of (after?.lines ?? []).entries())
          if (line.line === '1#') expect(line.action.measure).toEqual(measure)
          else expect(line).toEqual(without?.lines[n])
      }),
      runs(200),
    )
  })
})

describe('over HTTP', () => {
  let office: Office
  let plant = ''
  const ask: Office['ask'] = (...args) => office.ask(...args)
  beforeAll(async () => {
    office = await Office.open()
    await office.ask('owner', 'POST', '/lists', await workbook(countyList([CODE])))
    plant = await office.enterprise('plant')
  })
  afterAll(() => office.close())
  const measure = async (level: string, on: string) =>
    (await ask('dutyOfficer', 'GET', `/enterprises/${plant}/measure?level=${level}&on=${on}`)).body as unknown as {
      lines: { say: { zh: string } }[]
      steps: { id: string; outcome: string }[]
    }

  test('an agreement is drawn up, signed by two of the bureau and the enterprise, holds by its dates, and ends', async () => {
    const on = { from: '2020-12-20', until: '2021-03-31', document: '示例协〔2020〕3 号', creditCode: CODE }
    const draw = (measureOf: string, line = '1#', level = 'red', who = 'dutyOfficer', more = {}) =>
      ask(who, 'POST', '/agreements', { ...on, terms: [{ line, level, measure: measureOf }], ...more })
    const code = async (answer: ReturnType<typeof draw>) => (await answer).body['code']
    expect(await code(draw('限产10%'))).toBe('agreement.weaker')
    expect(await code(draw('停产', '9#'))).toBe('agreement.noLine')
    expect(await code(draw('洒水抑尘'))).toMatch(/^agreement\.(weaker|notComparable)$/)
    expect(await code(draw('少烧一点'))).toBe('hardship.unreadable')
    expect(await code(draw('停产', '1#', 'red', 'dutyOfficer', { until: '2020-12-19' }))).toBe('exemption.dates')
    expect(await code(draw('停产', '1#', 'red', 'dutyOfficer', { creditCode: 'X' }))).toBe('thing.unknown')
    expect((await draw('停产', '1#', 'red', 'countyOfficer')).status).toBe(403)
    expect((await draw('停产', '1#', 'red', 'elsewhere')).status).toBe(404)
    const drawn = await draw('停产')
    expect(drawn).toMatchObject({ status: 201, body: { signed: false, terms: [{ line: '1#', measure: '停产' }] } })
    const id = String(drawn.body['id'])
    const holds = async (day: string) =>
      (await measure('red', day)).steps.find((step) => step.id === 'agreement')?.outcome
    expect(await code(ask('dutyOfficer', 'POST', `/agreements/${id}/sign`))).toBe('agreement.samePerson')
    expect((await ask('elsewhere', 'POST', `/agreements/${id}/sign`)).status).toBe(404)
    expect((await ask('colleague', 'POST', `/agreements/${id}/sign`)).body).toMatchObject({ signed: false })
    expect(await code(ask('mayor', 'POST', `/agreements/${id}/sign`))).toBe('agreement.signed')
    expect(await holds('2020-12-26')).toBe('no')
    expect((await ask('enterprise', 'POST', `/me/agreements/${id}/sign`)).status).toBe(404)
    expect((await ask('plant', 'POST', `/me/agreements/${id}/sign`)).body).toMatchObject({ signed: true })
    expect(await holds('2020-12-26')).not.toBe('no')
    expect(await holds('2020-12-19')).toBe('no')
    expect(await holds('2021-04-01')).toBe('no')
    expect((await ask('plant', 'GET', '/me/agreements')).body.items).toMatchObject([{ id, signed: true }])
    // Told before its last day.
    await office.at('2021-03-20T00:00:00.000Z')
    const notices = (await ask('plant', 'GET', '/me/notices')).body.items.map((one) => Object(one['say']) as object)
    expect(JSON.stringify(notices)).toContain('协商减排协议有效期至 2021-03-31')
    expect((await ask('approver', 'POST', `/agreements/${id}/end`, { reason: '双方同意' })).body).toMatchObject({
      endedBecause: '双方同意',
    })
    expect(await code(ask('approver', 'POST', `/agreements/${id}/end`, { reason: 'r' }))).toBe('agreement.signed')
    expect(await holds('2021-03-25')).toBe('no')
  })

  test('an exemption holds from its confirmation, by its dates, is told before it ends, and ends by itself', async () => {
    await office.at('2021-03-21T00:00:00.000Z')
    const asked = { creditCode: CODE, ground: 'protectedTask', document: '示例函〔2021〕4 号', reason: '保障任务' }
    const propose = (who: string, from: string, until: string) =>
      ask(who, 'POST', '/exemptions', { ...asked, from, until })
    expect((await propose('dutyOfficer', '2021-04-02', '2021-04-01')).body['code']).toBe('exemption.dates')
    expect((await propose('countyOfficer', '2021-04-01', '2021-05-01')).status).toBe(403)
    expect((await propose('elsewhere', '2021-04-01', '2021-05-01')).status).toBe(404)
    const proposed = await propose('dutyOfficer', '2021-04-01', '2021-05-10')
    expect(proposed).toMatchObject({ status: 201, body: { decision: null } })
    expect((await propose('dutyOfficer', '2021-04-01', '2021-05-10')).body['code']).toBe('exemption.open')
    const path = `/exemptions/${String(proposed.body['id'])}`
    const decide = (who: string, decision = 'confirm') =>
      ask(who, 'POST', `${path}/decision`, { decision, reason: '属实' })
    const says = async (day: string) => (await measure('red', day)).lines.map(({ say }) => say.zh).join()
    expect((await decide('dutyOfficer')).body['code']).toBe('exemption.samePerson')
    expect((await ask('dutyOfficer', 'POST', `${path}/end`, { reason: 'r' })).body['code']).toBe('exemption.decided')
    expect(await says('2021-04-10')).not.toContain('豁免')
    expect((await decide('approver')).body).toMatchObject({ decision: 'confirm' })
    expect((await decide('mayor')).body['code']).toBe('exemption.decided')
    expect(await says('2021-04-10')).toContain('豁免（保障任务，至 2021-05-10）')
    expect((await measure('red', '2021-04-10')).steps.find(({ id }) => id === 'allowance')?.outcome).toBe('eases')
    expect(await says('2021-03-31')).not.toContain('豁免')
    expect(await says('2021-05-11')).not.toContain('豁免')
    const kinds = async () =>
      (await ask('plant', 'GET', '/me/notices')).body.items.map((one) => String(one['kind'])).slice(0, 2)
    expect((await kinds())[0]).toBe('exemption.granted')
    await office.at('2021-05-09T00:00:00.000Z')
    expect((await kinds())[0]).toBe('term.announced')
    await office.at('2021-05-11T00:00:00.000Z')
    expect((await kinds())[0]).toBe('term.passed')
    const next = await propose('dutyOfficer', '2021-05-11', '2021-06-30')
    const other = `/exemptions/${String(next.body['id'])}`
    await ask('approver', 'POST', `${other}/decision`, { decision: 'confirm', reason: '属实' })
    expect((await ask('approver', 'POST', `${other}/end`, { reason: '任务结束' })).body).toMatchObject({
      endedBecause: '任务结束',
    })
    expect(await says('2021-06-01')).not.toContain('豁免')
    expect((await ask('plant', 'GET', '/me/exemptions')).body.items).toHaveLength(2)
    expect((await ask('auditor', 'GET', '/exemptions')).body.items).toHaveLength(2)
    expect((await ask('auditor', 'GET', '/agreements')).body.items).toHaveLength(1)
  })
})
