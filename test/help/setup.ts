import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import fc from 'fast-check'

/**
 * Properties are tried on the same values in every run, so that a run that was green stays green until something
 * changes: `PROPERTY_SEED=random` looks for new ones, and `PROPERTY_SEED=N` tries those of another seed.
 */
const SEED = process.env['PROPERTY_SEED'] ?? '20201218'

if (SEED !== 'random') fc.configureGlobal({ seed: Number(SEED) })

/**
 * A password costs its check a tenth of a second on purpose; stories let in a dozen officers each, which was four fifths
 * of their time. In a test's own process Argon2 takes the least memory that it can, and is otherwise what it is.
 */
const { argon2 } = crypto
const LEAST_KIB = 8
if (!('cheap' in argon2)) {
  const cheap: typeof argon2 = (algorithm, parameters, done) =>
    argon2(algorithm, { ...parameters, memory: LEAST_KIB * parameters.parallelism }, done)
  crypto.argon2 = Object.assign(cheap, { cheap: true })
  syncBuiltinESMExports()
}
