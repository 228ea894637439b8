import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'

const verdict = z.object({ ok: z.boolean() })

const verify: Command = {
  usage: 'journal verify [--export FILE]',
  async run(args, io) {
    const { values } = readFlags(args, { export: { type: 'string' } }, this.usage)
    const door = await io.engine()
    const { body } = await door({ method: 'GET', path: '/journal/verify' })
    io.out(JSON.stringify(body))
    if (values.export !== undefined) {
      const lines: string[] = []
      for (let after = 0; ;) {
        const page = chain.parse((await door({ method: 'GET', path: `/journal/chain?after=${after}` })).body)
        lines.push(...page.entries.map((entry) => JSON.stringify(entry)))
        const last = page.entries.at(-1)
        if (last === undefined) break
        after = last.n
      }
      writeFileSync(values.export, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
      io.err(`${lines.length} entries written to ${values.export}`)
    }
    return verdict.parse(body).ok ? 0 : 1
  },
}

const chain = z.object({ entries: z.array(z.looseObject({ n: z.int() })) })

export const commands: Commands = { 'journal verify': verify }
