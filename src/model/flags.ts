import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { InputError } from '../errors.ts'

/**
 * Reads the arguments of a command. `--json` is accepted everywhere.
 * @throws InputError naming the argument and the right use.
 */
export function readFlags<T extends ParseArgsOptionsConfig>(args: string[], options: T, usage: string) {
  try {
    const config = { options: { ...options, json: { type: 'boolean' } }, allowPositionals: true, strict: true } as const
    const { values, positionals, tokens } = parseArgs({ ...config, args: joined(args), tokens: true })
    const given = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? [token.name] : []))
    const twice = given.find((name, k) => given.indexOf(name) < k)
    if (twice !== undefined) throw new InputError(`--${twice} is given twice. Use: ${usage}`)
    return { values, positionals }
  } catch (error) {
    if (error instanceof TypeError) {
      const [first] = error.message.split(/\. To specify|\.?\n/)
      throw new InputError(`${first}. Use: ${usage}`)
    }
    throw error
  }
}

/** `--horizon -3` is a number out of range and no unknown flag: who reads the number says so. */
function joined(args: readonly string[]): string[] {
  return args.flatMap((arg, k) => {
    if (isNegative(arg) && isFlag(args[k - 1])) return []
    const next = args[k + 1]
    return [isFlag(arg) && isNegative(next) ? `${arg}=${next}` : arg]
  })
}

function isFlag(arg: string | undefined): boolean {
  return arg !== undefined && /^--[a-z][a-z-]*$/.test(arg)
}

function isNegative(arg: string | undefined): boolean {
  return arg !== undefined && /^-\d/.test(arg)
}

/** A whole number of at least `least`. @throws InputError naming the flag. */
export function wholeNumber(text: string, flag: string, least: number): number {
  const read = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(read >= least)) throw new InputError(`--${flag} ${text}: a whole number of at least ${least} is needed`)
  return read
}
