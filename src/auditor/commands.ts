import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'
import { auditForm } from './routes.ts'

const auditor: Command = {
  usage: 'auditor [--json]',
  async run(args, io) {
    const { values } = readFlags(args, { json: { type: 'boolean' } }, this.usage)
    const door = await io.engine()
    const { ok, breaches } = auditForm.parse((await door({ method: 'GET', path: '/audit' })).body)
    for (const breach of breaches)
      io.out(
        values.json === true
          ? JSON.stringify(breach)
          : `${breach.invariant} ${breach.why}: ${breach.what} (${breach.holds.zh}; ${breach.holds.en})`,
      )
    io.err(ok ? 'every standing invariant holds' : `${breaches.length} breaches`)
    return ok ? 0 : 1
  },
}

export const commands: Commands = { auditor }
