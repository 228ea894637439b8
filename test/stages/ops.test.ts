import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readConfig } from '../../src/config.ts'
import { ask } from '../../src/db/effects.ts'
import { note } from '../../src/db/journal.ts'
import { beginLife } from '../../src/db/lives.ts'
import { seal } from '../../src/db/seal.ts'
import { newId } from '../../src/model/id.ts'
import { addMinutes } from '../../src/model/time.ts'
import { watchingRoutes } from '../../src/ops/routes.ts'
import { settingsIn, stepsOf } from '../container/containerfile.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'

const OPS = join(import.meta.dirname, '../../src/ops')
const guide = readFileSync(join(OPS, 'README.md'), 'utf8')

/** What the alarms are written with beside the names of metrics. */
const WORDS = new Set(['up', 'max', 'sum', 'by', 'rate', 'time', 'histogram_quantile', 'vector', 'or', 'without'])
const LABELS = new Set(['part', 'lane', 'state', 'kind', 'invariant', 'method', 'route', 'status', 'le', 'job'])

/** Every metric that an expression of Prometheus names; what is neither that nor a known word stays and fails. */
function namesIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"/g, '').replaceAll(/\[[^\]]*\]/g, '')
  return [...bare.matchAll(/[a-z_][a-z_0-9]*/gi)]
    .filter(({ index }) => !/[\d.]/.test(bare[index - 1] ?? ''))
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name) && !LABELS.has(name))
    .map((name) => name.replace(/_(count|bucket|sum)$/, ''))
}

/** The first paragraph of each alarm, by its heading. */
const paragraphs = new Map(
  [...guide.matchAll(/^### (\w+)\n+(.+)$/gm)].map(([, name = '', text = '']) => [name, text] as const),
)

const rules = z
  .strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^Airshed[A-Z]\w+$/),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+[sm]$/)
              .optional(),
            labels: z.strictObject({ severity: z.enum(['page', 'desk']) }),
            annotations: z.strictObject({ summary: z.string().regex(/[一-鿿].*[a-z]/), guide: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readFileSync(join(OPS, 'prometheus/alerts.yaml'), 'utf8')))
const alerts = rules.groups.flatMap((group) => group.rules)

const dashboard = z
  .object({
    panels: z.array(
      z.object({ id: z.int(), title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(OPS, 'grafana/airshed.json'), 'utf8')))

describe('what whoever runs it looks at', () => {
  let t: TestApp
  let tickets = 0
  beforeAll(async () => {
    t = await openTestApp({ parts: { watching: watchingRoutes({ size: async () => tickets }, { keptMs: -1 }) } })
  })
  afterAll(() => t.close())

  const metrics = async () => (await t.app.inject({ url: '/metrics' })).body
  const ready = async () => (await t.app.inject({ url: '/readyz' })).json<{ parts: Record<string, string> }>()

  it('names the same metrics in /metrics, in the guide, in the alarms and on the dashboard', async () => {
    const told = [...(await metrics()).matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name).toSorted()
    const [, table = ''] = guide.split('## What is counted')
    const described = [...table.matchAll(/^\| `(airshed_\w+)` +\|[^|]+\|[^|]+\|[^|]+\|$/gm)].map(
      ([, name = '']) => name,
    )
    expect(described.toSorted()).toEqual(told)
    const used = new Set(
      [...alerts, ...dashboard.panels.flatMap(({ targets }) => targets)].flatMap((one) => namesIn(one.expr)),
    )
    expect([...used].filter((name) => !told.includes(name))).toEqual([])
    // One that no picture shows and no alarm watches is for nobody.
    expect(told.filter((name) => !used.has(name))).toEqual([])
  })

  it('has for each alarm a paragraph of the guide, and for each such paragraph an alarm', () => {
    expect([...paragraphs.keys()].toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted())
    for (const { alert, annotations } of alerts) {
      expect(annotations.guide).toBe(`src/ops/README.md#${alert.toLowerCase()}`)
      expect(paragraphs.get(alert)?.length).toBeGreaterThan(60)
    }
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const links = [...guide.matchAll(/\]\(#(\w+)\)/g)].map(([, anchor]) => anchor)
    const headings = new Set([...paragraphs.keys()].map((name) => name.toLowerCase()))
    expect(links.filter((anchor = '') => !headings.has(anchor))).toEqual([])
  })

  it('finds a name that no metric has', () => {
    expect(namesIn('max(airshed_clock_lag_secs{part="clock"}) > 1.5e9')).toEqual(['airshed_clock_lag_secs'])
    expect(namesIn('sum by (le) (rate(airshed_http_request_seconds_bucket[5m]))')).toEqual([
      'airshed_http_request_seconds',
    ])
  })

  it('says what waits where, and since when, without a name', async () => {
    const { db, clock } = t.world
    await seal(db)
    expect((await ready()).parts).toEqual({
      database: 'ok',
      migrations: 'ok',
      queue: 'ok',
      rules: 'ok',
      clock: 'missing',
      worker: 'missing',
      sealer: 'ok',
      list: 'missing',
    })
    const lives = [await beginLife(db, ['worker'], {}, START), await beginLife(db, ['clock', 'worker'], {}, START)]
    expect((await ready()).parts).toMatchObject({ clock: 'ok', worker: 'ok' })

    const subject = newId(START)
    await db.transaction(async (tx) => {
      await note(tx, { area: '140800', kind: 'trial', subject, event: 'TRIED', body: {} }, { now: START, by: 'engine' })
      await ask(tx, [{ kind: 'assess', subject, area: '140800', params: { area: '140800' } }], START)
    })
    tickets = 7
    clock.set(addMinutes(START, 2))
    // A deadline that has passed: a forecast's feed that was heard long ago.
    const pushed = await t.app.inject({
      method: 'POST',
      url: '/api/v1/forecasts',
      headers: bearer(t.tokens.get('feed')),
      payload: { provider: 'test-centre', area: '140800', issuedAt: START, values: [{ at: '2020-12-19', aqi: 80 }] },
    })
    expect(pushed.statusCode).toBe(202)
    clock.set(addMinutes(START, 3 * 24 * 60))
    expect((await ready()).parts).toMatchObject({ clock: 'late', worker: 'late', sealer: 'late' })

    const said = await metrics()
    const value = (name: string) =>
      Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(said)?.[1])
    expect(value('airshed_relay_lag_seconds')).toBe(3 * 86_400)
    expect(value('airshed_sealer_lag_seconds')).toBe(3 * 86_400)
    expect(value('airshed_clock_lag_seconds')).toBeGreaterThan(86_400)
    expect(value('airshed_queue_lag_seconds')).toBe(0)
    expect(value('airshed_queue_tickets{lane="dispatch"}')).toBe(7)
    expect(value('airshed_processes{part="worker"}')).toBe(2)
    expect(value('airshed_processes{part="api"}')).toBe(0)
    expect(value('airshed_feeds{state="alive"}')).toBe(1)
    expect(value('airshed_feed_age_seconds{kind="forecast"}')).toBe(3 * 86_400 - 120)
    expect(said).not.toMatch(/140800|test-centre|示例|[0-9a-f]{8}-[0-9a-f]{4}/)
    for (const life of lives) await life.close()
  })
})

describe('what it is installed by', () => {
  const compose = z
    .object({
      services: z.record(z.string(), z.object({ command: z.array(z.string()).optional(), image: z.string() })),
      volumes: z.record(z.string(), z.unknown()),
    })
    .parse(parse(readFileSync(join(OPS, 'container/compose.yaml'), 'utf8'), { merge: true }))
  const steps = stepsOf(readFileSync(join(OPS, 'container/Containerfile'), 'utf8'))

  it('plays every part twice, over PostgreSQL and Redis that drops nothing', () => {
    const parts = Object.entries(compose.services).filter(([, { image }]) => image === 'airshed')
    expect(parts.map(([name, { command }]) => [name, command])).toEqual([
      ['api-1', ['api']],
      ['api-2', ['api']],
      ['worker-1', ['worker']],
      ['worker-2', ['worker']],
      ['clock-1', ['clock']],
      ['clock-2', ['clock']],
    ])
    expect(compose.services['redis']?.command?.join(' ')).toContain('--maxmemory-policy noeviction')
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/^airshed$|:\d+$/)
  })

  it('sets only variables that are read, to values that are taken', () => {
    const env = readFileSync(join(OPS, 'systemd/airshed.env'), 'utf8').replaceAll(/^#(?=[A-Z])/gm, '')
    const lines = env.split('\n').filter((line) => /^[A-Z]/.test(line))
    const config = readFileSync(join(OPS, '../config.ts'), 'utf8')
    for (const line of lines) expect(config).toContain(`'${line.split('=')[0]}'`)
    const given = Object.fromEntries(lines.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]))
    expect(readConfig({ ...given, AIRSHED_DEMO: '0', AIRSHED_ROLE: 'api' })).toMatchObject({ demo: false, port: 8080 })
    const set = Object.assign({}, ...steps.filter(({ word }) => word === 'ENV').map(({ rest }) => settingsIn(rest)))
    expect(readConfig({ ...set, DATABASE_URL: 'postgres://x@x/x' })).toMatchObject({ demo: false, host: '0.0.0.0' })
  })

  it('is built for no kind of processor, or for arm64 as well', () => {
    const lock = z
      .object({
        packages: z.record(
          z.string(),
          z.object({
            dev: z.boolean().optional(),
            optional: z.boolean().optional(),
            hasInstallScript: z.boolean().optional(),
            cpu: z.union([z.string(), z.array(z.string())]).optional(),
          }),
        ),
      })
      .parse(JSON.parse(readFileSync(join(OPS, '../../package-lock.json'), 'utf8')))
    const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true)
    // The container leaves optional packages out.
    const needed = shipped.filter(([, { optional }]) => optional !== true)
    expect(needed.filter(([, { cpu, hasInstallScript }]) => cpu !== undefined || hasInstallScript === true)).toEqual([])
    const forX64 = shipped.flatMap(([path, { cpu }]) => (cpu !== undefined && path.endsWith('linux-x64') ? [path] : []))
    expect(forX64.length).toBeGreaterThan(0)
    for (const path of forX64) expect(Object.keys(lock.packages)).toContain(path.replace(/x64$/, 'arm64'))
  })
})
