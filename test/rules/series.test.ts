import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { dayNumber, hourNumber, showDay, showHour } from '../../src/feed/calendar.ts'
import { readSeries } from '../../src/feed/series.ts'

const read = (text: string) => readSeries(new TextEncoder().encode(text), 'f.csv')

describe('a series file', () => {
  it('is read with its columns in any order, its numbers exact', () => {
    const series = read('area,aqi,cause,date\n运 城,208.10,dust,2020-12-26\n运 城,,,2020-12-27\n')
    expect(series.pace).toBe('day')
    expect(series.rows.map(({ area, date, aqi, cause }) => [area, date, aqi, cause])).toEqual([
      ['运 城', '2020-12-26', '208.10', 'dust'],
      ['运 城', '2020-12-27', '', null],
    ])
  })

  it('has one area where a name differs by the blanks around it alone', () => {
    const { areas } = read('date,area,aqi\n2020-12-26, 甲 ,1\n2020-12-27,甲,2\n')
    expect([...areas].map(([area, rows]) => [area, rows.map((row) => row.aqi)])).toEqual([['甲', ['1', '2']]])
    expect(() => read('date,area,aqi\n2020-12-26, 甲,1\n2020-12-26,甲,2\n')).toThrow('甲 2020-12-26 stands in row 2')
  })

  it.each(['999999999999999999999999999999', `200.${'0'.repeat(60)}1`, '0000000000000200'])(
    'takes a number however exact it is: %s',
    (aqi) => {
      expect(read(`date,area,aqi\n2020-01-01,x,${aqi}\n`).rows[0]?.aqi).toBe(aqi)
    },
  )

  it('names the columns without a name and those of another pace, and reads on', () => {
    expect(read('date,area,aqi,,\n2020-01-01,x,1,,\n').ignored).toEqual([''])
    expect(read('date,area,aqi,wind,wind\n2020-01-01,x,1,2,3\n').ignored).toEqual(['wind'])
    const days = read('date,area,aqi,o3_1h,o3_8h\n2020-01-01,x,1,none,2\n')
    expect([days.ignored, days.pollutants, days.rows[0]?.concentrations]).toEqual([['o3_1h'], ['o3_8h'], ['2']])
    const hours = read('date,area,o3_1h\n2020-01-01T00:00,x,7\n')
    expect([hours.ignored, hours.rows[0]?.concentrations]).toEqual([[], ['7']])
  })

  it('may begin with a byte order mark, end its lines with CRLF and have blank lines', () => {
    expect(read('\ufeffdate,area,aqi\r\n\r\n2020-12-26,x,1\r\n\r\n').rows).toHaveLength(1)
  })

  it('may have no rows', () => {
    expect(read('date,area,pm25').rows).toEqual([])
  })

  it('names the columns that it does not know', () => {
    expect(read('date,area,aqi,weather,wind\n').ignored).toEqual(['weather', 'wind'])
  })

  it('sorts each area by time and keeps the order of the file beside it', () => {
    const { rows, areas } = read('date,area,aqi\n2020-01-02,b,1\n2020-01-05,a,2\n2020-01-01,b,3\n')
    expect(rows.map((row) => row.aqi)).toEqual(['1', '2', '3'])
    expect([...areas].map(([area, own]) => [area, own.map((row) => row.aqi)])).toEqual([
      ['b', ['3', '1']],
      ['a', ['2']],
    ])
  })

  it.each([
    ['', 'f.csv: row 1: no header; it needs date, area and aqi or concentrations'],
    ['2020-01-01,x,1,,\n2020-01-02,x,2,,\n', 'f.csv: row 1: no header; it needs date, area and aqi or concentrations'],
    ['date,,\n2020-01-01,x,1\n', 'f.csv: row 1: column area is missing'],
    [
      `date,area,aqi\n2020-01-01,x,${'9'.repeat(121)}\n`,
      `f.csv: row 2, column aqi: "${'9'.repeat(40)}…" has more than 120 characters`,
    ],
    ['date,area,o3_1h\n2020-01-01T00:00,x,low\n', 'f.csv: row 2, column o3_1h: "low" is not a number'],
    ['date,aqi\n', 'f.csv: row 1: column area is missing'],
    ['area,aqi\n', 'f.csv: row 1: column date is missing'],
    ['date,area,weather\n', 'neither aqi nor a concentration'],
    ['date,area,aqi,aqi\n', 'f.csv: row 1: column "aqi" twice'],
    ['date,area,aqi\n2020-01-01,x,1\n2020-01-02,x,high\n', 'f.csv: row 3, column aqi: "high" is not a number'],
    ['date,area,aqi\n2020-01-01,x,-1\n', 'f.csv: row 2, column aqi: "-1" is not a number of 0 or more'],
    ['date,area,aqi\n2020-01-01,x,NaN\n', 'row 2, column aqi'],
    ['date,area,aqi\n2020-01-01,x,1e3\n', 'row 2, column aqi'],
    ['date,area,aqi,pm25\n2020-01-01,x,1,低\n', 'f.csv: row 2, column pm25: "低"'],
    [
      'date,area,aqi,cause\n2020-01-01,x,1,smoke\n',
      'f.csv: row 2, column cause: "smoke" is none of pm, o3, dust, fireworks',
    ],
    ['date,area,aqi\n2023-02-29,x,1\n', 'f.csv: row 2, column date: "2023-02-29"'],
    ['date,area,aqi\n,x,1\n', 'row 2, column date'],
    ['date,area,aqi\n2023-02-28T07:30,x,1\n', 'row 2, column date'],
    ['date,area,aqi\n2023-02-28T24:00,x,1\n', 'row 2, column date'],
    ['date,area,aqi\n2023-02-28,,1\n', 'f.csv: row 2, column area: empty'],
    [
      'date,area,aqi\n2023-02-28,x,1\n2023-02-28T00:00,x,1\n',
      'f.csv: row 3, column date: "2023-02-28T00:00": this file began with days',
    ],
    [
      'date,area,aqi\n2023-02-28,x,1\n2023-02-27,x,1\n2023-02-28,x,\n',
      'f.csv: row 4, column date: x 2023-02-28 stands in row 2 already',
    ],
    ['date,area,aqi\n2023-02-28,x\n', 'f.csv: row 2: 2 cells, the header has 3 columns'],
    ['date,area,aqi\n2023-02-28,"x,1\n', 'f.csv: row 2'],
  ])('refuses %j by row and column', (text, message) => {
    expect(() => read(text)).toThrow(InputError)
    expect(() => read(text)).toThrow(message)
  })

  it('refuses what is not UTF-8 and says what to do', () => {
    expect(() => readSeries(Uint8Array.of(0xb3, 0xc7), 'f.csv')).toThrow('f.csv: not UTF-8')
  })

  it('answers garbage with a refusal and nothing else', () => {
    const cells = fc.constantFrom(
      '2020-01-01',
      '2020-01-02T03:00',
      'x',
      '1',
      '-1',
      '',
      '"',
      '\n',
      ',',
      '\u0000',
      '1.5',
      'dust',
    )
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 40 }), fc.boolean(), (parts, hasHeader) => {
        try {
          read(`${hasHeader ? 'date,area,aqi,cause\n' : ''}${parts.join('')}`)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
        }
      }),
    )
  })
})

describe('days and hours as numbers', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: 0, max: 23 }), (day, hour) => {
        expect(dayNumber(showDay(day))).toBe(day)
        expect(hourNumber(showHour(day * 24 + hour))).toBe(day * 24 + hour)
      }),
    )
  })
})
