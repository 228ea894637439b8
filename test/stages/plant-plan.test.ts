import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { checkPlan, withPlan, type PlannedMeasure, type PlantPlan } from '../../src/inventory/plantPlan/decide.ts'
import { readPeople } from '../../src/db/person.ts'
import { NO_EMISSIONS } from '../../src/model/tonnes.ts'
import { contextOn } from '../../src/inventory/checks/context.ts'
import { titled } from '../../src/inventory/findingWords.ts'
import { readList } from '../../src/inventory/reading.ts'
import { namedEnterprises } from '../../src/inventory/workbooks/export.ts'
import { writeWorkbook } from '../../src/inventory/writing.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { entry, line } from '../help/entries.ts'
import { CODE, workbook } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

const book = loadMeasures()
const TODAY = '2020-12-18'
const responsible = { name: '赵甲子', phone: '15400000001' }
const stop: PlannedMeasure<typeof responsible> = {
  text: '停产',
  type: '停产',
  value: '',
  unit: '',
  base: '',
  noticeHours: 24,
  means: ['power'],
  responsible,
  reduction: NO_EMISSIONS,
}
const plan = (change: Partial<typeof stop> = {}, meanwhile: string | null = null): PlantPlan<typeof responsible> => ({
  lines: [{ number: '1#', meanwhile, measures: { yellow: stop, orange: stop, red: { ...stop, ...change } } }],
})
const context = contextOn(TODAY, null, { industries: loadIndustries(), measures: book })
const codes = (of: PlantPlan<typeof responsible>, listed = entry()) =>
  checkPlan(of, { ...listed, monitoring: ['power'] }, context).map(({ code }) => code)

describe('the check of a plan', () => {
  it('finds nothing in one that can be done, monitored and checked', () => {
    expect(codes(plan())).toEqual([])
  })

  it.each([
    ['measure-not-verifiable', plan({ means: [] })],
    ['responsible-missing', plan({ responsible: null })],
    ['measure-unreadable', plan({ type: '', text: '' })],
    [
      'measure-load-where-line-must-stop',
      plan({ type: '限产', value: '50', unit: '%', base: '产能', text: '限产50%' }),
    ],
    ['measure-contradictory', plan({ type: '限产', value: '50', unit: '%', base: '产能' })],
    ['notice-shorter-than-safe-stop', plan({ noticeHours: 4 })],
    ['measure-missing-level', { lines: [{ number: '1#', meanwhile: null, measures: { yellow: stop, orange: stop } }] }],
    ['line-missing', { lines: [...plan().lines, { number: '9#', meanwhile: null, measures: {} }] }],
    ['line-duplicate', { lines: [...plan().lines, ...plan().lines] }],
  ])('finds %s', (code, faulty) => {
    expect(codes(faulty)).toContain(code)
  })

  it('takes a short notice where the plan says what holds meanwhile', () => {
    expect(codes(plan({ noticeHours: 4 }, '降至最低负荷'))).toEqual([])
  })

  it('never lets a plan be weaker than the verified table of the day', () => {
    const clinker = entry({ industry: 'cement', industryKind: 'clinker', grade: 'C' })
    const cell = book.cell('cement', 'clinker', 'C', 'red', TODAY)
    expect(cell?.measures.length).toBeGreaterThan(0)
    const idle = { ...stop, type: '不停不限', text: '正常生产' }
    const nothing = { lines: [{ number: '1#', meanwhile: null, measures: { yellow: idle, orange: idle, red: idle } }] }
    expect(codes(nothing, clinker)).toContain('measure-weaker-than-table')
    // Who decides alone has no table to be measured by.
    expect(codes(nothing, { ...clinker, grade: 'A' })).toEqual([])
  })

  it('is made to an entry line by line, and leaves what it does not name', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom<string>('1#', '2#', '3#'), { minLength: 1 }),
        fc.option(fc.string()),
        (numbers, meanwhile) => {
          const all = { yellow: { kind: 'none' }, orange: { kind: 'none' }, red: { kind: 'none' } } as const
          const before = entry({ lines: ['1#', '2#', '3#'].map((number) => line(number, all)) })
          const one = { ...stop, responsible: 'person-9' }
          const measures = { yellow: one, orange: one, red: one }
          const after = withPlan(before, { lines: numbers.map((number) => ({ number, meanwhile, measures })) }, TODAY)
          expect(after.planDated).toBe(TODAY)
          for (const [n, was] of before.lines.entries()) {
            if (!numbers.includes(was.number)) expect(after.lines[n]).toEqual(was)
            else
              expect(after.lines[n]).toMatchObject({
                meanwhile,
                measures: { red: { measure: { kind: 'stop' }, responsible: 'person-9' } },
              })
          }
        },
      ),
    )
  })
})

describe('a plan over HTTP', () => {
  let office: Office
  beforeAll(async () => {
    office = await Office.open()
    await office.ask('owner', 'POST', '/lists', await workbook(countyList([CODE])))
    await office.enterprise('plant')
  })
  afterAll(() => office.close())
  const ask: Office['ask'] = (...args) => office.ask(...args)
  const kg = { so2: '80', nox: '0', pm: '0', vocs: '0' }
  const written = (change: object = {}) => {
    const one = { ...stop, reduction: kg }
    return { lines: [{ number: '1#', measures: { yellow: one, orange: one, red: { ...one, ...change } } }] }
  }
  let path = ''

  test('is written by the enterprise, and stays with it while it has errors', async () => {
    expect((await ask('plant', 'POST', '/me/plan/submit')).body['code']).toBe('plan.none')
    expect((await ask('enterprise', 'POST', '/me/plan', written())).body['code']).toBe('plan.notListed')
    expect((await ask('countyOfficer', 'POST', '/me/plan', written())).status).toBe(403)
    const draft = await ask('plant', 'POST', '/me/plan', written({ responsible: null }))
    expect(draft).toMatchObject({ status: 200, body: { state: 'drafted', revision: 1 } })
    path = `/plans/${String(draft.body['id'])}`
    expect((await ask('plant', 'POST', '/me/plan/submit')).body).toMatchObject({
      code: 'plan.faulty',
      detail: expect.stringContaining('1# red the step has no responsible person') as string,
    })
    expect((await ask('plant', 'GET', '/me/plan')).body).toMatchObject({
      underWay: { state: 'drafted', findings: [{ code: 'responsible-missing' }] },
      inForce: null,
    })
  })

  test('keeps its people by reference, and forgets those of an earlier draft', async () => {
    const { db, keys } = office.server.world
    const named = async () => {
      const rows = await db.rows<{ content: string }>('select content::text as content from plant_plan')
      expect(rows[0]?.content).not.toMatch(/赵甲子|15400000001/)
      return [...new Set(rows[0]?.content.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g))]
    }
    const before = await named()
    expect((await readPeople(db, keys, before)).size).toBe(2)
    await ask('plant', 'POST', '/me/plan', written())
    expect((await readPeople(db, keys, before)).size).toBe(0)
    expect((await readPeople(db, keys, await named())).size).toBe(3)
  })

  test('shows its telephone numbers in full to the plant, masked to officers, who open them with a reason', async () => {
    const phones = (body: object) => [...new Set(JSON.stringify(body).match(/"phone":"[^"]*"/g))]
    expect(phones((await ask('plant', 'GET', '/me/plan')).body)).toEqual(['"phone":"15400000001"'])
    expect(phones((await ask('countyOfficer', 'GET', path)).body)).toEqual(['"phone":"154****0001"'])
    const open = { as: 'planned', id: path.replace('/plans/', ''), reason: '核实责任人' }
    const opened = await ask('countyOfficer', 'POST', '/persons/open', open)
    expect(phones(opened.body)).toEqual(['"phone":"15400000001"'])
    expect((await ask('elsewhere', 'POST', '/persons/open', open)).status).toBe(404)
  })

  test('is reviewed, sent back, approved from its day, and told', async () => {
    expect((await ask('plant', 'POST', '/me/plan/submit')).body['state']).toBe('submitted')
    expect((await ask('plant', 'POST', '/me/plan', written())).body['code']).toBe('event.refused')
    const review = (who: string, body: object) => ask(who, 'POST', `${path}/review`, { reason: '已核', ...body })
    expect((await review('auditor', { decision: 'return' })).status).toBe(403)
    expect((await review('elsewhere', { decision: 'return' })).status).toBe(404)
    expect((await review('countyOfficer', { decision: 'return' })).body).toMatchObject({
      state: 'returned',
      remark: '已核',
    })
    await ask('plant', 'POST', '/me/plan/submit')
    const approve = { decision: 'approve', from: '2020-12-20', until: '2021-12-31' }
    expect((await review('countyOfficer', { ...approve, until: '2020-12-19' })).body['code']).toBe('plan.dates')
    expect((await review('countyOfficer', approve)).body).toMatchObject({
      state: 'approved',
      lines: [{ number: '1#' }],
    })
    await office.at('2020-12-19T16:00:00.000Z')
    expect((await ask('countyOfficer', 'GET', '/plans?state=inForce')).body.items).toMatchObject([{ revision: 1 }])
    const kinds = (await ask('plant', 'GET', '/me/notices')).body.items.map((one) => String(one['kind']))
    expect(kinds.sort()).toEqual(['plan.PLAN_APPROVED', 'plan.PLAN_RETURNED'])
  })

  test('has to be revised when the process changes, and the next one takes its place', async () => {
    expect((await ask('countyOfficer', 'POST', `${path}/revision`, { ground: 'weather', reason: 'r' })).status).toBe(
      400,
    )
    const called = await ask('countyOfficer', 'POST', `${path}/revision`, { ground: 'process', reason: '换了窑' })
    expect(called.body).toMatchObject({ state: 'revisionCalled', ground: 'process' })
    const next = await ask('plant', 'POST', '/me/plan', written({ noticeHours: 36 }))
    expect(next.body).toMatchObject({ revision: 2, state: 'drafted' })
    await ask('plant', 'POST', '/me/plan/submit')
    const approve = { decision: 'approve', from: '2020-12-20', reason: '同意' }
    const approved = await ask('countyOfficer', 'POST', `/plans/${String(next.body['id'])}/review`, approve)
    expect(approved.body['state']).toBe('inForce')
    await office.hands.settle()
    expect((await ask('countyOfficer', 'GET', path)).body['state']).toBe('replaced')
    expect((await ask('plant', 'GET', '/me/plan')).body).toMatchObject({ underWay: null, inForce: { revision: 2 } })
  })

  test('is in the next version of the list, which is drafted from the one in force, with the grades of since', async () => {
    const evidence = [{ name: '自评报告.pdf', sha256: 'b'.repeat(64), bytes: 9 }]
    const applied = await ask('plant', 'POST', '/me/grades/applications', { industry: 'cement', grade: 'D', evidence })
    const grade = `/grades/${String(applied.body['id'])}`
    for (const who of ['countyOfficer', 'dutyOfficer'])
      await ask(who, 'POST', `${grade}/review`, { decision: 'pass', reason: '同意' })
    await ask('dutyOfficer', 'POST', `${grade}/publish`, { validUntil: '2021-12-31', reason: '公示' })
    await office.at('2021-01-10T00:00:00.000Z')
    const [list] = (await ask('dutyOfficer', 'GET', '/lists')).body.items
    expect((await ask('countyOfficer', 'POST', `/lists/${String(list?.['id'])}/drafts`)).status).toBe(403)
    const drafted = await ask('dutyOfficer', 'POST', `/lists/${String(list?.['id'])}/drafts`)
    expect(drafted).toMatchObject({
      status: 201,
      body: { state: 'checked', draftedFrom: list?.['id'], enterprises: 1 },
    })
    const draft = String(drafted.body['id'])
    const compared = await ask('dutyOfficer', 'GET', `/lists/${String(list?.['id'])}/compare/${draft}`)
    const changes = (compared.body['changed'] as { changes: { what: string }[] }[])[0]?.changes ?? []
    expect(changes.map(({ what }) => what)).toEqual([
      'grade',
      'gradeUntil',
      'planDated',
      'means',
      'reduction SO2',
      'reduction NOx',
      'reduction PM',
      'reduction VOCs',
      'means',
      'reduction SO2',
      'reduction NOx',
      'reduction PM',
      'reduction VOCs',
      'noticeHours',
      'means',
      'reduction SO2',
      'reduction NOx',
      'reduction PM',
      'reduction VOCs',
    ])
    expect((await ask('dutyOfficer', 'POST', `/lists/${draft}/drafts`)).body['code']).toBe('list.notInForce')
    // What nobody looked at since the import is looked at again, as if the draft had come in as the workbook that it makes.
    const { world } = office.server
    const enterprises = await namedEnterprises(world, draft, new Set(['140802']))
    const bytes = await writeWorkbook({ enterprises }, world.areas, loadIndustries())
    const linted = await readList(bytes, world.areas, loadIndustries(), { asOf: '2021-01-10' })
    const { items } = (await ask('dutyOfficer', 'GET', `/lists/${draft}/findings`)).body
    expect(items.map((one) => String(one['code']))).toContain('ratio-short')
    expect(items).toEqual(linted.findings.map(titled))
    // The draft's people are those of the list in force: another import that begins does not forget them.
    const { db, keys } = office.server.world
    await db.rows('update list set complete_at = null where id = $1', [draft])
    await ask('dutyOfficer', 'POST', '/lists', await workbook(countyList([CODE])))
    const people = await db.rows<{ id: string }>('select person_id as id from contact where list_id = $1', [
      list?.['id'],
    ])
    expect(
      (
        await readPeople(
          db,
          keys,
          people.map(({ id }) => id),
        )
      ).size,
    ).toBe(2)
  })
})
