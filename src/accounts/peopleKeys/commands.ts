import type { Command, Commands } from '../../model/command.ts'
import { readFlags } from '../../model/flags.ts'
import { rotated } from './routes.ts'

const rotate: Command = {
  usage: 'keys rotate [--resume] [--json]',
  async run(args, io) {
    const flags = { json: { type: 'boolean' }, resume: { type: 'boolean' } } as const
    const { values } = readFlags(args, flags, this.usage)
    const door = await io.engine()
    const ask = async (path: string) => rotated.parse((await door({ method: 'POST', path })).body)
    // After a rotation that was cut off nothing is lost: the rest is wrapped by the key that it had begun with.
    let answer = values.resume === true ? await ask('/people-keys/rewrap') : await ask('/people-keys')
    let rewrapped = answer.rewrapped
    while (answer.left > 0) {
      answer = await ask('/people-keys/rewrap')
      rewrapped += answer.rewrapped
      io.err(`${rewrapped} wrapped anew, ${answer.left} left`)
    }
    const { version, fingerprint, unused } = answer
    if (values.json === true) io.out(JSON.stringify({ version, fingerprint, rewrapped, unused }))
    else {
      io.out(`people are kept under key ${version} (${fingerprint}): keep keys/people-${version}.key with your backups`)
      if (unused.length > 0)
        io.out(
          `nothing lies under ${unused.map((n) => `keys/people-${n}.key`).join(', ')} any more, but in older backups`,
        )
    }
    return 0
  },
}

export const commands: Commands = { 'keys rotate': rotate }
