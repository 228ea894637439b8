import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const importCommand: Command = {
  usage: 'import FILE.xlsx',
  async run(args, io) {
    const { positionals } = readFlags(args, {}, this.usage)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new InputError(`use: ${this.usage}`)
    const bytes = read(file)
    const door = await io.engine()
    const { status, body } = await door({ method: 'POST', path: '/lists', body: bytes, type: XLSX })
    io.out(JSON.stringify(body))
    return status < 300 ? 0 : 2
  },
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new InputError(`${file}: can not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    })
  }
}

export const commands: Commands = { import: importCommand }
