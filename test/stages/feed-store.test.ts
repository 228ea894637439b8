import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../src/db/port.ts'
import type { AcceptedBulletin } from '../../src/feed/decide.ts'
import { fault } from '../../src/feed/fault.ts'
import { quarantineBody } from '../../src/feed/quarantine/store.ts'
import { bulletinsOver, foresee, storeBulletin } from '../../src/feed/store.ts'
import { Areas } from '../../src/model/area.ts'
import { providersOf, rankProviders } from '../../src/outlook/store.ts'
import { eachDatabase } from '../help/databases.ts'

const NOW = '2020-12-25T10:00:00.000Z'
const doing = { now: NOW, by: 'feed:1' }

const bulletin = (more: Partial<AcceptedBulletin> = {}): AcceptedBulletin => ({
  kind: 'forecast',
  provider: 'model-a',
  area: '140800',
  issuedAt: '2020-12-25T09:00:00.000Z',
  pace: 'day',
  values: [
    { at: '2020-12-26', aqi: 201.5, by: 'aqi', low: 180, high: 230 },
    { at: '2020-12-27', aqi: 150, by: 'concentrations', concentrations: { pm25: 115 } },
  ],
  quarantined: [{ index: 2, at: 'tomorrow', fault: fault('at.unreadable', { given: 'tomorrow' }) }],
  doubted: [],
  station: '',
  ...more,
})
const raw = (text: string) => new TextEncoder().encode(text)
const days = { area: '140800', from: '2020-12-26', to: '2020-12-28', at: NOW }

eachDatabase((_name, open) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
  })
  afterAll(() => db.close())
  // The journal refuses to be emptied: what a test counts in it is counted by its subject.
  beforeEach(() =>
    db.transaction((tx) => tx.script('truncate bulletin, doubted_value, feed, quarantine, provider_rank, effect')),
  )

  const store = (given: AcceptedBulletin, text: string) =>
    db.transaction((tx) => storeBulletin(tx, given, raw(text), doing))
  const count = async (table: string) => (await db.rows(`select from ${table}`)).length
  const said = (subject: string) =>
    db.rows<{ event: string }>('select event from journal where subject = $1', [subject])

  test('a bulletin is kept with its bytes, noted, and asks for its area to be judged', async () => {
    const { id, revision, fresh } = await store(bulletin(), 'first')
    expect({ revision, fresh }).toEqual({ revision: 1, fresh: true })
    const [row] = await db.rows<{ raw: Uint8Array; sha256: Uint8Array }>('select raw, sha256 from bulletin')
    expect(new TextDecoder().decode(row?.raw)).toBe('first')
    expect(row?.sha256).toHaveLength(32)
    expect(await said(id)).toEqual([{ event: 'BULLETIN_RECEIVED' }])
    expect(await db.rows('select kind, subject, area, params from effect')).toEqual([
      { kind: 'assess', subject: id, area: '140800', params: { area: '140800' } },
    ])
    const [kept] = await bulletinsOver(db, days)
    const { provider, issuedAt, values } = bulletin()
    expect(kept).toMatchObject({ id, provider, issuedAt, values, receivedAt: NOW })
  })

  test('the same bytes change nothing, other bytes are the next revision, and only that one counts', async () => {
    const first = await store(bulletin(), 'first')
    const second = await store(bulletin({ values: [{ at: '2020-12-26', aqi: 90, by: 'aqi' }] }), 'second')
    expect(second).toMatchObject({ revision: 2, fresh: true })
    expect(await store(bulletin(), 'first')).toEqual({ ...first, fresh: false })
    expect(await count('bulletin')).toBe(2)
    expect(await count('effect')).toBe(2)
    expect(await said(first.id)).toHaveLength(1)
    expect((await bulletinsOver(db, days)).map(({ id }) => id)).toEqual([second.id])
  })

  test('a revision that no longer speaks of these days still silences the one before', async () => {
    await store(bulletin(), 'first')
    await store(bulletin({ values: [{ at: '2021-01-26', aqi: 90, by: 'aqi' }] }), 'second')
    expect(await bulletinsOver(db, days)).toEqual([])
  })

  test('the same bytes about another area, issue, provider or kind are another bulletin', async () => {
    await store(bulletin(), 'bytes')
    for (const other of [{ area: '140802' }, { issuedAt: NOW }, { provider: 'b' }, { kind: 'observation' as const }])
      expect(await store(bulletin(other), 'bytes')).toMatchObject({ revision: 1, fresh: true })
  })

  test('posts at once make one bulletin of the same bytes, and a revision of each other', async () => {
    const texts = ['a', 'b', 'a', 'c', 'a', 'b', 'a']
    const stored = await Promise.all(texts.map((text) => store(bulletin(), text)))
    expect(new Set(stored.map(({ id }) => id)).size).toBe(3)
    expect(
      stored
        .filter(({ fresh }) => fresh)
        .map(({ revision }) => revision)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 3])
    for (const [n, { id }] of stored.entries()) expect(id).toBe(stored[texts.indexOf(texts[n] ?? '')]?.id)
  })

  test('what it would be can be asked without doing it', async () => {
    expect(await foresee(db, bulletin(), raw('first'))).toEqual({ revision: 1, known: false })
    await store(bulletin(), 'first')
    expect(await foresee(db, bulletin(), raw('first'))).toEqual({ revision: 1, known: true })
    expect(await foresee(db, bulletin(), raw('second'))).toEqual({ revision: 2, known: false })
    expect(await count('bulletin')).toBe(1)
  })

  test('what was known at an earlier time does not know the later bulletin', async () => {
    const early = await store(bulletin(), 'first')
    await db.transaction((tx) =>
      storeBulletin(tx, bulletin(), raw('second'), { ...doing, now: '2020-12-25T11:00:00.000Z' }),
    )
    expect((await bulletinsOver(db, days)).map(({ id }) => id)).toEqual([early.id])
  })

  test('a body that was not taken is kept once, however often it comes', async () => {
    const keep = (now: string) =>
      db.transaction((tx) =>
        quarantineBody(
          tx,
          'forecast',
          { fault: fault('body.mixed'), provider: 'model-a', area: null, quarantined: [] },
          raw('{'),
          { name: 'model-a', area: '140800' },
          { now, by: 'feed:1' },
        ),
      )
    const id = await keep(NOW)
    expect(await keep('2020-12-25T10:01:00.000Z')).toBe(id)
    expect(await db.rows('select id, area, times, received_at, last_received_at from quarantine')).toEqual([
      { id, area: '140800', times: 2, received_at: NOW, last_received_at: '2020-12-25T10:01:00.000Z' },
    ])
    expect(await said(id)).toEqual([{ event: 'BULLETIN_REJECTED' }])
  })

  test('whose word counts first is said for an area and all that lies in it', async () => {
    const areas = new Areas([
      { code: '140000', name: '山西省', kind: 'province', parent: null },
      { code: '140800', name: '运城市', kind: 'city', parent: '140000' },
      { code: '140802', name: '盐湖区', kind: 'county', parent: '140800' },
    ])
    const rank = (area: string, providers: string[]) =>
      db.transaction((tx) => rankProviders(tx, area, providers, doing))
    expect(await providersOf(db, areas, '140802')).toEqual([])
    await rank('140000', ['nation', 'province'])
    await rank('140800', ['city'])
    expect(await providersOf(db, areas, '140802')).toEqual(['city'])
    expect(await providersOf(db, areas, '140000')).toEqual(['nation', 'province'])
    await rank('140800', [])
    expect(await providersOf(db, areas, '140802')).toEqual(['nation', 'province'])
  })
})
