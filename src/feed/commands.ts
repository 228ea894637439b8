import { z } from 'zod'
import { wallClock } from '../clock.ts'
import { InputError } from '../errors.ts'
import type { Command, Commands, Door } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'
import { parseInstant, type Instant } from '../model/time.ts'
import { loadSeries } from './file.ts'
import { readIssue } from './moment.ts'
import { pushSeries } from './push.ts'

const OPTIONS = {
  kind: { type: 'string' },
  area: { type: 'string' },
  provider: { type: 'string' },
  'issued-at': { type: 'string' },
} as const

const feed: Command = {
  usage: 'feed FILE.csv --kind forecast|observation --area A --provider P [--issued-at T]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, OPTIONS, this.usage)
    const [file, ...more] = positionals
    const { kind, area, provider, 'issued-at': written } = values
    if (file === undefined || more.length > 0 || area === undefined || provider === undefined)
      throw new InputError(`use: ${this.usage}`)
    if (kind !== 'forecast' && kind !== 'observation')
      throw new InputError(`--kind ${kind ?? 'is missing'}: it is forecast or observation`)
    const issued = written === undefined ? null : readIssue(written)
    if (written !== undefined && issued === null)
      throw new InputError(`--issued-at ${written}: it is an instant such as 2020-12-25T18:00+08:00`)
    const series = loadSeries(file, io)
    const door = await io.engine()
    const issuedAt = issued ?? (await timeOf(door))
    return await pushSeries(door, series, { kind, area, provider, issuedAt }, file, io)
  },
}

export const commands: Commands = { feed }

const clockForm = z.object({ now: z.string() })

/** What time it is there: a demonstration has a clock of its own, a live server has none to ask and keeps this machine's. */
async function timeOf(door: Door): Promise<Instant> {
  const { body } = await door({ method: 'GET', path: '/clock' })
  const read = clockForm.safeParse(body)
  return (read.success ? parseInstant(read.data.now) : null) ?? wallClock.now()
}
