import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { readAreas } from '../inventory/areas.ts'
import { benchList } from '../inventory/bench.ts'
import { Areas } from '../model/area.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags, wholeNumber } from '../model/flags.ts'
import { FIXTURES } from './furnish.ts'

/** One city's list. */
const ENTERPRISES = '5000'

const bench: Command = {
  usage: 'bench list [--enterprises N]   a workbook read and checked, beside its cells alone',
  async run(args, io) {
    const options = { enterprises: { type: 'string', default: ENTERPRISES } } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const size = wholeNumber(values.enterprises, 'enterprises', 1)
    const directory = mkdtempSync(join(tmpdir(), 'airshed-list-'))
    try {
      const file = join(directory, 'list.xlsx')
      // Made in another process: the memory that it takes is not the reading's.
      const maker = join(import.meta.dirname, 'list.ts')
      spawnSync(process.execPath, [maker, file, '140800', String(size), '1'], { stdio: 'inherit' })
      const areas = new Areas(readAreas(readFileSync(join(FIXTURES, 'areas/shanxi.csv'), 'utf8')))
      await benchList(file, areas, io)
      return 0
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
}

export const commands: Commands = { 'bench list': bench }
