import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse, readSources, type Source } from './help/sources.ts'

/*
 * The rules of the house, held over the real imports of every file. A new stage is one line in STAGES.
 */

/** The way of the data: a stage knows those before it, never those after. */
const STAGES = [
  'feed',
  'outlook',
  'assessment',
  'consultation',
  'episode',
  'inventory',
  'grading',
  'rotation',
  'plan',
  'dispatch',
  'opener',
  'advice',
  'hardship',
  'receipts',
  'evidence',
  'portal',
  'accounts',
  'verification',
  'inspection',
  'problems',
  'tasks',
  'waking',
  'linkage',
  'county',
  'season',
  'review',
  'publication',
  'bulletin',
  'complaint',
  'journal',
]

/** Folders of src and files at its top, from the ground up: each may import those before it. */
const GROUND = ['errors', 'model', 'clock', 'live', 'config', 'document', 'rulebook', 'db', 'queue', 'people', 'http']
const ROOF = ['rules', 'auditor', 'ops', 'console', 'app', 'drill', 'main', 'parts', 'cli']
const ORDER = [...GROUND, ...STAGES, ...ROOF]

/**
 * What a stage says over HTTP is shaped here, and measured at the door; the rest of a stage does not know that it is
 * asked over HTTP.
 */
const SPEAKS_HTTP = /\/(routes|schemas|bench)\.ts$/
/** What a pure file may reach, whatever lies between: vocabulary, numbers, calendars, hashes. */
const PURE_PACKAGES = new Set(['xstate', 'luxon', 'decimal.js', 'uuid', 'zod', 'node:crypto'])
const XSTATE = new Set(['assign', 'setup', 'and', 'or', 'not'])
const CLOCKS = [
  'Date.now',
  'Date()',
  'new Date()',
  'performance.now',
  'process.hrtime',
  'process.hrtime.bigint',
  'process.uptime',
  'DateTime.now',
  'DateTime.utc()',
  'DateTime.local()',
]
const IMPURE = ['Math.random', 'Promise', 'async', 'await', 'setTimeout', 'setInterval', 'setImmediate', 'process']
const WORLDLY = [...IMPURE, ...CLOCKS, 'fetch', 'console', 'globalThis', 'crypto']
const SQL =
  /^\s*(select\s[\s\S]*\bfrom\b|select\s+pg_\w+\(|insert\s+into\s|update\s+\S+\s+set\b|delete\s+from\s|with\s+\w+\s+as\s*\()/i
const SQL_CLOCK = /\b(now\(\)|clock_timestamp|statement_timestamp|current_timestamp|current_date|localtimestamp)/i

/** How long ago something went into the queue is told by the database's clock: that of a drill stands meanwhile. */
const QUEUE_STORE = 'src/queue/store.ts'

/** The console's own: what it runs on knows nothing of the engine's. */
const BROWSER_CLOCK = 'src/console/web/clock.ts'
/** What a browser can load of the engine: words and comparisons. */
const IN_BROWSER = /^src\/(console\/web|model)\//

type Rule = (source: Source, all: ReadonlyMap<string, Source>) => string[]

const RULES = {
  'imports run with the data, never back': ({ path, imports }) => {
    const from = roomOf(path)
    if (from === null || path === 'src/world.ts') return []
    return imports.flatMap(({ to }) => {
      const room = roomOf(to)
      if (room === null || to === 'src/world.ts') return []
      return ORDER.indexOf(room) <= ORDER.indexOf(from) ? [] : [to]
    })
  },
  'every folder and every file of src has its place in the order': ({ path }) => {
    const room = roomOf(path)
    return room === null || room === 'world' || ORDER.includes(room) ? [] : [room]
  },
  'the world is a type that names what stages are handed': ({ path, imports }) =>
    imports.flatMap(({ to, types }) => (!types && (path === 'src/world.ts' || to === 'src/world.ts') ? [to] : [])),
  'only routes and their schemas know that a stage is asked over HTTP': ({ path, imports }) =>
    STAGES.includes(roomOf(path) ?? '') && !SPEAKS_HTTP.test(path)
      ? imports.flatMap(({ to }) => (roomOf(to) === 'http' || to.startsWith('fastify') ? [to] : []))
      : [],
  'a stage calls no handler of another': ({ path, imports }) =>
    STAGES.includes(roomOf(path) ?? '')
      ? imports.flatMap(({ to }) =>
          to.endsWith('/effects.ts') && isStage(to) && roomOf(to) !== roomOf(path) ? [to] : [],
        )
      : [],
  'SQL stands in the store of a stage and nowhere else': ({ path, texts }) =>
    !isStage(path) || path.endsWith('/store.ts') ? [] : texts.filter((text) => SQL.test(text)),
  'one file reads the clock': ({ path, uses, texts }) =>
    path === 'src/clock.ts' || path === BROWSER_CLOCK
      ? []
      : [
          ...CLOCKS.filter((clock) => uses.has(clock)),
          ...(path === QUEUE_STORE ? [] : texts.filter((text) => SQL_CLOCK.test(text))),
        ],
  'machines are pure': ({ path, imports, uses, properties }) => {
    if (!path.startsWith('machines/')) return []
    return [
      ...imports.flatMap(({ to, types }) =>
        to === 'xstate' || to.startsWith('machines/') || to.startsWith('src/model/') || (types && to === 'luxon')
          ? []
          : [to],
      ),
      ...imports.flatMap(({ to, names }) => (to === 'xstate' ? names.filter((name) => !XSTATE.has(name)) : [])),
      ...WORLDLY.filter((name) => uses.has(name)),
      ...['after', 'invoke', 'delay'].filter((name) => properties.has(name)),
    ]
  },
  'machines and decide.ts reach nothing that reads or writes': (source, all) => {
    if (!source.path.startsWith('machines/') && !source.path.endsWith('/decide.ts')) return []
    return reached(source, all).flatMap((to) => {
      const inner = all.get(to)
      if (inner) return WORLDLY.filter((name) => inner.uses.has(name)).map((name) => `${to} ${name}`)
      return PURE_PACKAGES.has(to) || to.endsWith('.json') ? [] : [to]
    })
  },
  'only main takes the right to reach the world outside': ({ path, imports, uses }) =>
    path !== 'src/main.ts' && imports.some(({ to }) => to === 'src/live.ts') && uses.has('Live.forMain')
      ? ['Live.forMain']
      : [],
  'the console takes into the browser only what can run there': ({ path, imports }) =>
    path.startsWith('src/console/web/')
      ? imports.flatMap(({ to, types }) =>
          !types && (/^(src|machines)\//.test(to) ? !IN_BROWSER.test(to) : to.startsWith('node:')) ? [to] : [],
        )
      : [],
  'a file of more than 300 lines holds two ideas': ({ lines }) => (lines > 300 ? [`${lines} lines`] : []),
} as const satisfies Record<string, Rule>

describe('the house', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const all = byPath(readSources(root, ['src', 'machines']))

  for (const [name, rule] of rules())
    it(name, () => {
      expect(faults(rule, all)).toEqual([])
    })

  it('is read whole', () => {
    expect(all.size).toBeGreaterThan(100)
    const unknown = [...all.values()].flatMap(({ path, imports }) =>
      imports.flatMap(({ to }) => (/^(src|machines|\.\.)/.test(to) && !all.has(to) ? [`${path} → ${to}`] : [])),
    )
    expect(unknown, 'every import of a file of ours is found').toEqual([])
  })
})

/** One violation of each rule, and beside it what is allowed. */
const PLANTED: Record<keyof typeof RULES, { bad: Record<string, string>; good: Record<string, string> }> = {
  'imports run with the data, never back': {
    bad: {
      'src/feed/decide.ts': `import { plan } from '../plan/decide.ts'`,
      'src/feed/file.ts': `export async function later() { return await import('../episode/replay.ts') }`,
      'src/model/level.ts': `export { type Held } from '../plan/store.ts'`,
      'src/http/server.ts': `import type { App } from '../app.ts'`,
      'src/outlook/decide.ts': `export type Later = import('../plan/order.ts').Order`,
    },
    good: {
      'src/plan/decide.ts': `import { listed } from '../inventory/store.ts' // not from '../dispatch/store.ts'`,
      'src/feed/decide.ts': `const text = "import { plan } from '../plan/decide.ts'"`,
    },
  },
  'every folder and every file of src has its place in the order': {
    bad: { 'src/utils/strings.ts': '' },
    good: { 'src/plan/decide.ts': '' },
  },
  'the world is a type that names what stages are handed': {
    bad: { 'src/world.ts': `import { Rulebooks } from './rulebook/books.ts'` },
    good: { 'src/world.ts': `import type { MeasureBook } from './rulebook/measures.ts'` },
  },
  'only routes and their schemas know that a stage is asked over HTTP': {
    bad: { 'src/plan/decide.ts': `import type { App } from '../http/app-type.ts'` },
    good: { 'src/plan/routes.ts': `import type { App } from '../http/app-type.ts'` },
  },
  'a stage calls no handler of another': {
    bad: { 'src/dispatch/store.ts': `import { planOrders } from '../plan/effects.ts'` },
    good: { 'src/plan/store.ts': `import { finish } from '../db/effects.ts'` },
  },
  'SQL stands in the store of a stage and nowhere else': {
    bad: {
      'src/plan/effects.ts': 'await tx.rows(`select id from ${table} where id = $1`)',
      'src/feed/routes.ts': `await tx.rows('select pg_advisory_xact_lock($1)')`,
      'src/review/figures.ts': 'await tx.rows(`with due as (${inner}) select 1`)',
    },
    good: {
      'src/plan/store.ts': 'await tx.rows(`select id from ${table} where id = $1`)',
      'src/plan/wording.ts': `// select id from warning\nconst words = 'with this order the line stands still'`,
    },
  },
  'one file reads the clock': {
    bad: {
      'src/feed/push.ts': 'const at = Date.now()',
      'src/plan/effects.ts': 'const at = new Date()',
      'src/queue/bull.ts': 'const started = performance.now()',
      'src/http/log.ts': 'const read = { now: Date.now }',
      'src/db/seal.ts': 'await tx.rows("update seal set at = now()")',
      'src/feed/moment.ts': 'const at = DateTime.utc().toISO()',
    },
    good: {
      'src/clock.ts': 'export const now = () => Date.now()',
      'src/feed/push.ts': 'const at = new Date(0), other = DateTime.utc(2020), now = clock.now() // Date.now()',
    },
  },
  'machines are pure': {
    bad: {
      'machines/a.ts': `import { fromPromise } from 'xstate'`,
      'machines/b.ts': `import { step } from '../src/db/step.ts'`,
      'machines/c.ts': `export const machine = { states: { waiting: { after: { 1000: 'late' } } } }`,
      'machines/d.ts': `export const luck = () => Math.random()`,
      'machines/e.ts': `export const later = async () => {}`,
      'machines/f.ts': `import { readFileSync } from 'node:fs'`,
    },
    good: {
      'machines/a.ts': `import { assign, setup } from 'xstate'\nimport type { Level } from '../src/model/level.ts'`,
    },
  },
  'machines and decide.ts reach nothing that reads or writes': {
    bad: {
      'src/plan/decide.ts': `import { rows } from './rows.ts'`,
      'src/plan/rows.ts': `import { readFileSync } from 'node:fs'\nexport const rows = readFileSync('rows')`,
    },
    good: {
      'src/plan/decide.ts': `import type { Row } from './rows.ts'\nimport { z } from 'zod'`,
      'src/plan/rows.ts': `import { readFileSync } from 'node:fs'\nexport type Row = ReturnType<typeof readFileSync>`,
    },
  },
  'only main takes the right to reach the world outside': {
    bad: { 'src/drill/world.ts': `import { Live } from '../live.ts'\nconst live = Live.forMain()` },
    good: { 'src/main.ts': `import { Live } from './live.ts'\nconst live = Live.forMain()` },
  },
  'the console takes into the browser only what can run there': {
    bad: {
      'src/console/web/a.ts': `import { step } from '../../db/step.ts'`,
      'src/console/web/b.ts': `import { readFileSync } from 'node:fs'`,
    },
    good: {
      'src/console/web/a.ts': `import { severity } from '../../model/level.ts'\nimport type { Row } from '../../db/step.ts'`,
    },
  },
  'a file of more than 300 lines holds two ideas': {
    bad: { 'src/plan/decide.ts': '// line\n'.repeat(301) },
    good: { 'src/plan/decide.ts': '// line\n'.repeat(300) },
  },
}

describe('a planted violation is found', () => {
  for (const [name, rule] of rules())
    it(`of: ${name}`, () => {
      const { bad, good } = PLANTED[name]
      const found = faults(rule, planted(bad)).map((fault) => fault.split(':')[0])
      // What a violation is reached through need not be one itself.
      expect(found.length).toBeGreaterThan(0)
      if (name !== 'machines and decide.ts reach nothing that reads or writes')
        expect(new Set(found)).toEqual(new Set(Object.keys(bad)))
      expect(faults(rule, planted(good))).toEqual([])
    })
})

function rules(): [keyof typeof RULES, Rule][] {
  return Object.entries(RULES) as [keyof typeof RULES, Rule][]
}

function faults(rule: Rule, all: ReadonlyMap<string, Source>): string[] {
  return [...all.values()].flatMap((source) => rule(source, all).map((fault) => `${source.path}: ${fault}`))
}

function planted(files: Readonly<Record<string, string>>): Map<string, Source> {
  return byPath(Object.entries(files).map(([path, text]) => parse(path, text)))
}

function byPath(sources: readonly Source[]): Map<string, Source> {
  return new Map(sources.map((source) => [source.path, source]))
}

/** The folder of src, or the name of a file at its top; null outside of src. */
function roomOf(path: string): string | null {
  return /^src\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(path)?.[1] ?? null
}

function isStage(path: string): boolean {
  return STAGES.includes(roomOf(path) ?? '')
}

/** Everything that runs when this file is imported: our files and the packages. */
function reached(source: Source, all: ReadonlyMap<string, Source>): string[] {
  const found = new Set<string>()
  const open = [source]
  for (const { imports } of open)
    for (const { to, types } of imports) {
      if (types || found.has(to)) continue
      found.add(to)
      const inner = all.get(to)
      if (inner) open.push(inner)
    }
  return [...found]
}
