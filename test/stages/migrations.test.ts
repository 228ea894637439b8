import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/* An upgrade goes process by process: the release before has to go on working on the schema of the next (README.md there). */

const FOLDER = join(import.meta.dirname, '../../src/db/migrations')
/** Before it there was no release that could run beside another. */
const FIRST_HELD = '043'

const HARMFUL: readonly [string, RegExp][] = [
  ['drops what the former code reads', /\bdrop\s+(table|column|function|view|type|schema)\b/i],
  ['renames what the former code reads', /\brename\b/i],
  ['changes the type of what the former code reads', /\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b/i],
  ['asks for what the former code leaves out', /\bset\s+not\s+null\b|\bdrop\s+default\b/i],
]
const ADDED =
  /\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?(?!constraint\b|primary\b|unique\b|foreign\b|check\b)(\w+)\s+([^,;]+)/gi

/** What would harm the release before, each with its statement; a statement under `-- the release before: …` is excused. */
function harms(sql: string): string[] {
  const excused = sql.replaceAll(/^--\s*the release before:.*\n(?:(?!;).|\n)*;/gim, '')
  const bare = excused.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''")
  return bare.split(';').flatMap((statement) => {
    const words = statement.replaceAll(/\s+/g, ' ').trim()
    const found = HARMFUL.flatMap(([why, form]) => (form.test(words) ? [`${why}: ${words}`] : []))
    if (!/^alter table\b/i.test(words)) return found
    const needed = [...words.matchAll(ADDED)].filter(
      ([, , rest = '']) => /\bnot null\b/i.test(rest) && !/\b(default|generated)\b/i.test(rest),
    )
    return [...found, ...needed.map(([text]) => `asks for what the former code leaves out: ${text}`)]
  })
}

describe('a migration only adds', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql') && name >= FIRST_HELD)
  it.each(files)('%s', (name) => {
    expect(harms(readFileSync(join(FOLDER, name), 'utf8'))).toEqual([])
  })

  it('what would harm the release before is found', () => {
    for (const sql of [
      'drop table warning;',
      'alter table warning drop column name;',
      'alter table warning rename column name to title;',
      'alter table warning rename to alarm;',
      'alter table warning alter column name type jsonb using to_jsonb(name);',
      'alter table warning alter name type jsonb;',
      'alter table warning alter column name set not null;',
      'alter table warning add column why text not null;',
      'alter table warning add why text not null, add column other int;',
      'drop function lives(int);',
    ])
      expect(harms(sql), sql).toHaveLength(1)
  })

  it('and what does not is let be', () => {
    for (const sql of [
      `create table t (id uuid primary key, why text not null);`,
      `alter table warning add column why text;`,
      `alter table warning add column why text not null default '', add column n int generated always as identity not null;`,
      `alter table officer alter column password drop not null, drop constraint officer_password;`,
      `-- drop table warning\ncreate index w on warning (id); drop index v;`,
      `update t set why = 'drop table x';`,
      `alter table t add constraint c check (why is not null);`,
      `-- the release before: reads no such column\nalter table t drop column\n why;`,
    ])
      expect(harms(sql), sql).toEqual([])
  })
})
