import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { HASHES } from '../db/digest.ts'
import { fingerprintOf } from '../db/keys.ts'
import type { Instant } from '../model/time.ts'

/** The first line of what is signed: a signature of another form never passes for one of this. */
const FORM = 'airshed-checkpoint-1'

export const checkpointForm = z.strictObject({
  form: z.literal(FORM),
  world: z.enum(['live', 'exercise']),
  n: z.int().min(1),
  algorithm: z.enum(HASHES),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(40),
  key: z.string().max(40),
  signature: z.string().max(200),
})

/**
 * A checkpoint (签名检查点): the hash of the journal's n-th entry as of an instant, signed. It is kept outside of the
 * database: a journal that ends before it, or says something else there, was cut off or written anew.
 */
export type Checkpoint = z.infer<typeof checkpointForm>

/** What a signature is over: lines, joined by a line feed, none at the end. */
function textOf({ world, n, algorithm, hash, at, key }: Omit<Checkpoint, 'form' | 'signature'>): string {
  return [FORM, `world: ${world}`, `n: ${n}`, `hash: ${algorithm} ${hash}`, `at: ${at}`, `key: ${key}`].join('\n')
}

export function signCheckpoint(
  said: Omit<Checkpoint, 'form' | 'key' | 'signature' | 'at'> & { readonly at: Instant },
  secret: KeyObject,
): Checkpoint {
  const whole = { ...said, key: fingerprintOf(secret) }
  const signature = sign(null, Buffer.from(textOf(whole)), secret).toString('base64url')
  return { form: FORM, ...whole, signature }
}

/** Public keys by what checkpoints call them. */
export type KnownKeys = ReadonlyMap<string, KeyObject>

/** The public halves of these keys, PEM or at hand. */
export function knownKeys(keys: Iterable<string | KeyObject>): KnownKeys {
  return new Map([...keys].map((key) => [fingerprintOf(key), createPublicKey(key)]))
}

/** Whether one of the known keys has signed just this. */
export function isSigned(checkpoint: Checkpoint, keys: KnownKeys): boolean {
  const key = keys.get(checkpoint.key)
  if (key === undefined) return false
  return verify(null, Buffer.from(textOf(checkpoint)), key, Buffer.from(checkpoint.signature, 'base64url'))
}

/** Null for what is no checkpoint: a line that a crash cut off says no more than one that was never written. */
export function readCheckpoint(line: string): Checkpoint | null {
  try {
    return checkpointForm.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
