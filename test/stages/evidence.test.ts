import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clockDoubt, paceAfter, type Pace } from '../../src/evidence/clock.ts'
import { admit, qualityOver, silentSince, usageOf, type Given, type State } from '../../src/evidence/decide.ts'
import { recordSite } from '../../src/evidence/notes/store.ts'
import type { Reading } from '../../src/evidence/source.ts'
import { dropDays, makeDays, tablesOf } from '../../src/evidence/partitions/store.ts'
import { notesOf, passagesOf, readingsOf, sourcesOf } from '../../src/evidence/store.ts'
import { addDays, addMinutes, dayOf, instantOf, type Instant } from '../../src/model/time.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { bearer } from '../help/app.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { photo } from '../help/photo.ts'
import { runs } from '../help/runs.ts'

const RULE = loadRulebooks().evidence('2020-12-18')
const NOTHING: State = { lastAt: null, lastValue: null, alike: 0, alikeSince: null, believed: 0, most: null }
const POWER = { kind: 'power', form: 'interval' } as const
const START = Date.parse('2020-12-18T00:00:00Z')
const quarter = (n: number): Instant => instantOf(START + n * 15 * 60_000)
const series = (...values: (number | string)[]): Given[] =>
  values.map((value, n) => ({ at: quarter(n), value: String(value), mark: null }))
const codes = (
  given: readonly Given[],
  state = NOTHING,
  source: { kind: 'power' | 'online'; form: 'interval' | 'counter' | 'level' } = POWER,
) => admit(given, state, source, RULE).readings.map(({ doubt }) => doubt?.code ?? 'ok')

describe('what is hard to believe', () => {
  test('the same value on end is doubted from its twelfth time on, and nothing at all is not', () => {
    const still = codes(series(...Array.from({ length: 14 }, () => '83.25')))
    expect(still).toEqual([
      ...Array.from({ length: 11 }, () => 'ok'),
      ...Array.from({ length: 3 }, () => 'doubt.stuck'),
    ])
    expect(new Set(codes(series(...Array.from({ length: 40 }, () => 0))))).toEqual(new Set(['ok']))
    // One after the other is the same as together.
    const { state } = admit(series(...Array.from({ length: 11 }, () => '83.25')), NOTHING, POWER, RULE)
    expect(codes([{ at: quarter(11), value: '83.250', mark: null }], state)).toEqual(['doubt.stuck'])
    expect(codes([{ at: quarter(11), value: '83.26', mark: null }], state)).toEqual(['ok'])
  })

  test('a counter that runs backwards, less than nothing, and a leap beyond all that was seen', () => {
    expect(codes(series(100, 101, 99, 100), NOTHING, { kind: 'power', form: 'counter' })).toEqual([
      'ok',
      'ok',
      'doubt.backwards',
      'ok',
    ])
    expect(codes(series(-1, 2))).toEqual(['doubt.negative', 'ok'])
    const { state } = admit(series(...Array.from({ length: 96 }, (_, n) => 80 + (n % 7))), NOTHING, POWER, RULE)
    expect(codes([{ at: quarter(96), value: '8000', mark: null }], state)).toEqual(['doubt.shift'])
    expect(codes([{ at: quarter(96), value: '258', mark: null }], state)).toEqual(['ok'])
    // What the device says of itself goes first: it is calibrated, and shows what it likes.
    expect(codes([{ at: quarter(96), value: '8000', mark: 'C' }], state)).toEqual(['ok'])
    const { state: after } = admit([{ at: quarter(96), value: '8000', mark: 'C' }], state, POWER, RULE)
    expect(after).toMatchObject({ most: '86', believed: 96, lastAt: quarter(96) })
  })

  test('everything given is among what is admitted, in order of time, and what comes late moves nothing', () => {
    const value = fc.integer({ min: -5, max: 400 }).map(String)
    const given = fc.uniqueArray(fc.tuple(fc.nat(200), value), { selector: ([n]) => n, minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(given, (list) => {
        const readings = list.map(([n, one]): Given => ({ at: quarter(n), value: one, mark: null }))
        const { readings: admitted, state } = admit(readings, NOTHING, POWER, RULE)
        const sorted = readings.toSorted((a, b) => (a.at < b.at ? -1 : 1))
        expect(admitted.map(({ doubt: _, ...one }) => one)).toEqual(sorted)
        expect(state.lastAt).toBe(sorted.at(-1)?.at)
        const late = admit([{ at: instantOf(START - 60_000), value: '7', mark: null }], state, POWER, RULE)
        expect(late.state).toMatchObject({ lastAt: state.lastAt, alike: state.alike, alikeSince: state.alikeSince })
      }),
      runs(60),
    )
  })

  test('use is the difference of a counter, gaps are named, and silence is counted from the last word', () => {
    const counter = [10, 12.5, 12.5, 11].map((value, n): Reading => ({
      source: 's',
      at: quarter(n),
      value: String(value),
      flag: 'ok',
    }))
    expect(usageOf(counter).map(({ value, flag }) => `${value} ${flag}`)).toEqual(['2.5 ok', '0 ok', '-1.5 doubtful'])
    const read = [0, 1, 4, 5].map((n): Reading => ({ source: 's', at: quarter(n), value: '1', flag: 'ok' }))
    const span = { from: quarter(0), until: quarter(8), everyMinutes: 15 }
    expect(qualityOver(read, span, RULE)).toEqual({
      expected: 8,
      read: 4,
      counted: 4,
      percent: 50,
      gaps: [
        { from: quarter(2), until: quarter(4) },
        { from: quarter(6), until: quarter(8) },
      ],
      complete: false,
    })
    expect(silentSince(quarter(0), 15, quarter(3), RULE)).toBeNull()
    expect(silentSince(quarter(0), 15, quarter(4), RULE)).toBe(quarter(0))
    expect(silentSince(quarter(0), null, quarter(400), RULE)).toBeNull()
  })
})

describe('the clock of a source', () => {
  const QUIET: Pace = { heardAt: null, low: null, high: null, words: 0 }
  const heard = (lags: readonly number[], everyMinutes = 15, step = everyMinutes) =>
    lags.reduce((pace, lag, n) => {
      const now = instantOf(START + n * step * 60_000)
      return paceAfter(pace, { now, at: addMinutes(now, -lag - everyMinutes), form: 'interval', everyMinutes })
    }, QUIET)
  const doubt = (pace: Pace) => clockDoubt(pace, RULE)?.code ?? 'ok'
  const alike = (lag: number, count = RULE.clock.words) => Array.from({ length: count }, () => lag)

  test('is doubted once word after word comes as late, or before what it tells of is over', () => {
    expect(doubt(heard(alike(60)))).toBe('doubt.clockBehind')
    expect(doubt(heard(alike(60, RULE.clock.words - 1)))).toBe('ok')
    expect(doubt(heard(alike(-8)))).toBe('doubt.clockAhead')
    expect(doubt(heard(alike(1)))).toBe('ok')
    // Once it is set right nothing is held against it any more.
    expect(doubt(heard([...alike(60), 1]))).toBe('ok')
    expect(clockDoubt(heard(alike(60)), RULE)?.params).toMatchObject({ minutes: '60', count: '8' })
  })

  test('is not doubted for a backlog, for one late word, or by what comes late at any pace', () => {
    // A platform that was cut off sends its nights in one minute, or each hour a little less late.
    expect(doubt(heard(alike(600, 40), 15, 0))).toBe('ok')
    expect(doubt(heard([1, 2, 90, 1, 0, 2, 1, 3, 1, 2]))).toBe('ok')
    expect(doubt(heard(Array.from({ length: 20 }, (_, n) => 600 - 30 * n)))).toBe('ok')
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: 30 }), { maxLength: 40 }), (lags) => {
        expect(doubt(heard(lags))).toBe('ok')
      }),
      runs(100),
    )
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -60, max: 600 }), { minLength: 1, maxLength: 40 }), (lags) => {
        const { low, high, words } = heard(lags)
        expect(words).toBeGreaterThan(0)
        expect((high ?? 0) - (low ?? 0)).toBeLessThanOrEqual(15)
        expect(lags.slice(-words).every((lag) => lag >= (low ?? 0) && lag <= (high ?? 0))).toBe(true)
      }),
      runs(100),
    )
  })
})

describe('over HTTP', () => {
  const OTHER = '91140525MA0DEM021R'
  let office: Office
  let [enterprise, other, key, token, NOW]: string[] = []
  beforeAll(async () => {
    office = await Office.open()
    await office.listInForce(
      countyList([CODE, OTHER], (row, n) => {
        if (n === 1) Object.assign(row, { '县(市、区)': '运城开发区' })
      }),
      '2020-12-10',
    )
    enterprise = await office.enterprise('first')
    other = await office.enterprise('second', OTHER)
    NOW = instantOf(Date.parse(office.server.world.clock.now()))
    // In the one form in which instants are compared; the list went in force at a time with an offset.
    await office.at(NOW)
    const made = await office.ask('dutyOfficer', 'POST', '/evidence/keys', { area: '140800', name: '用电监管平台' })
    expect(made.status).toBe(201)
    key = String(made.body['id'])
    token = String(made.body['key'])
  }, 120_000)
  afterAll(() => office.close())

  const ago = (quarters: number): Instant => addMinutes(NOW ?? '', -15 * quarters)
  const meter = (code: string, more: object = {}) => ({
    enterprise,
    line: '1#',
    kind: 'power',
    of: 'production',
    name: '1#窑产污用电',
    unit: 'kWh',
    form: 'interval',
    everyMinutes: 15,
    key,
    code,
    ...more,
  })
  async function push(path: string, body: object | string, by = token) {
    const answer = await office.server.app.inject({
      method: 'POST',
      url: `/api/v1/evidence/${path}`,
      headers: { authorization: `Bearer ${by ?? ''}`, 'content-type': 'application/json', 'accept-language': 'en' },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: answer.statusCode, body: answer.json<Record<string, unknown> & { refused: { code: string }[] }>() }
  }
  const enter = (source: object, who = 'countyOfficer') => office.ask(who, 'POST', '/evidence/sources', source)

  test('sources are entered by the county or the city of the enterprise, of a line that it has, under a key that holds', async () => {
    expect((await enter(meter('P-1'))).status).toBe(404)
    expect((await enter(meter('P-1'), 'dutyOfficer')).status).toBe(201)
    expect((await enter(meter('P-1'), 'dutyOfficer')).body).toMatchObject({ code: 'evidence.codeKnown' })
    expect((await enter(meter('T-1', { of: 'treatment', form: 'counter' }), 'dutyOfficer')).status).toBe(201)
    expect((await enter(meter('G-1', { kind: 'gate', of: 'gate', everyMinutes: null }), 'dutyOfficer')).status).toBe(
      201,
    )
    expect((await enter(meter('O-1', { enterprise: other }), 'dutyOfficer')).status).toBe(201)
    expect((await enter(meter('X', { line: '9#' }), 'dutyOfficer')).body).toMatchObject({ code: 'evidence.noLine' })
    expect((await enter(meter('X', { kind: 'gate' }), 'dutyOfficer')).status).toBe(400)
    for (const who of ['auditor', 'forecaster', 'approver', 'first'])
      expect((await enter(meter('X'), who)).status).toBe(403)
    expect((await enter(meter('X'), 'elsewhere')).status).toBe(404)
    const listed = await office.ask('countyOfficer', 'GET', '/evidence/sources')
    expect(listed.body.items.map(({ name }) => name)).toHaveLength(3)
    expect((await office.ask('elsewhere', 'GET', '/evidence/sources')).body.items).toEqual([])
    const own = await office.ask('first', 'GET', '/me/evidence/sources')
    expect(own.body.items).toHaveLength(3)
    expect(JSON.stringify(own.body)).not.toContain(key)
  })

  test('readings are taken once, whatever comes with them; what is wrong is counted and shown', async () => {
    const readings = [
      { source: 'P-1', at: ago(4), value: 83.2 },
      { source: 'P-1', at: ago(3), value: '83.25' },
      { source: 'P-1', at: ago(3), value: '83.250' },
      { source: 'nobody', at: ago(3), value: 1 },
      { source: 'P-1', at: ago(-4), value: 1 },
      { source: 'P-1', at: ago(96 * 40), value: 1 },
      { source: 'P-1', at: ago(2), value: 'NaN' },
      { source: 'P-1', at: ago(2), value: 1e300 },
      { source: 'G-1', at: ago(2), value: 1 },
      { source: 'P-1', at: 'gestern', value: 1 },
      17,
    ]
    const { status, body } = await push('power', { readings })
    expect(status).toBe(200)
    expect(body).toMatchObject({ accepted: 2, repeated: 1, doubted: 0, changed: 0, refusedCount: 8 })
    expect(body.refused.map(({ code }) => code)).toEqual([
      'source.unknown',
      'at.ahead',
      'at.old',
      'value.unreadable',
      'value.unreadable',
      'source.kind',
      'at.unreadable',
      'body.form',
    ])
    const again = await push('power', { readings: readings.slice(0, 2) })
    expect(again.body).toMatchObject({ accepted: 0, repeated: 2, refusedCount: 0, quarantine: null })
    const otherwise = await push('power', { readings: [{ source: 'P-1', at: ago(4), value: 12 }] })
    expect(otherwise.body).toMatchObject({ accepted: 0, changed: 1 })

    const { world } = office.server
    const sources = await sourcesOf(world.db, enterprise ?? '')
    const meterOf = sources.filter((source) => source.key.code === 'P-1')
    expect((await readingsOf(world.db, meterOf, ago(8), ago(-1))).map(({ value, flag }) => `${value} ${flag}`)).toEqual(
      ['83.2 ok', '83.25 ok'],
    )
    expect(meterOf[0]?.quality).toMatchObject({ heardAt: NOW, lastAt: ago(3), lastValue: '83.25' })
    const kept = await office.ask('dutyOfficer', 'GET', '/evidence/quarantine')
    expect(kept.body.items.map(({ code, times }) => `${String(code)} ${String(times)}`).toSorted()).toEqual([
      'reading.changed 1',
      'source.unknown 8',
    ])
  })

  test('bodies that are none are kept and answered', async () => {
    expect(await push('power', '{"readings":')).toMatchObject({ status: 422, body: { code: 'evidence.rejected' } })
    expect(await push('power', { readings: [] })).toMatchObject({ status: 422 })
    expect(await push('online', [])).toMatchObject({ status: 422 })
    expect((await push('power', { readings: [{}] }, 'ask_made-up')).status).toBe(401)
    expect((await office.ask('dutyOfficer', 'POST', '/evidence/power', { readings: [{}] })).status).toBe(403)
  })

  test('a counter is read as use, backwards is doubted, and counts when an officer has said so', async () => {
    const values = [100, 110, 90, 95]
    const readings = values.map((value, n) => ({ source: 'T-1', at: ago(10 - n), value }))
    expect((await push('power', { readings })).body).toMatchObject({ accepted: 4, doubted: 1 })
    const { world } = office.server
    const counter = (await sourcesOf(world.db, enterprise ?? '')).filter(({ key: { code } }) => code === 'T-1')
    const used = async () =>
      (await readingsOf(world.db, counter, ago(10), ago(0))).map(({ value, flag }) => `${value} ${flag}`)
    expect(await used()).toEqual(['10 ok', '-20 doubtful', '5 doubtful'])

    const { body } = await office.ask('countyOfficer', 'GET', '/evidence/doubts?open=true')
    expect(body.items).toMatchObject([{ code: 'doubt.backwards', readings: 1, from: expect.any(String) }])
    const path = `/evidence/doubts/${String(body.items[0]?.['id'])}`
    expect((await office.ask('elsewhere', 'POST', `${path}/accept`, { reason: '换表' })).status).toBe(404)
    expect((await office.ask('auditor', 'POST', `${path}/accept`, { reason: '换表' })).status).toBe(403)
    const settled = await Promise.all(
      ['countyOfficer', 'dutyOfficer'].map((who) => office.ask(who, 'POST', `${path}/accept`, { reason: '换表' })),
    )
    expect(settled.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await used()).toEqual(['10 ok', '-20 doubtful', '5 ok'])
  })

  test('what passes a gate is a row of its ledger, once', async () => {
    const passage = {
      source: 'G-1',
      at: ago(2),
      plate: '晋M12345',
      direction: 'in',
      stage: 5,
      fuel: 'diesel',
      vehicle: 'heavyTruck',
    }
    const passages = [passage, { ...passage, direction: 'out', at: ago(1) }, { ...passage, stage: 9 }, passage]
    expect((await push('passages', { passages })).body).toMatchObject({ accepted: 2, repeated: 1, refusedCount: 1 })
    const rows = await passagesOf(office.server.world.db, enterprise ?? '', ago(4), ago(0))
    expect(rows.map(({ plate, direction, stage }) => `${plate} ${direction} ${stage}`)).toEqual([
      '晋M12345 in 5',
      '晋M12345 out 5',
    ])
  })

  test('what was said or seen is kept with its span; a plant keeps its own ledger, and a withdrawn word counts no more', async () => {
    const seen = { enterprise, line: '1#', from: ago(8), until: ago(4), text: '热异常消失', shows: 'stopped' }
    const satellite = await office.ask('countyOfficer', 'POST', '/evidence/notes', { ...seen, kind: 'satellite' })
    expect(satellite).toMatchObject({ status: 201, body: { kind: 'satellite', shows: 'stopped', counts: true } })
    const ledger = { line: '1#', from: ago(8), until: ago(4), text: '停窑检修', shows: 'stopped' }
    const own = await office.ask('first', 'POST', '/me/evidence/ledgers', ledger)
    expect(own).toMatchObject({ status: 201, body: { kind: 'ledger', saidBy: expect.stringMatching(/^enterprise:/) } })
    for (const wrong of [{ line: '9#' }, { until: ago(9) }, { from: ago(-9), until: ago(-10) }])
      expect((await office.ask('first', 'POST', '/me/evidence/ledgers', { ...ledger, ...wrong })).status).toBe(422)
    expect((await office.ask('countyOfficer', 'POST', '/evidence/notes', { ...seen, kind: 'site' })).status).toBe(400)
    expect((await office.ask('elsewhere', 'POST', '/evidence/notes', { ...seen, kind: 'drone' })).status).toBe(404)
    const { world } = office.server
    const visit = {
      area: '140802',
      enterprise: enterprise ?? '',
      line: null,
      from: ago(3),
      until: ago(2),
      text: '',
      shows: 'running',
    } as const
    await world.db.transaction((tx) => recordSite(tx, visit, { now: NOW ?? '', by: 'user:x' }))
    const path = `/evidence/notes/${String(satellite.body['id'])}/withdraw`
    expect((await office.ask('countyOfficer', 'POST', path, { reason: '看错' })).body).toMatchObject({ counts: false })
    expect((await office.ask('countyOfficer', 'POST', path, { reason: '看错' })).status).toBe(409)
    const all = await notesOf(world.db, enterprise ?? '', ago(6), ago(0))
    expect(all.map(({ kind, counts }) => `${kind} ${counts}`)).toEqual(['satellite false', 'ledger true', 'site true'])
    const journal = await world.db.rows<{ body: string }>(`select body from journal where kind = 'evidenceNote'`)
    expect(JSON.stringify(journal)).not.toContain('停窑检修')
  })

  test('a photograph is held beside the time and place that are said of it', async () => {
    const [latitude, longitude] = [35.0251, 110.9972]
    const send = (who: string, path: string, image: Uint8Array) => office.ask(who, 'POST', path, image)
    const of = (at: Instant, more = '') =>
      `/evidence/photos?enterprise=${enterprise ?? ''}&shows=stopped&at=${encodeURIComponent(at)}${more}`
    const place = { latitude, longitude, metres: 500 }
    const unknown = await send('countyOfficer', of(ago(9)), photo({ at: ago(9), latitude, longitude }))
    expect(unknown.body['photo']).toMatchObject({ state: 'open', faults: [{ code: 'photo.noSite' }] })
    expect((await office.ask('countyOfficer', 'POST', `/enterprises/${enterprise ?? ''}/place`, place)).status).toBe(
      200,
    )
    expect((await office.ask('elsewhere', 'POST', `/enterprises/${enterprise ?? ''}/place`, place)).status).toBe(404)

    const picture = photo({ at: ago(8), latitude, longitude: longitude + 0.002 })
    const good = await send('countyOfficer', of(ago(8)), picture)
    expect(good).toMatchObject({
      status: 201,
      body: { counts: true, photo: { state: 'believed', faults: [], takenAt: expect.any(String) } },
    })
    // Once more by a bad line; then the same picture for another hour.
    expect((await send('countyOfficer', of(ago(8)), picture)).status).toBe(200)
    expect((await send('countyOfficer', of(ago(4)), picture)).body).toMatchObject({ code: 'evidence.sameNote' })

    const yesterday = await send(
      'first',
      `/me${of(ago(4)).replace(/enterprise=[^&]*&/, '')}`,
      photo({ at: ago(100), latitude: 35.1, longitude }),
    )
    expect(yesterday).toMatchObject({ status: 201, body: { counts: false, photo: { state: 'open' } } })
    const said = yesterday.body['photo'] as { faults: { code: string }[] }
    expect(said.faults.map(({ code }) => code)).toEqual(['photo.time', 'photo.place'])
    const bare = await send('countyOfficer', of(ago(3)), photo(null))
    expect((bare.body['photo'] as typeof said).faults.map(({ code }) => code)).toEqual([
      'photo.noTime',
      'photo.noPlace',
    ])
    expect((await send('countyOfficer', of(ago(2)), Buffer.from('%PDF-1.4'))).body).toMatchObject({
      code: 'evidence.noPicture',
    })
    expect((await send('elsewhere', of(ago(2)), photo(null))).status).toBe(404)

    const path = `/evidence/photos/${String(yesterday.body['id'])}`
    expect((await office.ask('first', 'POST', `${path}/accept`, { reason: '手机时间不对' })).status).toBe(403)
    expect((await office.ask('dutyOfficer', 'POST', `${path}/accept`, { reason: '手机时间不对' })).body).toMatchObject({
      counts: true,
      photo: { state: 'accepted', decided: { reason: '手机时间不对' } },
    })
    expect((await office.ask('dutyOfficer', 'POST', `${path}/reject`, { reason: '手机时间不对' })).status).toBe(409)
    const image = await office.server.app.inject({
      url: `/api/v1/evidence/photos/${String(good.body['id'])}/image`,
      headers: bearer(office.server.tokens.get('countyOfficer')),
    })
    expect([image.headers['content-type'], image.rawPayload.equals(Buffer.from(picture))]).toEqual(['image/jpeg', true])
  })

  test('a meter whose clock is an hour behind is doubted on its way in, and what it says waits for an officer', async () => {
    expect((await enter(meter('C-1'), 'dutyOfficer')).status).toBe(201)
    const doubted: number[] = []
    for (let n = 1; n <= 10; n++) {
      const now = addMinutes(NOW ?? '', 15 * n)
      await office.at(now)
      const { body } = await push('power', { readings: [{ source: 'C-1', at: addMinutes(now, -76), value: 80 + n }] })
      expect(body).toMatchObject({ accepted: 1 })
      doubted.push(Number(body['doubted']))
    }
    expect(doubted).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    const { body } = await office.ask('countyOfficer', 'GET', '/evidence/doubts?open=true')
    const found = body.items.find((one) => one['code'] === 'doubt.clockBehind')
    expect(found).toMatchObject({ readings: 3 })
    expect(JSON.stringify(found)).toContain('61')
    // Set right, it is believed again from its next word on.
    const now = addMinutes(NOW ?? '', 15 * 11)
    await office.at(now)
    const right = await push('power', { readings: [{ source: 'C-1', at: addMinutes(now, -16), value: 91 }] })
    expect(right.body).toMatchObject({ accepted: 1, doubted: 0 })
    const settle = `/evidence/doubts/${String(found?.['id'])}/reject`
    expect((await office.ask('countyOfficer', 'POST', settle, { reason: '时钟慢一小时' })).status).toBe(200)
    await office.at(NOW ?? '')
  })

  test('a closed source and a revoked key say nothing any more', async () => {
    const listed = await office.ask('dutyOfficer', 'GET', `/evidence/sources?enterprise=${other ?? ''}`)
    const path = `/evidence/sources/${String(listed.body.items[0]?.['id'])}/close`
    expect((await office.ask('countyOfficer', 'POST', path)).status).toBe(404)
    expect((await office.ask('dutyOfficer', 'POST', path)).body).toMatchObject({ closedAt: expect.any(String) })
    expect((await office.ask('dutyOfficer', 'POST', path)).status).toBe(409)
    const push1 = await push('power', { readings: [{ source: 'O-1', at: ago(1), value: 1 }] })
    expect(push1.body.refused).toMatchObject([{ code: 'source.unknown' }])
    const oldUntil = addMinutes(office.server.world.clock.now(), 60)
    const change = { oldUntil, reason: '到期更换' }
    const next = await office.ask('dutyOfficer', 'POST', `/evidence/keys/${key ?? ''}/rotate`, change)
    expect(next.status).toBe(201)
    const heard = (shown: unknown) =>
      office.server.app.inject({ url: '/api/v1/sessions/me', headers: bearer(String(shown)) })
    for (const shown of [token, next.body['key']]) expect((await heard(shown)).statusCode).toBe(200)
    expect((await office.ask('dutyOfficer', 'POST', `/evidence/keys/${key ?? ''}/revoke`)).status).toBe(200)
    for (const shown of [token, next.body['key']]) expect((await heard(shown)).statusCode).toBe(401)
    expect((await office.ask('dutyOfficer', 'POST', `/evidence/keys/${key ?? ''}/rotate`, change)).status).toBe(409)
    expect((await office.ask('dutyOfficer', 'POST', `/evidence/keys/${key ?? ''}/revoke`)).status).toBe(409)
    expect((await enter(meter('P-9'), 'dutyOfficer')).body).toMatchObject({ code: 'evidence.revoked' })
  })

  test('days whose time is over are dropped whole, the others stay, and a day that comes back is made anew', async () => {
    const { db } = office.server.world
    const days = (await tablesOf(db)).map(({ name }) => name)
    const today = dayOf(NOW ?? '')
    const count = async () => (await db.rows('select 1 from evidence_reading')).length
    const before = await count()
    expect(before).toBeGreaterThan(0)
    const past = addDays(today, -900)
    await makeDays(db, [past])
    expect(await dropDays(db, addDays(today, -400))).toBe(1)
    expect((await tablesOf(db)).map(({ name }) => name)).toEqual(days)
    expect(await count()).toBe(before)
    expect(await dropDays(db, addDays(today, 10))).toBe(days.length)
    expect(await count()).toBe(0)
    // Whoever has known of the table makes it again: a late reading finds its day.
    await makeDays(db, [today])
    expect(await tablesOf(db)).toHaveLength(1)
  })
})
