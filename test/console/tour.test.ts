import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { warningTable } from '../../machines/tables/warning.ts'
import { readForecast } from '../../src/console/web/forecastFile.ts'
import type { Change } from '../../src/console/web/api/warnings.ts'
import { STEPS, stepNow } from '../../src/console/web/shell/tour/steps.ts'

const ISSUE = { kind: 'issue', level: 'orange', rank: 2 } as Change
const LIFT = { kind: 'lift', level: 'orange', rank: 2 } as Change
const at = (state: string, change: Change | null, seen: string[] = [], answered = false) =>
  stepNow({ warning: { state, change }, seen, answered })

describe('the tour', () => {
  test('goes through an episode as the state of its warning does', () => {
    const seen = ['card', 'board']
    expect([
      stepNow({ warning: null, seen: [], answered: false }),
      at('proposed', ISSUE),
      at('proposed', ISSUE, ['card']),
      at('awaitingSignature', ISSUE, ['card']),
      at('scheduled.steady', null, ['card']),
      at('scheduled.steady', null, seen),
      at('scheduled.steady', null, seen, true),
      at('inForce.steady', null, seen, true),
      at('inForce.changeProposed', LIFT, seen, true),
      at('inForce.changeAwaitingSignature', LIFT, seen, true),
      at('lifted', null, seen, true),
    ]).toEqual(STEPS)
    expect(at('lifted', null, [...seen, 'review'])).toBe('done')
    expect([at('dismissed', null), at('withdrawn', null)]).toEqual(['otherwise', 'otherwise'])
    expect(at('lifting', null, seen, true)).toBe('start')
  })

  test('has something to do in every state of a warning that lives, and ends where the warning has ended', () => {
    const ENDED = { lifted: 'review', dismissed: 'otherwise', withdrawn: 'otherwise' }
    const before: readonly string[] = STEPS.slice(1, -1)
    for (const state of Object.keys(warningTable))
      if (state in ENDED) expect(at(state, null)).toBe(ENDED[state as keyof typeof ENDED])
      else expect(before).toContain(at(state, /proposed|awaiting/i.test(state) ? LIFT : null, ['card', 'board'], true))
  })
})

describe('a forecast file', () => {
  const partsOf = (text: string) => {
    const read = readForecast(text)
    return 'parts' in read ? read.parts : read.fault.en
  }

  test('is a series with its lines, by area, as it was written', () => {
    expect(partsOf('date,area,aqi,note\r\n2025-01-08,"示例, 市",210,x\n\n2025-01-09,140800,很差\n')).toEqual([
      { area: '示例, 市', values: [{ at: '2025-01-08', aqi: 210 }], lines: [2] },
      { area: '140800', values: [{ at: '2025-01-09', aqi: '很差' }], lines: [4] },
    ])
    expect(partsOf('pm25,date\n80,2025-01-08')).toEqual([
      { area: '', values: [{ at: '2025-01-08', pm25: 80 }], lines: [2] },
    ])
  })

  test('is a bulletin as feeds send it', () => {
    const bulletin = {
      provider: 'p',
      area: '140800',
      issuedAt: '2025-01-06T18:00+08:00',
      values: [{ at: '2025-01-08' }],
    }
    expect(partsOf(JSON.stringify(bulletin))).toEqual([{ ...bulletin, lines: [null] }])
  })

  test('that can not be read is answered with what it lacks', () => {
    expect(partsOf(' ')).toMatch(/Nothing/)
    expect(partsOf('{"values": [')).toMatch(/JSON/)
    expect(partsOf('{"values": []}')).toMatch(/no values/)
    expect(partsOf('day,aqi\n1,2')).toMatch(/date/)
    expect(partsOf('date,level\n2025-01-08,red')).toMatch(/aqi/)
    expect(partsOf('date,aqi\n')).toMatch(/no values/)
  })

  test('says neither more nor less than it holds, whatever stands in its cells', () => {
    const cell = fc.string().filter((text) => !/[",\r\n]/.test(text))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const parts = partsOf(['date,aqi', ...rows.map(([date, aqi]) => `x${date},y${aqi}`)].join('\n'))
        expect(typeof parts === 'string' ? parts : parts.flatMap(({ values }) => values)).toEqual(
          rows.map(([date, aqi]) => ({ at: `x${date}`.trim(), aqi: `y${aqi}`.trim() })),
        )
      }),
    )
  })
})
