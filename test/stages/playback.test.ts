import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/season/replay/commands.ts'
import type { Job } from '../../src/season/replay/job.ts'
import { Runner } from '../../src/season/replay/runner.ts'
import { shippedSeries } from '../../src/season/replay/shelf.ts'
import { showInstant } from '../../src/model/time.ts'
import { bearer } from '../help/app.ts'
import { fileWith, runCommand } from '../help/lines.ts'
import { countyList, Office } from '../help/office.ts'
import { CODE } from '../help/lists.ts'

const SERIES = 'series=shanxi3_winters.csv'
const TWO = `${SERIES}&rulebook=cn-2024-6&beside=cn-2018-875`

interface Warning {
  readonly issued: string
  readonly start: string
  readonly end: string | null
  readonly reasons: readonly { level: string; from: string; to: string; clause: string }[]
}
interface Answer {
  readonly summary: object
  readonly seasons: readonly { readonly stopDays?: { readonly lineDays: number }; readonly warnings: number }[]
  readonly areas: readonly {
    readonly area: string
    readonly days: readonly object[]
    readonly books: readonly { readonly rulebook: string; readonly warnings: readonly Warning[] }[]
  }[]
}

let office: Office
let list: string
beforeAll(async () => {
  office = await Office.open()
  list = await office.listInForce(countyList([CODE]), '2021-01-20')
}, 120_000)
afterAll(() => office.close())

const replay = async (query: string, who = 'dutyOfficer') => {
  const { status, body } = await office.ask(who, 'GET', `/replays?${query}`)
  return { status, body: body as unknown as Answer & { code?: string } }
}

describe('a season played back over HTTP', () => {
  it('is what the command says, warning by warning, and so is its page', async () => {
    const page = fileWith('', 'replay.html')
    const series = 'fixtures/air/shanxi3_winters.csv'
    const args = ['--rulebook', 'cn-2024-6', '--beside', 'cn-2018-875', '--series', series, '--html', page]
    const { out } = await runCommand(commands['replay'], ...args)
    const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>)
    const { status, body } = await replay(TWO)
    expect(status).toBe(200)
    expect({ summary: body.summary, seasons: body.seasons }).toEqual(lines.at(-1))
    const said = body.areas.flatMap(({ books }) =>
      books.flatMap(({ rulebook, warnings }, n) =>
        warnings.map(({ reasons: _, ...warning }) => ({ ...warning, ...(n > 0 && { rulebook }) })),
      ),
    )
    expect(said).toEqual(lines.slice(0, -1))
    const answer = await office.server.app.inject({
      url: `/api/v1/replays/page?${TWO}`,
      headers: bearer(office.tokenOf('dutyOfficer')),
    })
    expect(answer.body).toBe(readFileSync(page, 'utf8'))
    expect(answer.headers['content-disposition']).toMatch(/^attachment/)
  }, 60_000)

  it('names for each warning the runs of days behind it, none of which reach beyond it', async () => {
    const { body } = await replay(`${SERIES}&area=忻州&season=2023&rulebook=cn-2024-6`)
    const [{ days, books } = { days: [], books: [] }] = body.areas
    expect(days.length).toBe(128)
    const warnings = books.flatMap((one) => one.warnings)
    expect(warnings.length).toBeGreaterThan(2)
    for (const { reasons, start, end } of warnings) {
      expect(reasons.length).toBeGreaterThan(0)
      for (const { clause, level, from, to } of reasons) {
        expect(clause).toMatch(new RegExp(`^cn-2024-6/${level}/\\d$`))
        expect(to >= start.slice(0, 10) && (end === null || from < end.slice(0, 10))).toBe(true)
      }
    }
  }, 60_000)

  it('plays back what is stored here, in its own area alone, and counts what would have stood still', async () => {
    const days = [90, 90, 90, 210, 220, 210, 90, 90, 90, 90]
    const values = days.map((aqi, n) => ({ at: `2020-12-${String(n + 1).padStart(2, '0')}`, aqi }))
    const feed = { provider: 'test-centre', area: '140800', issuedAt: '2020-12-11T08:00:00+08:00', values }
    expect((await office.ask('feed', 'POST', '/observations', feed)).status).toBe(202)
    const { items } = (await office.ask('dutyOfficer', 'GET', '/replays/series')).body
    expect(items.filter(({ series }) => series === 'observed')).toMatchObject([
      { area: '140800', name: '运城市', season: 2020, from: '2020-12-01', to: '2020-12-10' },
    ])
    expect(items.filter(({ series }) => series !== 'observed')).toMatchObject([
      { area: '忻州', city: '140900', season: 2023 },
      { area: '晋城', city: null },
      { area: '运城', season: 2020 },
      { area: '运城', city: '140800', season: 2023 },
    ])
    const own = `series=observed&area=140800&season=2020&rulebook=cn-2024-6`
    const { body } = await replay(`${own}&list=${list}`)
    const [{ books } = { books: [] }] = body.areas
    expect(books[0]?.warnings).toMatchObject([
      { start: showInstant('2020-12-03T16:00:00.000Z'), end: showInstant('2020-12-06T16:00:00.000Z') },
    ])
    expect(body.seasons[0]?.stopDays).toMatchObject({ area: '运城市' })
    expect(await replay(own, 'elsewhere')).toMatchObject({ status: 404, body: { code: 'thing.unknown' } })
    expect(
      (await office.ask('elsewhere', 'GET', '/replays/series')).body.items.map(({ series }) => series),
    ).not.toContain('observed')
  }, 60_000)

  it('refuses what there is not by its name, and what is not asked in form', async () => {
    const refused = async (query: string, who?: string) => {
      const { status, body } = await replay(query, who)
      return `${status} ${body.code}`
    }
    expect(await refused(`${SERIES}&rulebook=cn-1900`)).toBe('404 thing.unknown')
    expect(await refused('series=../../package.json&rulebook=cn-2024-6')).toBe('404 thing.unknown')
    expect(await refused(`${SERIES}&area=大同&rulebook=cn-2024-6`)).toBe('404 thing.unknown')
    expect(await refused(`${SERIES}&season=1999&rulebook=cn-2024-6`)).toBe('404 thing.unknown')
    expect(await refused('series=observed&rulebook=cn-2024-6')).toBe('404 thing.unknown')
    expect(await refused(`${TWO}&area=忻州&list=${list}`)).toBe('422 replay.otherList')
    expect(await refused(`${TWO}&list=${list}`, 'elsewhere')).toBe('404 thing.unknown')
    expect(await refused(`${SERIES}&season=x&rulebook=cn-2024-6`)).toMatch(/^400/)
    expect(await refused(TWO, 'countyOfficer')).toBe('403 role.forbidden')
  }, 60_000)

  it('takes four at once and sends the fifth away; nothing is left of any', async () => {
    const before = await office.server.world.db.rows('select count(*) as n from journal')
    const asked = await Promise.all(Array.from({ length: 6 }, () => replay(`${TWO}&area=忻州`)))
    const statuses = asked.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBe(4)
    expect(asked.filter(({ status }) => status !== 200).map(({ body }) => body.code)).toEqual([
      'replay.busy',
      'replay.busy',
    ])
    expect(await office.server.world.db.rows('select count(*) as n from journal')).toEqual(before)
  }, 60_000)

  it('is stopped where nobody waits for it any more, and lets the next one begin', async () => {
    const runner = new Runner()
    const book = office.server.world.rulebooks.get('cn-2024-6') ?? expect.fail('no book')
    const series = shippedSeries('shanxi3_winters.csv') ?? expect.fail('no series')
    const gone = new AbortController()
    const job: Job = {
      air: { series },
      books: [{ hash: book.hash, content: book.content }],
      horizon: 7,
      counting: null,
      wants: 'page',
    }
    const left = runner.run(async () => {
      setTimeout(() => gone.abort(), 5)
      return job
    }, gone.signal)
    const next = runner.run(async () => job, new AbortController().signal)
    await expect(left).rejects.toThrow(/was stopped/)
    expect(await next).toMatchObject({ page: expect.stringContaining('预警回放') as string })
  }, 60_000)
})
