import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'
import type { Day } from '../model/time.ts'
import { readDay } from './cells.ts'
import { areasIn, readBytes, readListFile, SHIPPED_AREAS, within } from './listFile.ts'
import type { Mapping } from './sheets.ts'
import { templateWorkbook } from './template.ts'

const OPTIONS = {
  'as-of': { type: 'string' },
  mapping: { type: 'string' },
  areas: { type: 'string', default: SHIPPED_AREAS },
} as const
const mappingForm = z.record(z.string(), z.record(z.string(), z.string()))

/**
 * Prints what is wrong with a list, one finding a line in file order; 1 if there is an error. Judged as of `--as-of`, or as
 * of the season that the list was made for: in which year one asks makes no difference.
 */
const lint: Command = {
  usage: 'lint FILE.xlsx [--as-of DATE] [--mapping FILE.json] [--areas FILE.csv]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, OPTIONS, this.usage)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new InputError(`use: ${this.usage}`)
    const asOf = values['as-of'] === undefined ? null : dayOf(values['as-of'])
    const mapping = values.mapping === undefined ? {} : mappingIn(values.mapping)
    const areas = areasIn(values.areas)
    const { findings } = await readListFile(file, areas, { mapping, ...(asOf === null ? {} : { asOf }) })
    let faulty = false
    for (const { sheet, row, column, code, severity, message } of findings) {
      io.out(JSON.stringify({ sheet, row, column, code, severity, message }))
      faulty ||= severity === 'error'
    }
    return faulty ? 1 : 0
  },
}

/** Writes an empty list to fill in. A file that is there already may be somebody's September: it is not written over. */
const template: Command = {
  usage: 'template FILE.xlsx [--areas FILE.csv]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, { areas: OPTIONS.areas }, this.usage)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new InputError(`use: ${this.usage}`)
    const bytes = await templateWorkbook(areasIn(values.areas))
    try {
      writeFileSync(file, bytes, { flag: 'wx' })
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
      const why = code === 'EEXIST' ? 'there is such a file already: name another' : `can not be written (${code})`
      throw new InputError(`${file}: ${why}`, { cause: error })
    }
    io.out(JSON.stringify({ file, bytes: bytes.length }))
    return 0
  },
}

export const commands: Commands = { lint, template }

function dayOf(text: string): Day {
  const day = readDay(text)
  if (day === null) throw new InputError(`--as-of ${text}: it is a day such as 2020-10-01`)
  return day
}

function mappingIn(file: string): Mapping {
  const written = within(file, () => JSON.parse(readBytes(file).toString('utf8')) as unknown)
  const found = mappingForm.safeParse(written)
  if (!found.success)
    throw new InputError(
      `${file}: it should say what each header means, { "企业": { "社会信用代码": "统一社会信用代码" } }`,
    )
  return found.data
}
