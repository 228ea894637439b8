import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { isId, type Id } from '../model/id.ts'

/** Bytes of the seal: an SMS pays for every letter, and 96 bits are not guessed over HTTP. */
const SEAL = 12

/**
 * A word that names a thing and is sealed for one purpose: 38 letters, worthless in another world and for another purpose.
 */
export function sealedWord(keys: Pick<Keys, 'master'>, thing: Id, purpose: string): string {
  return Buffer.concat([Buffer.from(thing.replaceAll('-', ''), 'hex'), seal(keys, purpose)]).toString('base64url')
}

/** The thing that such a word names; null when it can be none. Whether the seal is ours says `isSealed`. */
export function thingOfWord(text: string): Id | null {
  if (!/^[\w-]{38}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  const thing = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  // Compared as text too: base64 has several ways to write the same bytes, a link has one.
  return isId(thing) && bytes.toString('base64url') === text ? thing : null
}

export function isSealed(keys: Pick<Keys, 'master'>, text: string, purpose: string): boolean {
  return timingSafeEqual(Buffer.from(text, 'base64url').subarray(16), seal(keys, purpose))
}

/**
 * The word in the link to the enterprise's page (指令链接): the message that carried it, so that what is opened and answered
 * names its channel and its receiver.
 */
export function orderLink(keys: Pick<Keys, 'master'>, delivery: Id): string {
  return sealedWord(keys, delivery, `page ${delivery}`)
}

/** The message that a link came with; null when it is not one of this world's. */
export function readOrderLink(keys: Pick<Keys, 'master'>, text: string): Id | null {
  const delivery = thingOfWord(text)
  return delivery !== null && isSealed(keys, text, `page ${delivery}`) ? delivery : null
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

function seal(keys: Pick<Keys, 'master'>, purpose: string): Buffer {
  return mac(keys, purpose).subarray(0, SEAL)
}

function mac({ master }: Pick<Keys, 'master'>, text: string): Buffer {
  return createHmac('sha256', createSecretKey(master)).update(text).digest()
}
