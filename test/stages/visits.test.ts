import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byPlace,
  checklistOf,
  drawCount,
  drawn,
  faultOfSeen,
  riskOf,
  shareOut,
  visitsOf,
  type Candidate,
  type CheckItem,
  type Seen,
} from '../../src/inspection/decide.ts'
import { readForm } from '../../src/inspection/page/form.ts'
import { readVisitLink, visitLink } from '../../src/inspection/page/link.ts'
import { loadInspectionProcedure } from '../../src/rulebook/inspection.ts'
import { OUTCOMES } from '../../src/verification/verdict.ts'

const procedure = loadInspectionProcedure()
const id = fc.uuid()
const area = fc.constantFrom('140802', '140881', '140882')
const candidate: fc.Arbitrary<Candidate> = fc.record({
  enterprise: id,
  name: fc.constant('示例厂'),
  area,
  place: fc.constantFrom('', '解州镇', '泓芝驿镇'),
  kg: fc.integer({ min: 0, max: 100_000 }),
  verdict: fc.option(fc.record({ id, line: fc.constant('1#'), outcome: fc.constantFrom(...OUTCOMES) })),
  findings: fc.integer({ min: 0, max: 9 }),
  positive: fc.boolean(),
})
const candidates = fc.uniqueArray(candidate, { maxLength: 40, selector: ({ enterprise }) => enterprise })

describe('which enterprises are visited', () => {
  it('is where a verdict calls for it, then where most may be lost, then by lot; nobody twice', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 0, max: 30 }), fc.string(), (all, most, seed) => {
        const { visits, pool, drawn: lot } = visitsOf(procedure, all, { most, level: 'red', seed })
        expect(new Set(visits.map(({ enterprise }) => enterprise)).size).toBe(visits.length)
        const chosen = visits.filter(({ cause }) => cause !== 'random')
        expect(chosen.length).toBe(Math.min(most, all.length))
        expect(visits.length - chosen.length).toBe(drawCount(procedure, 'red', pool.length))
        expect(lot.every((one) => pool.includes(one))).toBe(true)
        const calls = ({ verdict }: Candidate) => verdict !== null && verdict.outcome !== 'compliant'
        const left = all.filter((other) => !chosen.some(({ enterprise }) => enterprise === other.enterprise))
        expect(new Set(left.flatMap((one) => (one.positive ? [] : [one.enterprise])))).toEqual(new Set(pool))
        if (chosen.some((one) => !calls(one))) expect(left.some(calls)).toBe(false)
        for (const one of chosen)
          for (const other of left)
            if (calls(one) === calls(other))
              expect(riskOf(procedure, one)).toBeGreaterThanOrEqual(riskOf(procedure, other))
      }),
    )
  })

  it('is found again by anybody who has the pool and the seed, and by no other seed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 30 }), fc.string(), (pool, seed) => {
        expect(drawn(pool, 3, seed)).toEqual(drawn(pool.toReversed(), 3, seed))
        expect(drawn(pool, 1, seed)).toEqual(drawn(pool, pool.length, seed).slice(0, 1))
      }),
    )
    const pool = Array.from({ length: 50 }, (_, n) => `enterprise ${n}`)
    expect(drawn(pool, 5, 'a')).not.toEqual(drawn(pool, 5, 'b'))
  })

  it('weighs tonnes, doubt and history, and is denser the higher the level', () => {
    const one: Candidate = {
      enterprise: 'e',
      name: 'n',
      area: '140802',
      place: '',
      kg: 10,
      verdict: null,
      findings: 0,
      positive: false,
    }
    const found = { ...one, verdict: { id: 'v', line: '1#', outcome: 'notCompliant' } } as const
    expect(riskOf(procedure, found)).toBeGreaterThan(riskOf(procedure, one))
    expect(riskOf(procedure, { ...one, kg: 20 })).toBe(2 * riskOf(procedure, one))
    expect(riskOf(procedure, { ...one, findings: 1 })).toBe(1.5 * riskOf(procedure, one))
    expect(riskOf(procedure, { ...one, findings: 99 })).toBe(riskOf(procedure, { ...one, findings: 4 }))
    const counts = (['blue', 'yellow', 'orange', 'red'] as const).map((level) => drawCount(procedure, level, 1000))
    expect(counts).toEqual([20, 30, 50, 100])
    expect(drawCount(procedure, 'yellow', 1)).toBe(1)
    expect(drawCount(procedure, 'red', 0)).toBe(0)
  })
})

describe('who is sent where', () => {
  const stop = fc.record({ id, area, place: fc.constantFrom('甲镇', '乙镇', '丙镇') })
  const stops = fc.uniqueArray(stop, { maxLength: 40, selector: (one) => one.id })
  const inspectors = fc.uniqueArray(fc.record({ id, area }), { minLength: 1, maxLength: 6, selector: (one) => one.id })

  it('is everybody’s fair share, once each', () => {
    fc.assert(
      fc.property(stops, inspectors, (all, people) => {
        const given = shareOut(all, people, false)
        expect(given.size).toBe(all.length)
        const loads = people.map(({ id: who }) => [...given.values()].filter((one) => one === who).length)
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
        // A piece of the way each: nobody comes back to where another has been meanwhile.
        const way = byPlace(all).map((one) => given.get(one.id))
        expect(way.filter((who, n) => who !== way[n - 1]).length).toBeLessThanOrEqual(people.length)
      }),
    )
  })

  it('is never one’s own county where it is crossed, and what nobody may be sent to is left', () => {
    fc.assert(
      fc.property(stops, inspectors, (all, people) => {
        const given = shareOut(all, people, true)
        const home = new Map(people.map((one) => [one.id, one.area]))
        for (const one of all) {
          const who = given.get(one.id)
          const able = people.some(({ area: own }) => own !== one.area)
          expect(who !== undefined).toBe(able)
          if (who !== undefined) expect(home.get(who)).not.toBe(one.area)
        }
      }),
    )
  })

  it('goes through a day by county and township', () => {
    const at = (name: string, county: string, place: string) => ({ id: name, area: county, place })
    const way = byPlace([
      at('a', '140882', '甲镇'),
      at('b', '140802', '乙镇'),
      at('c', '140802', '甲镇'),
      at('d', '140802', '乙镇'),
    ])
    expect(way.map((one) => one.area)).toEqual(['140802', '140802', '140802', '140882'])
    expect(new Set(way.slice(0, 3).map((one) => one.place)).size).toBe(2)
  })
})

describe('what is written down at a plant', () => {
  const checklist: CheckItem[] = [
    { id: 'line1', line: '1#', say: { zh: '1# 停产', en: '1# stops' } },
    { id: 'treatment', line: '', say: { zh: '治污设施', en: 'treatment' } },
  ]
  const seen: Seen = {
    answers: checklist.map((item) => ({ id: item.id, answer: 'yes', remark: null })),
    lines: [{ line: '1#', shows: 'stopped' }],
    outcome: 'compliant',
    finding: null,
    signed: { inspector: '卫某', plant: '孙某', refusedBecause: null },
  }

  it('is whole, agrees with itself, and is signed by both or says why not', () => {
    expect(faultOfSeen(checklist, seen)).toBeNull()
    const no = { id: 'line1', answer: 'no', remark: null } as const
    const finding = { kind: 'measuresNotTaken', text: '在产' }
    expect(faultOfSeen(checklist, { ...seen, answers: seen.answers.slice(1) })).toBe('unanswered')
    expect(faultOfSeen(checklist, { ...seen, answers: [], outcome: 'refused' })).toBeNull()
    expect(faultOfSeen(checklist, { ...seen, answers: [...seen.answers, { ...no, id: 'x' }] })).toBe('unknownItem')
    expect(faultOfSeen(checklist, { ...seen, answers: [no, ...seen.answers.slice(1)] })).toBe('saysNo')
    expect(faultOfSeen(checklist, { ...seen, outcome: 'notCompliant' })).toBe('noFinding')
    expect(faultOfSeen(checklist, { ...seen, outcome: 'notCompliant', finding })).toBeNull()
    expect(faultOfSeen(checklist, { ...seen, finding })).toBe('noFinding')
    const signed = (given: Partial<Seen['signed']>) =>
      faultOfSeen(checklist, { ...seen, signed: { ...seen.signed, ...given } })
    expect(signed({ inspector: '' })).toBe('unsigned')
    expect(signed({ plant: null })).toBe('unsigned')
    expect(signed({ plant: null, refusedBecause: '拒绝' })).toBeNull()
    expect(signed({ refusedBecause: '拒绝' })).toBe('unsigned')
  })

  it('comes from a form as it was meant, and anything else than its choices is none', () => {
    const form = {
      'a.line1': 'no',
      'r.line1': ' 窑在烧 ',
      'a.treatment': 'notSeen',
      'l.1#': 'running',
      outcome: 'notCompliant',
      kind: 'measuresNotTaken',
      text: '窑在烧',
      inspector: '卫某',
      refusedBecause: '负责人不在',
      seenAt: '2024-12-20T02:00:00.000Z',
    }
    const now = '2024-12-20T03:00:00.000Z'
    const read = (text: string) => (text === form.seenAt ? text : null)
    expect(readForm(checklist, form, now, read)).toEqual({
      answers: [
        { id: 'line1', answer: 'no', remark: '窑在烧' },
        { id: 'treatment', answer: 'notSeen', remark: null },
      ],
      lines: [{ line: '1#', shows: 'running' }],
      outcome: 'notCompliant',
      finding: { kind: 'measuresNotTaken', text: '窑在烧' },
      signed: { inspector: '卫某', plant: null, refusedBecause: '负责人不在' },
      seenAt: form.seenAt,
    })
    expect(readForm(checklist, { ...form, outcome: 'maybe' }, now, read)).toBeNull()
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (garbage) => {
        expect(readForm(checklist, { ...garbage, outcome: 'unclear' }, now, read)?.seenAt).toBe(now)
      }),
    )
  })

  it('is asked by the words of the order, and of what is asked everywhere', () => {
    expect(checklistOf(procedure, null).map((item) => item.id)).toEqual(procedure.checks.map((item) => item.id))
  })
})

describe('the link of an inspector’s day', () => {
  const keys = { master: Buffer.alloc(32, 7) }
  const officer = '0176752c-0000-7000-8000-00000000e001'

  it('opens that person’s page on that day and two more, and nothing else', () => {
    const [, , day = '', word = ''] = visitLink(keys, officer, '2024-12-20').split('/')
    expect(readVisitLink(keys, day, word, '2024-12-20')).toBe(officer)
    expect(readVisitLink(keys, day, word, '2024-12-22')).toBe(officer)
    expect(readVisitLink(keys, day, word, '2024-12-23')).toBeNull()
    expect(readVisitLink(keys, '2024-12-21', word, '2024-12-20')).toBeNull()
    expect(readVisitLink({ master: Buffer.alloc(32, 8) }, day, word, '2024-12-20')).toBeNull()
    expect(readVisitLink(keys, day, `${word.slice(0, -1)}!`, '2024-12-20')).toBeNull()
  })
})
