import { readConfig } from '../config.ts'
import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags, wholeNumber } from '../model/flags.ts'
import { benchEvidence, benchLoggers } from './evidenceBench.ts'

/** One city with a meter for what produces and one for what treats. */
const ENTERPRISES = '5000'
const DAYS = '1'
const CONNECTIONS = '2000'
const SECONDS = '60'

const evidence: Command = {
  usage:
    'bench evidence [--enterprises N] [--days N]   two meters each, every quarter of an hour, over HTTP: the rate of each day',
  async run(args, io) {
    const options = {
      enterprises: { type: 'string', default: ENTERPRISES },
      days: { type: 'string', default: DAYS },
    } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const size = {
      enterprises: wholeNumber(values.enterprises, 'enterprises', 1),
      days: wholeNumber(values.days, 'days', 1),
    }
    await benchEvidence(readConfig(process.env), size, io)
    return 0
  },
}

const loggers: Command = {
  usage:
    'bench loggers [--connections N] [--seconds N]   data loggers of HJ 212, one frame a minute each: until it is answered',
  async run(args, io) {
    const options = {
      connections: { type: 'string', default: CONNECTIONS },
      seconds: { type: 'string', default: SECONDS },
    } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const size = {
      connections: wholeNumber(values.connections, 'connections', 1),
      seconds: wholeNumber(values.seconds, 'seconds', 1),
    }
    await benchLoggers(readConfig(process.env), size, io)
    return 0
  },
}

export const commands: Commands = { 'bench evidence': evidence, 'bench loggers': loggers }
