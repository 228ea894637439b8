import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { InputError } from '../errors.ts'

/**
 * Reads the arguments of a command. `--json` is accepted everywhere.
 * @throws InputError naming the argument and the right use.
 */
export function readFlags<T extends ParseArgsOptionsConfig>(args: string[], options: T, usage: string) {
  try {
    return parseArgs({ args, options: { ...options, json: { type: 'boolean' } }, allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError) throw new InputError(`${error.message.split('. To specify')[0]}. Use: ${usage}`)
    throw error
  }
}

/** A whole number of at least `least`. @throws InputError naming the flag. */
export function wholeNumber(text: string, flag: string, least: number): number {
  const read = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(read >= least)) throw new InputError(`--${flag} ${text}: a whole number of at least ${least} is needed`)
  return read
}
