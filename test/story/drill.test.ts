import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { MACHINES, type Stored } from '../../machines/index.ts'
import { commands } from '../../src/drill/commands.ts'
import { throwAway } from '../../src/drill/throwAway.ts'
import { listWarnings } from '../../src/episode/store.ts'
import { loadAreas } from '../../src/inventory/store.ts'
import { Areas } from '../../src/model/area.ts'
import { figuresOf } from '../../src/review/figures.ts'
import { gather } from '../../src/review/gather.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { machineEntries } from '../help/record.ts'
import { replayed } from '../help/replayed.ts'
import { ears, smallDrill } from '../help/smallDrill.ts'

/* The command as it is called. */

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'airshed-story-'))
  directories.push(made)
  return made
}

type Counts = Record<
  | 'planned'
  | 'delivered'
  | 'givenUp'
  | 'supersededBeforeDelivery'
  | 'acknowledged'
  | 'unanswered'
  | 'escalated'
  | 'verified'
  | 'released',
  number
> & {
  receivers: { telephoned: number }
  verdicts: { truths: Partial<Record<string, Partial<Record<string, number>>>>; agreement: number }
}

test('a drill goes up to red and is lifted, its sums hold, and nobody acted twice', { timeout: 300_000 }, async () => {
  const io = ears()
  const keep = directory()
  const status = await commands['drill']?.run([await smallDrill(directory()), '--keep', keep], io)
  const [report = '', ...more] = io.words
  expect(more).toEqual([])
  expect(status).toBe(0)
  expect(report).toContain('# 演练报告：小演练')
  // The approver came back ninety minutes after the bulletin; thirty of them were the duty officer's.
  expect(report).toMatch(/\| 建议 → 会商结论 \| 值班员 \| 30 分 \|/)
  expect(report).toMatch(/\| 会商结论 → 签发 \| 签发人 \| 1 小时 \|/)
  expect(report).toContain('系统的计数与各模拟企业自己的计数一致')
  const lines = io.said.map((line) => JSON.parse(line) as Record<string, unknown>)
  const changes = lines
    .filter(({ event }) => event === 'signed')
    .map(({ change, level }) => `${String(change)} ${String(level)}`)
  expect(changes.at(0)).toBe('issue orange')
  expect(changes).toContain('raise red')
  expect(changes.at(-1)).toBe('lift red')
  const { summary } = lines.at(-1) as { summary: Counts }
  const { planned, delivered, givenUp, supersededBeforeDelivery, acknowledged, unanswered } = summary
  expect(planned).toBe(delivered + givenUp + supersededBeforeDelivery)
  expect(delivered).toBe(acknowledged + unanswered)
  // Whose server refuses is reached by telephone.
  expect(summary.receivers.telephoned).toBeGreaterThan(0)
  expect(unanswered).toBeGreaterThan(0)
  expect(summary).toMatchObject({
    released: 24,
    opener: { contacts: { waiting: 0 }, ways: expect.anything() },
    verdicts: { accusedWrongly: 0 },
    lost: 0,
    consequencesTwice: 0,
    unplanned: 0,
    addsUp: true,
  })
  expectJudged(summary)
  await expectReplayed(keep)
  await expectReviewed(keep, summary)
})

/** What was planted among the metered is found: nobody who does as told is accused, nobody else is cleared. */
function expectJudged({ verified, released, verdicts }: Counts): void {
  const { truths, agreement } = verdicts
  expect(verified).toBeGreaterThan(0)
  expect(verified).toBeLessThan(released)
  expect(truths.obedient?.compliant).toBeGreaterThan(5)
  for (const liar of [truths.night, truths.defiant]) {
    expect(liar?.compliant).toBe(0)
    expect(liar?.notCompliant).toBeGreaterThan(0)
  }
  for (const unwell of [truths.broken, truths.shifted, truths.unmetered])
    expect(unwell).toMatchObject({ compliant: 0, notCompliant: 0 })
  // Stated rate; what is left are nights of which a single clock saw too little.
  expect(agreement).toBeGreaterThan(90)
}

/** Its review, folded from the journal alone, comes to what the board counted and the receivers saw. */
async function expectReviewed(keep: string, summary: Counts): Promise<void> {
  const db = await throwAway({ databaseUrl: null, redisUrl: null }, keep).openDb()
  try {
    const world = { areas: new Areas(await loadAreas(db)), rulebooks: loadRulebooks() }
    const [warning] = await listWarnings(db, { areas: ['140900'], alive: false }, null, 1)
    if (!warning) throw new Error('the drill left no warning')
    const figures = figuresOf(await gather(db, world, loadIndustries(), warning, '2023-12-17T00:00:00.000Z'))
    const { total, by } = figures.reach.value
    const { planned, delivered, givenUp, supersededBeforeDelivery, acknowledged, unanswered } = summary
    const counted = { planned, delivered, givenUp, supersededBeforeDelivery, acknowledged, unanswered, waiting: 0 }
    expect(total).toMatchObject({ ...counted, enterprises: 24, released: 24 })
    expect(by.county.length).toBeGreaterThan(1)
    expect(by.industry.map(({ name }) => name)).toContain('砖瓦窑')
    expect(total.escalated).toBe(summary.escalated)
    // In force from the thirteenth on, signed on the eleventh at ten to seven; red on the evening before, at once.
    expect(figures.leads.value.map(({ kind, leadHours }) => [kind, leadHours])).toEqual([
      ['issue', 29.2],
      ['raise', 0],
      ['lift', 15.2],
    ])
    expect(figures.skill.value.days.map(({ observed }) => observed)).toEqual([210, 320, 310])
    expect(figures.promised.value.total.pm).toBeGreaterThan(0)
    expect(figures.cost.value.total.stoppedMs).toBeGreaterThan(0)
    expect(figures.clauses.value.called.at(-1)?.clauses.length).toBeGreaterThan(0)
    // What was judged is what the drill's own table of verdicts says.
    const judged = Object.values(summary.verdicts.truths)
    for (const outcome of ['compliant', 'insufficient', 'doubtful', 'notCompliant'] as const)
      expect(figures.compliance.value?.total[outcome]).toBe(judged.reduce((sum, of) => sum + (of?.[outcome] ?? 0), 0))
    expect(figures.shown.value?.total.pm).toBeGreaterThan(0)
    expect(figures.shown.value?.total.pm).toBeLessThanOrEqual(figures.promised.value.total.pm)
  } finally {
    await db.close()
  }
}

/** Its journal alone brings every machine to where the drill left it: state, context, and what was asked for. */
async function expectReplayed(keep: string): Promise<void> {
  const db = await throwAway({ databaseUrl: null, redisUrl: null }, keep).openDb()
  try {
    const { rows, otherwise, steps } = replayed(await machineEntries(db))
    expect(otherwise).toEqual([])
    expect(steps).toBeGreaterThan(500)
    for (const [kind, { table }] of Object.entries(MACHINES)) {
      const stored = await db.rows<Stored & { id: string }>(`select id, state, context from ${table}`)
      for (const { id, ...row } of stored) expect({ id, kind, ...row }).toEqual({ id, ...rows.get(id) })
    }
  } finally {
    await db.close()
  }
}

test('wrong use of the command is one sentence', async () => {
  const io = ears()
  const run = (args: string[]) => commands['drill']?.run(args, io)
  await expect(run([])).rejects.toThrow('drill: name one scenario, such as yuncheng-2020-12')
  await expect(run(['xinzhou-2023-12', '--speed', 'fast'])).rejects.toThrow('--speed fast: it should be')
  await expect(run(['xinzhou-2023-12', '--fast'])).rejects.toThrow("drill: Unknown option '--fast'")
  await expect(commands['bench dispatch']?.run(['--orders', 'many'], io)).rejects.toThrow('--orders many: it should be')
})
