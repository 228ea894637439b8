import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atomOf } from '../../src/bulletin/atom.ts'
import { capOf, referenceOf } from '../../src/bulletin/cap.ts'
import { expiryOf, identifierOf, publishedOf, told, wholeSeconds } from '../../src/bulletin/decide.ts'
import { bulletinRoutes } from '../../src/bulletin/routes.ts'
import { Shelf } from '../../src/bulletin/kept/shelf.ts'
import type { Message } from '../../src/bulletin/store.ts'
import { WARNING_LEVELS } from '../../src/model/level.ts'
import { instantOf } from '../../src/model/time.ts'
import { loadPublicRule } from '../../src/rulebook/bulletin.ts'
import { childrenOf, readCap, rootOf, textOf } from '../help/cap.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { rulesWith } from '../help/rules.ts'

/* 公众信息: what anybody may know of a warning, as pages, JSON, Atom and CAP, from its first notice to its end. */

const KINDS = ['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift'] as const
const T0 = Date.parse('2020-12-25T00:00:00Z')
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(']]>', '<b>&amp;', '严重\u0001', '𠮷'),
)

/** A life of a warning as its notices tell it: hours may run backwards, ends may lie in the past, words may be anything. */
const lives = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS, 'withdraw' as const, 'correction' as const),
      level: fc.constantFrom(...WARNING_LEVELS),
      after: fc.integer({ min: 0, max: 90_000_000 }),
      starts: fc.integer({ min: -100_000_000, max: 200_000_000 }),
      lasts: fc.option(fc.integer({ min: -100_000_000, max: 400_000_000 })),
      text,
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let at = T0
    return steps.map(({ kind, level, after, starts, lasts, text: said }, n): Message => {
      at += after
      const change = {
        kind: kind === 'withdraw' || kind === 'correction' ? 'issue' : n === 0 ? 'issue' : kind,
        ground: 'rule',
        level,
        startsAt: instantOf(at + starts),
        endsAt: lasts === null ? null : instantOf(at + starts + lasts),
        rank: 1,
        signBy: instantOf(at),
      } as const
      const document = {
        title: `关于${said}的通知`,
        number: said,
        addressee: null,
        body: [{ kind: 'paragraph', text: said }],
        closing: { office: said, date: '2020年12月25日' },
        footer: [],
        mark: null,
        at: instantOf(at),
      } as const
      const own = kind === 'withdraw' || kind === 'correction'
      return {
        id: `0176752c-0000-7000-8000-${String(n).padStart(12, '0')}`,
        area: '140800',
        warning: '0176752c-0000-7000-8000-00000000aaaa',
        kind: n === 0 && own ? 'issue' : kind,
        change: n === 0 || !own ? change : null,
        number: n + 1,
        document,
        sha256: '',
        sentAt: instantOf(at),
        corrects: null,
      }
    })
  })

describe('a message in CAP 1.2', () => {
  const { advice } = loadPublicRule()
  const context = { kind: 'live', areaName: '运城市', advice, web: 'http://127.0.0.1:8080/public' } as const

  it('is read by another program, names those before it, and never expires before it was sent', () => {
    fc.assert(
      fc.property(lives, fc.constantFrom('live', 'demo', 'drill'), (messages, kind) => {
        const all = told(messages)
        expect(all).toHaveLength(messages.length)
        const read = all.map((message) => readCap(capOf(message, { ...context, kind })))
        const named = all.map(referenceOf)
        expect(new Set(all.map(identifierOf)).size).toBe(all.length)
        for (const [n, { fields, infos }] of read.entries()) {
          expect(fields['status']).toBe({ live: 'Actual', demo: 'Test', drill: 'Exercise' }[kind])
          expect(fields['references'] ?? '').toBe(named.slice(0, n).join(' '))
          expect(fields['msgType'] === 'Alert').toBe(n === 0)
          expect([fields['sender'], fields['identifier'], fields['sent']].join()).toBe(named[n])
          expect(infos.map((info) => info.fields['language'])).toEqual(['zh-CN', 'en-US'])
          for (const info of infos) {
            const { expires, urgency, severity, headline } = info.fields
            if (expires !== undefined) expect(Date.parse(expires)).toBeGreaterThan(Date.parse(fields['sent'] ?? ''))
            if (fields['msgType'] === 'Cancel') expect([expires, urgency]).toEqual([undefined, 'Past'])
            expect(severity).toBe(
              { blue: 'Minor', yellow: 'Moderate', orange: 'Severe', red: 'Extreme' }[all[n]?.holds.level ?? 'red'],
            )
            if (kind !== 'live') expect(headline).toMatch(/^(演练|测试|EXERCISE|TEST)/)
            const codes = info.all.filter(([name]) => name === 'area')
            expect(codes).toHaveLength(1)
          }
        }
      }),
    )
  })

  it('is over once its end was told, whatever comes after', () => {
    fc.assert(
      fc.property(lives, (messages) => {
        const all = told(messages)
        const ended = all.findIndex(({ ends }) => ends)
        if (ended >= 0) expect(all.slice(ended).every(({ ends }) => ends)).toBe(true)
        for (const message of all) {
          const until = expiryOf(message)
          if (until !== null) expect(wholeSeconds(until) > wholeSeconds(message.sentAt)).toBe(true)
        }
      }),
    )
  })

  it('is refused by the reader of this test where it breaks the schema', () => {
    const [message] = told(fc.sample(lives, { numRuns: 1, seed: 1 })[0] ?? [])
    if (message === undefined) throw new Error('no message')
    const xml = capOf(message, context)
    const broken = [
      xml.replace('<scope>Public</scope>', ''),
      xml.replace('<status>Actual', '<status>Real'),
      xml.replace(/<sent>.*<\/sent>/, '<sent>2020-12-25T00:00:00.000Z</sent>'),
      xml.replace('<category>Env</category>', '').replace('</event>', '</event><category>Env</category>'),
      xml.replace('</alert>', ''),
    ]
    for (const one of broken) expect(() => readCap(one)).toThrow()
  })
})

describe('the feed', () => {
  it('is Atom: every entry with its id, title, time, author and links, whatever people wrote', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        const entries = texts.map((said, n) => ({
          id: `0176752c-0000-7000-8000-00000000000${n}`,
          title: said,
          at: instantOf(T0),
          summary: said,
          author: said,
          page: 'http://127.0.0.1:8080/public/warnings/1',
          cap: 'http://127.0.0.1:8080/public/cap/1.xml',
        }))
        const feed = childrenOf(
          rootOf(atomOf(entries, 'http://127.0.0.1:8080', true), 'feed', 'http://www.w3.org/2005/Atom'),
        )
        const names = feed.map(([name]) => name)
        for (const once of ['id', 'title', 'updated']) expect(names.filter((name) => name === once)).toHaveLength(1)
        const found = feed.flatMap(([name, node]) => (name === 'entry' ? [childrenOf(node)] : []))
        expect(found).toHaveLength(texts.length)
        for (const entry of found) {
          const of = entry.map(([name]) => name)
          for (const once of ['id', 'title', 'updated', 'summary'])
            expect(of.filter((name) => name === once)).toHaveLength(1)
          expect(of).toContain('author')
          expect(textOf(entry.find(([name]) => name === 'title')?.[1] ?? [])).toMatch(/^〔演练〕/)
        }
      }),
    )
  })
})

describe('an index', () => {
  const day = (by: 'aqi' | 'concentrations', aqi: number | null, concentrations: object = {}) => {
    const from = {
      kind: 'observation',
      bulletin: '',
      others: [],
      provider: 'p',
      revision: 1,
      issuedAt: '',
      ageHours: 0,
      by,
      hours: null,
    } as const
    return publishedOf(
      { day: '2026-12-25', aqi, low: null, high: null, cause: null, concentrations, from: aqi === null ? null : from },
      100,
    )
  }
  const six = { pm25: 1, pm10: 1, so2: 1, no2: 1, co: 1, o3_8h: 1 }

  it('is NA at 100 and below where a pollutant is missing, and goes out above it or where all six are there', () => {
    expect(day('concentrations', 100, { pm25: 75 })).toEqual({ kind: 'na' })
    expect(day('concentrations', 100.2, { pm25: 76 })).toEqual({ kind: 'index', aqi: 101 })
    expect(day('concentrations', 60, six)).toEqual({ kind: 'index', aqi: 60 })
    expect(day('aqi', 60)).toEqual({ kind: 'index', aqi: 60 })
    expect(day('aqi', null)).toEqual({ kind: 'none' })
  })
})

describe('a page that is kept', () => {
  it('is made once for all that ask at once, and a failure is not kept', async () => {
    let bell = () => {}
    const shelf = new Shelf({ subscribe: (_topic: string, run: () => void) => ((bell = run), () => {}) } as never, 0)
    let made = 0
    const make = async () => ({ type: 't', text: `made ${++made}` })
    const all = await Promise.all(Array.from({ length: 50 }, () => shelf.take('a', make)))
    expect(new Set(all.map(({ tag }) => tag)).size).toBe(1)
    expect(made).toBe(1)
    await shelf.take('a', make)
    expect(made).toBe(1)
    bell()
    expect((await shelf.take('a', make)).bytes.toString()).toBe('made 2')
    await expect(shelf.take('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect((await shelf.take('b', make)).bytes.toString()).toBe('made 3')
  })

  it('gives way to others, so that made-up addresses fill no memory', async () => {
    const shelf = new Shelf({ subscribe: () => () => {} } as never, 0)
    let made = 0
    const make = async () => ({ type: 't', text: `${++made}` })
    for (let n = 0; n < 600; n++) await shelf.take(`page ${n}`, make)
    await shelf.take('page 599', make)
    expect(made).toBe(600)
    await shelf.take('page 0', make)
    expect(made).toBe(601)
  })
})

describe('the rule of what the public is told', () => {
  it('has advice at every level, by a document that is cited', () => {
    const { advice } = loadPublicRule()
    for (const level of WARNING_LEVELS) expect(advice[level].source?.document).toBeTruthy()
    const without = rulesWith('bulletin/public.yaml', ['publishAbove: 100', 'publishAbove: low'])
    expect(() => loadPublicRule(without)).toThrow(/publishAbove/)
  })
})

describe('the public over HTTP', () => {
  let office: Office
  let id = ''
  const day = Date.parse('2024-12-16T00:00:00+08:00')
  const at = (hours: number) => office.at(new Date(day + hours * 3_600_000).toISOString())
  const open = async (url: string, headers: Record<string, string> = { accept: 'text/html' }) => {
    const answer = await office.server.app.inject({ url, headers })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
  const json = async (url: string) =>
    JSON.parse((await open(url, { accept: 'application/json' })).text) as Record<string, never>
  let issued = 0

  beforeAll(async () => {
    office = await Office.open({ parts: { besides: [bulletinRoutes(0)] } })
    await at(18)
  }, 240_000)
  afterAll(() => office.close())

  async function push(aqi: readonly number[], values: object[] = []): Promise<void> {
    const days = aqi.map((value, n) => ({
      at: new Date(day + (n + 1.4) * 86_400_000).toISOString().slice(0, 10),
      aqi: value,
    }))
    const issuedAt = new Date(Date.parse(office.server.world.clock.now()) - 3_600_000 + issued++ * 1000).toISOString()
    await office.server.app.inject({
      method: 'POST',
      url: '/api/v1/forecasts',
      headers: { authorization: `Bearer ${office.server.tokens.get('feed')}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ provider: 'test-centre', area: '140800', issuedAt, values: [...values, ...days] }),
    })
    await office.hands.settle()
  }
  async function confer(): Promise<void> {
    const { items } = (await office.ask('dutyOfficer', 'GET', '/consultations?open=true')).body
    const decision = { decision: 'proceed', reason: '一致同意' }
    for (const one of items)
      await office.ask('dutyOfficer', 'POST', `/consultations/${String(one['id'])}/decision`, decision)
    await office.hands.settle()
  }
  const act = async (what: string, body: object = {}) => {
    await office.ask('dutyOfficer', 'POST', `/warnings/${id}/${what}`, { reason: '会商意见', ...body })
    await confer()
    expect((await office.ask('mayor', 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })).status).toBe(200)
    await office.hands.settle()
  }

  it('is calm before the first warning, and what is only proposed is nobody’s', async () => {
    const calm = await open('/public')
    expect(calm.status).toBe(200)
    expect(calm.text).toContain('目前没有生效的重污染天气预警')
    expect(calm.text).toContain('演练')
    expect((await open('/public?lang=en')).text).toContain('No warning of heavy air pollution is in force')
    await push([210, 215, 90, 80, 80, 80])
    await confer()
    const { items } = (await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body
    id = String(items[0]?.['id'])
    expect(await json('/public/warnings')).toEqual({ items: [], next: null })
    expect((await open(`/public/warnings/${id}`)).status).toBe(404)
    expect((await open(`/public/cap/${id}.xml`)).status).toBe(404)
    expect((await open('/public')).text).toContain('目前没有生效')
    // The days ahead are there, in the colours of the standard and with their provider.
    expect((await open('/public')).text).toMatch(/swatch heavy.*210 重度污染/s)
  })

  it('is told with the signature: level, from when, advice and its source, the notice without who signed', async () => {
    expect((await office.ask('mayor', 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })).status).toBe(200)
    await office.hands.settle()
    const home = await open('/public')
    for (const said of [
      '橙色预警',
      '已发布，尚未开始',
      '12-17 周二 00:00',
      '停止学校、幼儿园户外活动',
      '借用晋城市',
      '停止露天烧烤',
    ])
      expect(home.text).toContain(said)
    const english = (await open('/public?lang=en')).text
    for (const said of ['ORANGE warning', 'announced, not begun', 'borrowed from 晋城市'])
      expect(english).toContain(said)
    expect(home.text).not.toMatch(/<script|user:|1390|mayor/)
    const page = await open(`/public/warnings/${id}`)
    expect(page.text).toContain('关于启动重污染天气橙色预警')
    expect(page.text).not.toContain('签发：')
    expect(await json('/public')).toMatchObject({
      exercise: true,
      areas: [
        { code: '140000' },
        { code: '140800', warnings: [{ id, standing: 'scheduled', level: 'orange' }] },
        { code: '140900' },
      ],
    })
    // A county sees its city's.
    expect((await open('/public?area=140802')).text).toContain('橙色预警')
    expect((await open('/public?area=140900')).text).toContain('目前没有生效')
    await at(25)
    expect((await open('/public')).text).toContain('生效中')
  })

  it('is raised, corrected and lifted by messages that name those before them', async () => {
    await act('raise', { level: 'red' })
    const first = ((await json(`/public/warnings/${id}`)) as unknown as { messages: { id: string }[] }).messages
    await office.ask('mayor', 'POST', `/warnings/notices/${first[0]?.id}/correct`, {
      text: '启动时间应为 17 日 0 时。',
    })
    await office.hands.settle()
    const corrected = (await open(`/public/warnings/${id}`)).text
    expect(corrected).toContain('的通知更正')
    expect(corrected).toContain('启动时间应为 17 日 0 时')
    await at(30)
    await act('lift')
    const { messages, standing } = (await json(`/public/warnings/${id}`)) as unknown as {
      standing: string
      messages: { id: string; kind: string; cap: string; identifier: string }[]
    }
    expect(standing).toBe('lifted')
    expect(messages.map(({ kind }) => kind)).toEqual(['issue', 'raise', 'correction', 'lift'])
    const caps = await Promise.all(messages.map(async ({ cap }) => readCap((await open(new URL(cap).pathname)).text)))
    expect(caps.map(({ fields }) => fields['msgType'])).toEqual(['Alert', 'Update', 'Update', 'Cancel'])
    expect(caps.map(({ fields }) => fields['identifier'])).toEqual(messages.map(({ identifier }) => identifier))
    expect(caps[3]?.fields['references']?.split(' ')).toHaveLength(3)
    expect(caps.every(({ fields }) => fields['status'] === 'Exercise')).toBe(true)
    expect(messages[0]?.identifier).toMatch(/^14080000000000_20241216\d{6}_1$/)
    // By the warning itself: its last word.
    const last = await open(`/public/cap/${id}.xml`)
    expect(last.headers['content-type']).toContain('application/cap+xml')
    expect(readCap(last.text).fields['msgType']).toBe('Cancel')
    expect((await open('/public')).text).toContain('目前没有生效')
    const all = await open('/public/warnings')
    expect(all.text).toContain('已解除 2024-12-17')
  })

  it('can be followed: a feed of the messages, the newest first', async () => {
    const feed = await open('/public/feed.atom')
    expect(feed.headers['content-type']).toContain('application/atom+xml')
    const entries = childrenOf(rootOf(feed.text, 'feed', 'http://www.w3.org/2005/Atom')).filter(
      ([name]) => name === 'entry',
    )
    expect(entries).toHaveLength(4)
    expect(feed.text.indexOf('关于解除')).toBeLessThan(feed.text.indexOf('关于启动'))
    expect(feed.text).toContain('〔演练〕')
  })

  it('sees lists and grades from their publication on: what is done and why, never who is called there', async () => {
    expect((await open('/public/lists')).text).toContain('目前没有公示或公布的清单')
    expect((await open('/public/grades')).text).toContain('目前没有公示或公布的绩效等级')
    const list = await office.listInForce(countyList([CODE]), '2025-01-20')
    const lists = (await json('/public/lists')) as unknown as { items: object[] }
    expect(lists.items).toMatchObject([{ id: list, area: '140800', size: 1 }])
    const page = (await open(`/public/lists/${list}`)).text
    for (const said of [CODE, '橙色']) expect(page).toContain(said)
    const people = countyList([CODE]).联系人.flatMap((row) =>
      [row['姓名'], row['电话']].filter((cell) => typeof cell === 'string'),
    )
    expect(people.length).toBeGreaterThan(1)
    const whole = JSON.stringify(await json(`/public/lists/${list}`))
    for (const one of people) expect(page + whole).not.toContain(one)
    expect((await open(`/public/lists/${id}`)).status).toBe(404)
    expect((await open(`/public/lists/${list}?cursor=x`)).status).toBe(400)
  })

  it('is kept by whoever has it, and garbage is refused in words', async () => {
    for (const url of [
      '/public',
      '/public/warnings',
      '/public/lists',
      '/public/grades',
      '/public/feed.atom',
      `/public/cap/${id}.xml`,
    ]) {
      const page = await open(url)
      expect(page.headers['cache-control']).toBe('public, max-age=60')
      const again = await open(url, { accept: 'text/html', 'if-none-match': String(page.headers['etag']) })
      expect([again.status, again.text]).toEqual([304, ''])
    }
    for (const url of [
      '/public/cap/x.xml',
      '/public/cap/../x',
      `/public/cap/${id}`,
      '/public/warnings/x',
      '/public?area=x',
      '/public/warnings?cursor=x',
    ])
      expect([400, 404]).toContain((await open(url)).status)
    expect((await office.server.app.inject({ method: 'POST', url: '/public' })).statusCode).toBe(405)
  })
})
