import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeList } from '../../src/drill/list.ts'
import type { Io } from '../../src/model/command.ts'

/** A command's ears; a drill asks nothing of the engine of this machine. */
export function ears(): Io & { readonly said: string[]; readonly words: string[] } {
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

/** Two days of it without meters, opener and incidents: an order, a raise and its enterprises. Answers its file. */
export async function plainDrill(directory: string): Promise<string> {
  const file = await smallDrill(directory)
  const plain = readFileSync(file, 'utf8').replace(/^(opener|meters|incidents):.*\n(?: {2}- .*\n)*/gm, '')
  writeFileSync(file, plain.replace('to: 2023-12-16', 'to: 2023-12-12'))
  return file
}

/** A drill over a city of two dozen enterprises: three days of foul air, foreseen worse and worse. Answers its file. */
export async function smallDrill(directory: string): Promise<string> {
  await writeList(join(directory, 'list.xlsx'), '140900', 24, 7)
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
meters: { share: 0.9, days: 9, night: 0.2, defiant: 0.1, broken: 0.15, shifted: 0.15 }
incidents:
  - { at: '2023-12-11T07:00', minutes: 120, feed: silent }
  - { at: '2023-12-12T18:00', minutes: 90, away: approver }
  - { at: '2023-12-12T18:00', minutes: 95, serversDown: 0.1 }
seed: 3
`,
  )
  return file
}
