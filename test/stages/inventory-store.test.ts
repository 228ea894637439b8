import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { passingKeys } from '../../src/db/keys.ts'
import { readPeople } from '../../src/db/person.ts'
import type { Db } from '../../src/db/port.ts'
import { FaultyList, furnishList } from '../../src/inventory/import.ts'
import { countedByList, type Counted } from '../../src/inventory/proof.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { enterpriseRows } from '../../src/inventory/enterprises/store.ts'
import { contactsOf, listInForce, listingRows, loadAreas, openList, saveAreas } from '../../src/inventory/store.ts'
import { LISTED_LEVELS } from '../../src/model/enterprise.ts'
import { EMITTED } from '../../src/model/tonnes.ts'
import { sumsOfList } from '../../src/plan/store.ts'
import { eachDatabase } from '../help/databases.ts'
import { AREAS, CODE, fixtureList, smallList, workbook } from '../help/lists.ts'

const industries = loadIndustries()
const keys = passingKeys()
const at = (hour: number) => `2020-12-18T${String(hour).padStart(2, '0')}:00:00.000Z`
const doing = (hour: number) => ({ now: at(hour), by: 'user:1' })

eachDatabase((_, open) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
  })
  afterAll(() => db.close())
  const load = (bytes: Uint8Array, hour: number, base?: string) =>
    furnishList({ db, keys, areas: AREAS }, bytes, { industries, ...(base === undefined ? {} : { base }) }, doing(hour))
  const count = async (table: string) => (await db.rows(`select from ${table}`)).length

  test('a workbook becomes the list in force, its people by reference', async () => {
    expect(await listInForce(db, '140800', at(23))).toBeNull()
    const imported = await load(await workbook(smallList()), 1, 'http://127.0.0.1:9999')
    expect(imported).toMatchObject({ area: '140800', enterprises: 1, lines: 1, findings: [] })
    expect(await listInForce(db, '140800', at(0))).toBeNull()
    expect(await listInForce(db, '140800', at(1))).toMatchObject({ id: imported.id, size: 1 })

    const [listing] = await listingRows(db, imported.id, null, 10)
    expect(listing).toMatchObject({ area: '140882', position: 0, entry: { creditCode: CODE, grade: 'C' } })
    const enterprise = listing?.enterprise ?? ''
    const contacts = (await contactsOf(db, [enterprise])).get(enterprise) ?? []
    expect(contacts.map(({ url, sms }) => ({ url, sms }))).toEqual([
      { url: 'http://127.0.0.1:9999/e/1', sms: true },
      { url: null, sms: false },
    ])
    const people = await readPeople(
      db,
      keys,
      contacts.map(({ person }) => person),
    )
    expect([...people.values()].map((person) => person.name).sort()).toEqual(['赵甲子', '钱乙丑'].sort())
    // The first contact is responsible for the steps too: one person, not two.
    expect(listing?.entry.lines[0]?.measures.red?.responsible).toBe(contacts[0]?.person)
    const stored = await db.rows<{ entry: string }>('select entry::text as entry from listing')
    expect(stored[0]?.entry).not.toMatch(/赵甲子|15400000001/)
  })

  test('a workbook with one bad row loads nothing', async () => {
    const before = [await count('list'), await count('listing'), await count('person')]
    const sheets = smallList()
    sheets.企业.push({ ...sheets.企业[0], 统一社会信用代码: '91140882MA0TE5T16S' })
    await expect(load(await workbook(sheets), 2)).rejects.toThrow(FaultyList)
    expect([await count('list'), await count('listing'), await count('person')]).toEqual(before)
  })

  test('a newer version takes over, and what an interrupted import left is cleared away with its people', async () => {
    const sha256 = new Uint8Array(32)
    const left = await db.transaction((tx) =>
      openList(tx, { area: '140800', name: 'left', size: 2, sha256, draftedFrom: null }, doing(3)),
    )
    const first = await listInForce(db, '140800', at(23))
    expect(first?.id).not.toBe(left)
    const sheets = smallList()
    Object.assign(sheets.企业[0] ?? {}, { 绩效等级: 'B' })
    const second = await load(await workbook(sheets), 4)
    expect((await db.rows('select from list where id = $1', [left])).length).toBe(0)
    expect(await listInForce(db, '140800', at(3))).toMatchObject({ id: first?.id })
    expect(await listInForce(db, '140800', at(4))).toMatchObject({ id: second.id })
    expect(await count('enterprise')).toBe(1)
    const [listing] = await listingRows(db, second.id, null, 10)
    const contacts = (await contactsOf(db, [listing?.enterprise ?? ''])).get(listing?.enterprise ?? '') ?? []
    expect(contacts).toHaveLength(2)
    expect(contacts[0]?.url).toBe('/e/1')
  })

  test('a generated list is read in pages of enterprises and of positions', async () => {
    const { id } = await load(fixtureList('xinzhou-1000.xlsx'), 5)
    const seen = new Set<string>()
    for (let after: string | null = null; ;) {
      const rows: { enterprise: string }[] = await listingRows(db, id, after, 300)
      for (const { enterprise } of rows) seen.add(enterprise)
      after = rows.at(-1)?.enterprise ?? null
      if (rows.length < 300) break
    }
    expect(seen.size).toBe(1000)
    const inside = await enterpriseRows(db, id, ['140981'], null, 1000)
    expect(inside.length).toBeGreaterThan(10)
    expect(new Set(inside.map(({ area }) => area))).toEqual(new Set(['140981']))
    expect(inside.map(({ position }) => position)).toEqual(inside.map(({ position }) => position).sort((a, b) => a - b))
    const [row] = inside
    expect(await enterpriseRows(db, id, ['140981'], row?.position ?? 0, 1)).toEqual(inside.slice(1, 2))
  })

  test('what a list saves is summed as its entries say, and a migration fills it in for a list of before', async () => {
    const list = await listInForce(db, '140800', at(23)).then((one) => one?.id ?? '')
    const sums = await sumsOfList(db, list)
    const rows = await listingRows(db, list, null, 2000)
    const idle = { idle: new Set<never>() }
    for (const { county, class: kind, rows: many, masses } of sums) {
      const own = rows.filter(({ entry }) => entry.county === county && entry.class === kind)
      const counted = own.map(({ enterprise, entry }) => countedByList(enterprise, entry, idle))
      expect(many).toBe(own.length)
      const parts = [(one: Counted) => one.base, ...LISTED_LEVELS.map((level) => (one: Counted) => one.saved[level])]
      expect(masses).toEqual(
        parts.flatMap((of) => EMITTED.map((name) => counted.reduce((sum, one) => sum + BigInt(of(one)[name]), 0n))),
      )
    }
    expect(sums.reduce((sum, { rows: many }) => sum + many, 0)).toBe(rows.length)
    const file = readFileSync('src/db/migrations/015-lean-dispatch.sql', 'utf8')
    const [fill = ''] = /update listing [^;]*/.exec(file) ?? []
    await db.rows(`update listing set saved_mg = '{}'`)
    // It ran while the entry was still jsonb.
    await db.rows(fill.replace(`entry->'lines'`, `entry::jsonb->'lines'`))
    expect(new Set(await sumsOfList(db, list))).toEqual(new Set(sums))
  })

  test('the tree of areas is kept', async () => {
    await db.transaction((tx) => saveAreas(tx, AREAS.all()))
    await db.transaction((tx) => saveAreas(tx, AREAS.all()))
    expect(new Set(await loadAreas(db))).toEqual(new Set(AREAS.all()))
  })
})
