import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadRulebooks } from '../../src/rulebook/books.ts'

const MIGRATIONS = join(import.meta.dirname, '../../src/db/migrations')

/** Every table that the migrations make and none takes away. */
function everyTable(): string[] {
  const tables = new Set<string>()
  for (const name of readdirSync(MIGRATIONS)
    .filter((one) => one.endsWith('.sql'))
    .toSorted()) {
    const text = readFileSync(join(MIGRATIONS, name), 'utf8')
    for (const [, verb, table = ''] of text.matchAll(
      /^(create|drop) table (?:if (?:not )?exists )?(\w+)(?! partition)/gm,
    ))
      if (verb === 'create') tables.add(table)
      else tables.delete(table)
  }
  return [...tables].toSorted()
}

test('of every kind of record it is said how long it stays: each table stands in one kind, and none is made up', () => {
  const { records } = loadRulebooks().retention('2026-12-01')
  const listed = records.flatMap(({ tables }) => tables)
  expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted())
  expect(listed.toSorted()).toEqual(everyTable())
})

test('what an authority decided is deleted by no figure', () => {
  const { records } = loadRulebooks().retention('2026-12-01')
  const keep = new Map(records.flatMap((record) => record.tables.map((table) => [table, record.keep] as const)))
  for (const table of [
    'journal',
    'warning',
    'signature',
    'enterprise_order',
    'consultation_minutes',
    'verdict',
    'list',
  ])
    expect(keep.get(table)).toBe('permanent')
})
