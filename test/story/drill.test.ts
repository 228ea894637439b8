import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { commands } from '../../src/drill/commands.ts'
import { writeList } from '../../src/drill/list.ts'
import type { Io } from '../../src/model/command.ts'

/* The command as it is called, over a small city: three days of foul air, foreseen worse and worse. */

/** A command's ears; a drill asks nothing of the engine of this machine. */
function ears(): Io & { readonly said: string[]; readonly words: string[] } {
  const said: string[] = []
  const words: string[] = []
  return {
    said,
    words,
    out: (line) => said.push(line),
    err: (line) => words.push(line),
    engine: () => Promise.reject(new Error('a drill plays in a world of its own')),
    ground: () => Promise.reject(new Error('a drill plays in a world of its own')),
  }
}

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

type Counts = Record<
  'planned' | 'delivered' | 'givenUp' | 'supersededBeforeDelivery' | 'acknowledged' | 'unanswered',
  number
> & { receivers: { telephoned: number } }

/** A scenario of its own in a directory of its own. */
async function scenario(size: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'airshed-story-'))
  directories.push(directory)
  await writeList(join(directory, 'list.xlsx'), '140900', size, 7)
  const air = [80, 80, 90, 210, 320, 310, 60, 50, 60, 55, 50, 60]
  const rows = air.map((aqi, n) => `2023-12-${10 + n},忻州,${aqi}`)
  writeFileSync(join(directory, 'air.csv'), `date,area,aqi\n${rows.join('\n')}\n`)
  const file = join(directory, 'small.yaml')
  writeFileSync(
    file,
    `
name: small
title: { zh: 小演练, en: a small drill }
city: '140900'
rulebook: cn-2024-6
list: list.xlsx
series: { file: air.csv, area: 忻州 }
from: 2023-12-11
to: 2023-12-16
forecast: { at: '18:00', days: 5, peaks: { aqi: 205, within: 2 } }
observation: { at: '08:00' }
officers: { confer: 30, sign: 20 }
enterprises: { slow: 0.2, silent: 0.1, refusing: 0.1, faulty: 0.2 }
opener: { at: '2023-12-11T09:00', minutes: 600 }
incidents:
  - { at: '2023-12-11T07:00', minutes: 120, feed: silent }
  - { at: '2023-12-12T18:00', minutes: 90, away: approver }
  - { at: '2023-12-12T18:00', minutes: 95, serversDown: 0.1 }
seed: 3
`,
  )
  return file
}

test('a drill goes up to red and is lifted, its sums hold, and nobody acted twice', { timeout: 120_000 }, async () => {
  const io = ears()
  const status = await commands['drill']?.run([await scenario(24)], io)
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
    verified: 0,
    lost: 0,
    consequencesTwice: 0,
    unplanned: 0,
    addsUp: true,
  })
})

test('wrong use of the command is one sentence', async () => {
  const io = ears()
  const run = (args: string[]) => commands['drill']?.run(args, io)
  await expect(run([])).rejects.toThrow('drill: name one scenario, such as yuncheng-2020-12')
  await expect(run(['xinzhou-2023-12', '--speed', 'fast'])).rejects.toThrow('--speed fast: it should be')
  await expect(run(['xinzhou-2023-12', '--fast'])).rejects.toThrow("drill: Unknown option '--fast'")
  await expect(commands['bench dispatch']?.run(['--orders', 'many'], io)).rejects.toThrow('--orders many: it should be')
})
