import { readFileSync } from 'node:fs'
import readExcelFile from 'read-excel-file/node'
import { monotonicMs } from '../clock.ts'
import { InputError } from '../errors.ts'
import type { Areas } from '../model/area.ts'
import type { Io } from '../model/command.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import { readList } from './reading.ts'

/**
 * Reads and checks a list (`bench list`), beside its floor: the same workbook unpacked into cells by the library alone,
 * which understands none of them. The peak is that of reading and checking; the floor comes after it.
 */
export async function benchList(file: string, areas: Areas, io: Io): Promise<void> {
  const bytes = readFileSync(file)
  const begun = monotonicMs()
  const { list, findings } = await readList(bytes, areas, loadIndustries())
  const seconds = (monotonicMs() - begun) / 1000
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024)
  if (list === null) throw new InputError(`${file}: the list to measure with is faulty`)
  io.err(`read and checked in ${seconds.toFixed(2)} s, ${findings.length} findings`)
  const floorSeconds = await floor(bytes)
  io.err(`floor: the cells alone in ${floorSeconds.toFixed(2)} s`)
  const enterprises = list.enterprises.length
  io.out(
    JSON.stringify({
      enterprises,
      seconds: rounded(seconds),
      perSecond: Math.round(enterprises / seconds),
      floorSeconds: rounded(floorSeconds),
      floorPerSecond: Math.round(enterprises / floorSeconds),
      ratio: rounded(floorSeconds / seconds),
      peakMB,
    }),
  )
}

async function floor(bytes: Uint8Array): Promise<number> {
  const begun = monotonicMs()
  await readExcelFile(Buffer.from(bytes), { parseNumber: (text) => text })
  return (monotonicMs() - begun) / 1000
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
