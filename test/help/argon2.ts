import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

interface Cheap {
  dear?: typeof crypto.argon2
}

/** The one of Node, however often this file is read in one process. */
const argon2 = (crypto.argon2 as Cheap).dear ?? crypto.argon2
const LEAST_KIB = 8

/**
 * A password costs its check a tenth of a second on purpose; stories let in a dozen officers each, which was four fifths
 * of their time. In a test's own process Argon2 takes the least memory that it can, and is otherwise what it is.
 */
export function cheapPasswords(): void {
  const cheap: typeof argon2 = (algorithm, parameters, done) =>
    argon2(algorithm, { ...parameters, memory: LEAST_KIB * parameters.parallelism }, done)
  crypto.argon2 = Object.assign(cheap, { dear: argon2 })
  syncBuiltinESMExports()
}

/** For tests of the passwords themselves. */
export function dearPasswords(): void {
  crypto.argon2 = argon2
  syncBuiltinESMExports()
}
