import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { isId, type Id } from '../model/id.ts'

/** Bytes of the seal: an SMS pays for every letter, and 96 bits are not guessed over HTTP. */
const SEAL = 12

/**
 * The word in the link to the enterprise's page (指令链接): the message that carried it, so that what is opened and answered
 * names its channel and its receiver. 38 letters, worthless in another world.
 */
export function orderLink(keys: Pick<Keys, 'master'>, delivery: Id): string {
  return Buffer.concat([Buffer.from(delivery.replaceAll('-', ''), 'hex'), seal(keys, delivery)]).toString('base64url')
}

/** The message that a link came with; null when it is not one of this world's. */
export function readOrderLink(keys: Pick<Keys, 'master'>, text: string): Id | null {
  if (!/^[\w-]{38}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  const delivery = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  // Compared as text too: base64 has several ways to write the same bytes, a link has one.
  if (!isId(delivery) || bytes.toString('base64url') !== text) return null
  return timingSafeEqual(bytes.subarray(16), seal(keys, delivery)) ? delivery : null
}

/** What every form of a page brings back: another site can make a browser send a form, but not this word. */
export function formWord(keys: Pick<Keys, 'master'>, link: string): string {
  return mac(keys, `form ${link}`).toString('base64url').slice(0, 22)
}

/** @param given what the form brought back */
export function isFormWord(keys: Pick<Keys, 'master'>, link: string, given: string): boolean {
  const [right, bytes] = [Buffer.from(formWord(keys, link)), Buffer.from(given)]
  return right.length === bytes.length && timingSafeEqual(right, bytes)
}

function seal(keys: Pick<Keys, 'master'>, delivery: Id): Buffer {
  return mac(keys, `page ${delivery}`).subarray(0, SEAL)
}

function mac({ master }: Pick<Keys, 'master'>, text: string): Buffer {
  return createHmac('sha256', createSecretKey(master)).update(text).digest()
}
