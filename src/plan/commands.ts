import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags, wholeNumber } from '../model/flags.ts'
import { loadApplying } from '../rulebook/applying.ts'
import { loadMeasures } from '../rulebook/measures.ts'
import { loadReductions } from '../rulebook/reduction.ts'
import { benchPlan } from './bench.ts'

const bench: Command = {
  usage: 'bench plan [--enterprises 50000]',
  async run(args, io) {
    const options = { enterprises: { type: 'string', default: '50000' } } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const enterprises = wholeNumber(values.enterprises, 'enterprises', 1)
    const floors = loadReductions().floors('2020-11-26', '140000')
    if (floors === null) throw new Error('no floors are in force on the day of the bench')
    benchPlan(enterprises, { measures: loadMeasures(), applying: loadApplying() }, floors, io)
    return 0
  },
}

export const commands: Commands = { 'bench plan': bench }
