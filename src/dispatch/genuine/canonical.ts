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
    worldOf(world),
    `code: ${code}`,
    `kind: ${kind}`,
    `number: ${number}`,
    `revision: ${revision}`,
    `enterprise: ${creditCode}`,
    `level: ${level}`,
    `issuedAt: ${issuedAt}`,
    sumOf(content),
  ].join('\n')
}

/**
 * The same for a dated receipt (回执凭证): who keeps it shows a year later that nothing in it was changed.
 * @param content the JSON of `receipt`, byte for byte as it was handed out
 */
export function canonicalReceipt(receipt: Pick<Statement, 'world' | 'code' | 'issuedAt' | 'content'>): string {
  const { world, code, issuedAt, content } = receipt
  return ['airshed-receipt-1', worldOf(world), `code: ${code}`, `issuedAt: ${issuedAt}`, sumOf(content)].join('\n')
}

function worldOf(kind: World['kind']): string {
  return `world: ${kind === 'live' ? 'live' : 'exercise'}`
}

function sumOf(content: string): string {
  return `content: sha256 ${createHash('sha256').update(content).digest('hex')}`
}
