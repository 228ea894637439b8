import { bookNamed } from '../assessment/commands.ts'
import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'
import { loadRulebooks } from '../rulebook/books.ts'
import { isActive } from '../rulebook/citation.ts'
import { benchReplay } from './bench.ts'

const rulebooks: Command = {
  usage: 'rulebooks [--json]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, {}, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    for (const book of loadRulebooks().all) {
      const { id, title, from, until, datePrecision, area, levels, source, hash } = book
      const active = isActive(book)
      const document = source?.document ?? null
      const above = book.extends ?? null
      if (values.json)
        io.out(
          JSON.stringify({
            id,
            title,
            area,
            from,
            until,
            datePrecision,
            extends: above,
            active,
            levels,
            document,
            hash,
          }),
        )
      else {
        const dates = until === null ? `from ${from}` : `${from} until ${until}`
        const remark = active ? '' : '  (unverified, never active)'
        io.out(`${area.padEnd(6)} ${id.padEnd(14)} ${dates.padEnd(28)} ${title.zh}  ${document ?? ''}${remark}`)
      }
    }
    return 0
  },
}

const bench: Command = {
  usage: 'bench replay [--rulebook cn-2024-6]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, { rulebook: { type: 'string', default: 'cn-2024-6' } }, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const rules = loadRulebooks()
    benchReplay(rules, bookNamed(rules, values.rulebook), io)
    return 0
  },
}

export const commands: Commands = { rulebooks, 'bench replay': bench }
