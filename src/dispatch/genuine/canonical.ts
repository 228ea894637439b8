import { createHash } from 'node:crypto'
import type { WarningLevel } from '../../model/level.ts'
import type { World } from '../../world.ts'

/** What a signature of a message stands for, in the words of the message itself. */
export interface Statement {
  readonly world: World['kind']
  readonly code: string
  readonly kind: string
  readonly number: string
  readonly revision: number
  readonly creditCode: string
  readonly level: WarningLevel
  /** ISO 8601 with offset, as in the message. */
  readonly issuedAt: string
  /** The JSON of `content`, byte for byte as in the message. */
  readonly content: string
}

/**
 * The text that is signed (签名原文): ten lines, joined by U+000A, without one at the end; UTF-8. README.md tells a third
 * party how to make it again from what was received.
 */
export function canonicalOf(statement: Statement): string {
  const { world, code, kind, number, revision, creditCode, level, issuedAt, content } = statement
  return [
    'airshed-order-1',
    `world: ${world === 'live' ? 'live' : 'exercise'}`,
    `code: ${code}`,
    `kind: ${kind}`,
    `number: ${number}`,
    `revision: ${revision}`,
    `enterprise: ${creditCode}`,
    `level: ${level}`,
    `issuedAt: ${issuedAt}`,
    `content: sha256 ${createHash('sha256').update(content).digest('hex')}`,
  ].join('\n')
}
