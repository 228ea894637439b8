import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WARNING_LEVELS, type WarningLevel } from '../../src/model/level.ts'
import { addMinutes, epochMs, instantOf } from '../../src/model/time.ts'
import { RULES } from '../../src/rulebook/books.ts'
import { departmentRungs, tasksAt } from '../../src/rulebook/taskForms.ts'
import { loadTaskBooks } from '../../src/rulebook/tasks.ts'
import { askedTasks, beginOf, changesOf, type Ground, type HeldTask } from '../../src/tasks/departments/decide.ts'
import { firstWay, wayOnRung, waysOfChange } from '../../src/tasks/messages/decide.ts'
import { taskLetter } from '../../src/tasks/messages/letter.ts'
import type { DepartmentContact } from '../../src/tasks/registry/store.ts'
import { rulesWith } from '../help/rules.ts'

const books = loadTaskBooks()
const bookOf = (day: string, area: string) => books.inForce(day, area) ?? expect.fail(`no book for ${area}`)
const yuncheng = bookOf('2024-12-25', '140800')
const AREAS = [
  { code: '140800', as: 'city' },
  { code: '140802', as: 'county' },
] as const

const NOW = '2024-12-25T10:00:00.000Z'
const minute = (least: number, most: number) => fc.integer({ min: least, max: most }).map((n) => addMinutes(NOW, n))
const ground: fc.Arbitrary<Ground> = fc.record({
  measures: fc.constantFrom(...WARNING_LEVELS),
  signedAt: minute(-3000, 0),
  startsAt: minute(-3000, 3000),
  endsAt: fc.option(minute(3001, 9000)),
  restsFrom: fc.option(minute(-100, 100)),
})
const held = (asked: ReturnType<typeof askedTasks>): HeldTask[] => asked.map((one, n) => ({ ...one, id: String(n) }))

describe('the books of tasks', () => {
  it('are found by the smallest area and by the day', () => {
    expect(yuncheng.id).toBe('yuncheng-2021')
    expect(bookOf('2024-12-25', '140882').id).toBe('yuncheng-2021')
    expect(bookOf('2020-12-25', '140800').id).toBe('cn-law-96')
    expect(bookOf('2024-12-25', '140900').id).toBe('cn-law-96')
    expect(books.inForce('2014-01-01', '140800')).toBeNull()
    expect(bookOf('2015-12-25', '310000').id).toBe('shanghai-2014')
  })

  it('ask at each level for what the levels below it ask, or for what stands in its place', () => {
    for (const book of books.all)
      for (const [n, level] of WARNING_LEVELS.entries()) {
        const milder = WARNING_LEVELS[n - 1]
        if (milder === undefined) continue
        const asked = tasksAt(book, level)
        const ids = new Set([...asked.map(({ id }) => id), ...book.tasks.flatMap(({ instead }) => instead)])
        for (const { id } of tasksAt(book, milder)) expect(ids, `${book.id} ${level}`).toContain(id)
        const [own, below] = [departmentRungs(book, level), departmentRungs(book, milder)]
        own.forEach(({ minutes }, at) => expect(minutes).toBeLessThanOrEqual(below[at]?.minutes ?? 0))
      }
  })

  it('say of each task by which document, or that it is a design', () => {
    for (const book of books.all)
      for (const { id, source, status } of book.tasks)
        expect(source !== undefined || status === 'design', id).toBe(true)
  })

  it.each([
    ['a task in the place of none', '[site-dust]', '[no-such]', /there is no no-such/],
    ['an id that stands twice', 'id: spoil-trucks', 'id: grilling', /grilling stands twice/],
    [
      'a task from memory',
      'clause: 橙色预警措施, confidence: V2',
      "clause: 橙色预警措施, confidence: 'M?'",
      /never active/,
    ],
    ['a rung that a higher level reaches later', 'orange: 20, red: 10', 'orange: 20, red: 50', /asked later/],
    ['a department that is none', 'department: weather', 'department: navy', /department/],
  ])('are refused with %s', (_, before, after, why) => {
    expect(() => loadTaskBooks(rulesWith('tasks/yuncheng-2021.yaml', [before, after]))).toThrow(why)
  })

  it('stop the load where two are in force at once', () => {
    const twin = { ...yuncheng, id: 'twin' }
    const text = JSON.stringify({ ...twin, tasks: [{ ...yuncheng.tasks[0], bans: [] }] }).replace(
      /"cutOff":null,?/g,
      '',
    )
    expect(() => loadTaskBooks(rulesWith('tasks/twin.yaml', text))).toThrow(/same days and for the same area/)
    expect(RULES).toContain('rules')
  })
})

describe('what departments are asked', () => {
  it('is each task once in each area, with its span and the hour of its report', () => {
    fc.assert(
      fc.property(ground, (given) => {
        const asked = askedTasks(yuncheng, given, AREAS)
        expect(new Set(asked.map(({ area, rule }) => `${area} ${rule}`)).size).toBe(asked.length)
        for (const { begins, ends, reportBy, rests } of asked) {
          expect(begins >= given.signedAt || begins === given.startsAt).toBe(true)
          expect(begins < reportBy).toBe(true)
          if (ends !== null) expect(begins < ends).toBe(true)
          expect([ends, rests]).toEqual([given.endsAt, given.restsFrom])
        }
      }),
    )
  })

  it('changes nothing where everything is as it is asked', () => {
    fc.assert(
      fc.property(ground, (given) => {
        const asked = askedTasks(yuncheng, given, AREAS)
        expect(changesOf(held(asked), asked, NOW)).toEqual({ issue: [], move: [], release: [] })
      }),
    )
  })

  it('after the changes is exactly what is asked: none twice, none left over, none begun anew', () => {
    fc.assert(
      fc.property(ground, ground, (before, after) => {
        const own = held(askedTasks(yuncheng, before, AREAS))
        const asked = askedTasks(yuncheng, after, AREAS)
        const { issue, move, release } = changesOf(own, asked, NOW)
        const gone = new Set(release.map(({ id }) => id))
        const stays = own.filter(({ id }) => !gone.has(id))
        const lives = [...stays, ...issue].map(({ area, rule }) => `${area} ${rule}`)
        expect(lives.toSorted()).toEqual(asked.map(({ area, rule }) => `${area} ${rule}`).toSorted())
        for (const one of move)
          if (one.held.begins <= NOW)
            expect([one.asked.begins, one.asked.reportBy]).toEqual([one.held.begins, one.held.reportBy])
      }),
    )
  })

  it('asks nothing when nothing is asked for: all of it is released', () => {
    fc.assert(
      fc.property(ground, (given) => {
        const own = held(askedTasks(yuncheng, given, AREAS))
        expect(changesOf(own, [], NOW)).toEqual({ issue: [], move: [], release: own })
      }),
    )
  })

  it('names bans of vehicles, and a quota only where the city has set one', () => {
    const given: Ground = { measures: 'orange', signedAt: NOW, startsAt: NOW, endsAt: null, restsFrom: null }
    const what = (rule: string, quota?: number) =>
      askedTasks(yuncheng, given, AREAS, () => quota ?? null).find((one) => one.rule === rule)?.content.what.zh ?? ''
    expect(what('trucks-stage-4')).toContain('国四及以下重型载货车辆（含燃气）')
    expect(what('machinery-orange')).toContain('国二及以下非道路移动机械')
    expect(what('truck-quota')).toContain('另行确定')
    expect(what('truck-quota', 1200)).toContain('每日配额 1200 车次（本级设定）')
  })
})

describe('a cut-off hour', () => {
  const schools = bookOf('2015-12-25', '310000').tasks[0] ?? expect.fail('no task')
  const signed = (signedAt: string, day = '2015-12-26') => {
    const startsAt = new Date(Date.parse(`${day}T00:00:00+08:00`)).toISOString()
    const { begins, meanwhile, certain } = beginOf(schools, { signedAt: new Date(signedAt).toISOString(), startsAt })
    return [instantOf(epochMs(begins) + 8 * 3_600_000).slice(0, 16), meanwhile !== null, certain]
  }

  it.each([
    [
      'before 22:00 of the day before: that day, whatever is signed afterwards',
      '2015-12-25T21:59:00+08:00',
      '2015-12-26T00:00',
      false,
      true,
    ],
    ['after 22:00: that day', '2015-12-25T22:00:00+08:00', '2015-12-26T00:00', false, false],
    ['before 06:00: that day, of which some has passed', '2015-12-26T05:59:00+08:00', '2015-12-26T05:59', false, false],
    [
      'from 06:00 on: the next day, and until then classes without going out',
      '2015-12-26T06:00:00+08:00',
      '2015-12-27T00:00',
      true,
      true,
    ],
  ])('%s', (_, at, begins, meanwhile, certain) => {
    expect(signed(at)).toEqual([begins, meanwhile, certain])
  })
})

describe('who is told', () => {
  const contactOf = (n: number, of: Partial<DepartmentContact> = {}): DepartmentContact => ({
    id: `c${n}`,
    department: 'd',
    position: n,
    post: null,
    head: false,
    person: `p${n}`,
    ways: ['sms'],
    url: null,
    ...of,
  })
  const some = [
    contactOf(1, { ways: [] }),
    contactOf(2),
    contactOf(3),
    contactOf(4, { head: true, ways: ['voice', 'mail'] }),
  ]
  const OPEN = ['webhook', 'sms', 'voice', 'mail'] as const

  it('is the first contact to whom a way leads, then another, then the head', () => {
    expect(firstWay(some, OPEN)).toMatchObject({ contact: { id: 'c2' }, channel: 'sms', address: 'p2' })
    expect(wayOnRung('secondContact', some, new Set(['c2']), OPEN)?.contact.id).toBe('c3')
    expect(wayOnRung('secondContact', some, new Set(['c2', 'c3']), OPEN)).toBeNull()
    expect(wayOnRung('head', some, new Set(['c2']), ['mail'])).toMatchObject({ contact: { id: 'c4' }, channel: 'mail' })
    expect(wayOnRung('head', some, new Set(['c4']), OPEN)).toBeNull()
  })

  it('is the head where nobody else can be, and nobody where no way is open', () => {
    expect(firstWay(some, ['voice'])?.contact.id).toBe('c4')
    expect(firstWay(some, [])).toBeNull()
  })

  it('of a change is whoever has been told, each once', () => {
    expect(waysOfChange(some, new Set(['c3', 'c4']), OPEN).map(({ contact }) => contact.id)).toEqual(['c2', 'c3', 'c4'])
    expect(waysOfChange(some, new Set(['c2']), OPEN).map(({ contact }) => contact.id)).toEqual(['c2'])
  })
})

describe('what a department is told', () => {
  const words = (zh: string) => ({ zh, en: zh })
  const task = (zh: string, rests: string | null = null) => ({ title: words(zh), begins: NOW, ends: null, rests })
  const warning = { id: 'w', name: '运城市 2024-12-26', areaName: '运城市', level: 'orange' as WarningLevel }
  const letter = (news: object, purpose: 'issued' | 'head' = 'issued') =>
    taskLetter({ id: 'd', area: '140800', kind: 'police', name: '市公安局\n〔假〕' }, purpose, {
      warning,
      issued: [],
      moved: [],
      released: [],
      answer: null,
      ...news,
    })

  it('is what to do, from when to when, by how many titles there are', () => {
    const { texts } = letter({ issued: ['甲', '乙', '丙', '丁'].map((title) => task(title)) })
    expect(texts.short).toBe(
      '〔部门任务〕市公安局 〔假〕：运城市橙色预警，请执行甲、乙、丙等 4 项任务，12月25日18时起，至另行通知解除为止。回复 1 表示收到，反馈请点链接：',
    )
    expect(texts.long).toContain('\n丁：')
  })

  it('is what has moved, rests and has ended, and what the desk says', () => {
    const { zh } = letter({ moved: [task('甲', NOW)], released: [task('乙')], answer: '从支队抽调' }, 'head').say
    expect(zh).toContain('均未回复，请督促办理')
    expect(zh).toContain('甲继续有效，自12月25日18时起暂停执行')
    expect(zh).toContain('乙自即时起解除，不再执行')
    expect(zh).toContain('值班员答复：从支队抽调')
  })
})
