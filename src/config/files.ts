import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'

/** Variables that may hold a password: `<NAME>_FILE` names a file that holds the value instead (密钥文件). */
const MAY_LIE_IN_A_FILE = ['DATABASE_URL', 'REDIS_URL'] as const

/**
 * What an environment says, with what lies in files read from them: containers and units hand secrets over that way, and
 * an environment can be read by whoever may list processes.
 * @throws InputError one sentence that names the variable and the file, never what is in it
 */
export function withFiles(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const read: Record<string, string> = {}
  for (const name of MAY_LIE_IN_A_FILE) {
    const path = environment[`${name}_FILE`] ?? ''
    if (path === '') continue
    if ((environment[name] ?? '') !== '')
      throw new InputError(`${name} and ${name}_FILE are both set: it should be one of them.`)
    read[name] = contentOf(`${name}_FILE`, path)
  }
  return { ...environment, ...read }
}

function contentOf(variable: string, path: string): string {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text !== '') return text
  } catch {
    // told below: whether it is missing or may not be read, the remedy is the same
  }
  throw new InputError(`${variable} is "${path}": it should be a file that can be read and holds the value.`)
}
