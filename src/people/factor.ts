import type { Tx } from '../db/port.ts'
import { unwrap } from '../db/wrapping.ts'
import type { Id } from '../model/id.ts'
import type { World } from '../world.ts'
import { factorOf, takeStep, useRecoveryCode } from './factorStore.ts'
import type { Moment } from './session.ts'
import { hashToken } from './token.ts'
import { plainRecoveryCode, stepOfCode } from './totp.ts'

/**
 * Takes a code of the telephone, or a recovery code in its place, once. By the time of the people outside: that is what
 * a telephone shows, wherever the clock of a demonstration stands.
 * @returns by which of the two; null where it is neither
 */
export async function takeCode(
  { keys }: Pick<World, 'keys'>,
  tx: Tx,
  officer: Id,
  code: string,
  { outside }: Moment,
): Promise<'totp' | 'recovery' | null> {
  const factor = await factorOf(tx, officer)
  if (factor === null) return null
  if (/^\d{6}$/.test(code)) {
    const step = stepOfCode(unwrap(keys, factor.sealed, factor.version), code, outside, factor.lastStep)
    return step !== null && (await takeStep(tx, officer, step)) ? 'totp' : null
  }
  return (await useRecoveryCode(tx, officer, hashToken(plainRecoveryCode(code)), outside)) ? 'recovery' : null
}
