import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { epochMs, type Instant } from '../model/time.ts'

/*
 * Codes of a telephone (动态口令): RFC 6238 as every app knows it, six figures of HMAC-SHA-1 over steps of 30 seconds.
 */

const STEP_MS = 30_000
const FIGURES = 6
/** RFC 4226 asks for 128 bits at least, and apps take 160. */
const SECRET_BYTES = 20
/** One step on either side: a telephone is half a minute off, or the figure changes while it is typed. */
const DRIFT = 1
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** The code of a step: how many half minutes since 1970. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(at) & 0x7f_ff_ff_ff
  return String(number % 10 ** FIGURES).padStart(FIGURES, '0')
}

/**
 * The step of which a code is, no older than one already taken; null where it is of none.
 * @param after the last step of which a code was taken: none is taken twice
 */
export function stepOfCode(secret: Buffer, code: string, now: Instant, after: number): number | null {
  const given = Buffer.from(code)
  const current = Math.floor(epochMs(now) / STEP_MS)
  let found: number | null = null
  // All of them are compared, whichever fits: time tells nothing.
  for (let step = current - DRIFT; step <= current + DRIFT; step++) {
    const right = Buffer.from(codeAt(secret, step))
    const fits = given.length === right.length && timingSafeEqual(given, right)
    if (fits && step > after) found = step
  }
  return found
}

/** The secret as people type it where nothing reads the picture (RFC 4648 base 32). */
export function base32(bytes: Buffer): string {
  let [text, held, bits] = ['', 0, 0]
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xf_ff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += LETTERS[(held >> bits) & 31]
    }
  }
  return bits === 0 ? text : text + LETTERS[(held << (5 - bits)) & 31]
}

/** What the picture says to the app. */
export function keyUri(secret: Buffer, login: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&period=30&digits=6`
}

/** Ten words for whoever has lost the telephone (恢复码), each of 80 random bits. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => base32(randomBytes(10)).replaceAll(/(.{4})(?=.)/g, '$1-'))
}

/** As it was typed: small letters, blanks and a missing hyphen do not matter. */
export function plainRecoveryCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '')
}
