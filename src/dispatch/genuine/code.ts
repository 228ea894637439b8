import { createCipheriv, createSecretKey, hkdfSync, type Cipheriv } from 'node:crypto'
import type { Keys } from '../../db/keys.ts'

/** Which revision of which order: the small numbers of its warning and its enterprise, and the revision. */
export interface Place {
  readonly warning: number
  readonly enterprise: number
  readonly revision: number
}

/** 2 to 9 and the letters without I and O: nothing in it is taken for anything else, written or printed. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** 45 bits. */
const DATA = 9
/**
 * How the 45 bits are shared out: 32,767 warnings, two million enterprises and 511 revisions of one order. A number past
 * its share has no code, and the order goes out without one: better than not at all.
 */
const MOST: Place = { warning: 2 ** 15, enterprise: 2 ** 21, revision: 2 ** 9 }
/** The halves of the network: 22 and 23 bits. */
const [HIGH, LOW] = [2 ** 22, 2 ** 23]
/** Fewer than 8 can be told from chance by who holds many codes; each costs a block of AES. */
const ROUNDS = 10

/**
 * The short code of an order (防伪码): 9 letters that name the revision and one that finds slips of the finger. It is a
 * number encrypted to a number of the same size (a Feistel network over AES), so that it is unguessable, never met
 * twice, and leads to its order without being stored: one guess in some hundred million hits any order of a city.
 */
export class Codes {
  readonly #cipher: Cipheriv
  readonly #block = Buffer.alloc(16)

  constructor({ master }: Pick<Keys, 'master'>) {
    const key = Buffer.from(hkdfSync('sha256', createSecretKey(master), '', 'order code', 16))
    // One block at a time under one key is a pseudo-random function of that block, and that is all it is used for.
    this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  }

  /** `7K3MQ9XW2T`; null where the numbers have outgrown it. */
  codeOf({ warning, enterprise, revision }: Place): string | null {
    if (warning >= MOST.warning || enterprise >= MOST.enterprise || revision >= MOST.revision) return null
    const number = (warning * MOST.enterprise + enterprise) * MOST.revision + revision
    let [high, low] = [Math.floor(number / LOW), number % LOW]
    for (let round = 0; round < ROUNDS; round++)
      if (round % 2 === 0) high = (high ^ this.#mix(round, low)) % HIGH
      else low = (low ^ this.#mix(round, high)) % LOW
    return withCheck(high * LOW + low)
  }

  /** Null for whatever is no code; a code that was never given names an order that is not there. */
  placeOf(text: string): Place | null {
    const mixed = withoutCheck(text)
    if (mixed === null) return null
    let [high, low] = [Math.floor(mixed / LOW), mixed % LOW]
    for (let round = ROUNDS - 1; round >= 0; round--)
      if (round % 2 === 0) high = (high ^ this.#mix(round, low)) % HIGH
      else low = (low ^ this.#mix(round, high)) % LOW
    const number = high * LOW + low
    const order = Math.floor(number / MOST.revision)
    return {
      warning: Math.floor(order / MOST.enterprise),
      enterprise: order % MOST.enterprise,
      revision: number % MOST.revision,
    }
  }

  /** 24 bits that follow from the round and the half. */
  #mix(round: number, half: number): number {
    this.#block.writeUInt32BE(half, 0)
    this.#block[4] = round
    return this.#cipher.update(this.#block).readUIntBE(0, 3)
  }
}

/** As people write it: `7k3mq-9xw2t`, `７Ｋ３ＭＱ ９ＸＷ２Ｔ`. */
export function readCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-‐-―]/gu, '')
}

/** In two halves, for the eye. */
export function showCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

function withCheck(number: number): string {
  const digits: number[] = []
  for (let rest = number, n = 0; n < DATA; n++, rest = Math.floor(rest / 32)) digits.unshift(rest % 32)
  return [...digits, twice(sumOf(digits))].map((digit) => LETTERS[digit]).join('')
}

function withoutCheck(text: string): number | null {
  const digits = Array.from(text, (letter) => LETTERS.indexOf(letter))
  if (digits.length !== DATA + 1 || digits.includes(-1) || sumOf(digits) !== 0) return null
  return digits.slice(0, DATA).reduce((number, digit) => number * 32 + digit, 0)
}

/**
 * A sum in the field of 32 elements in which every place counts differently: one wrong letter, or two that changed
 * places, is never unseen.
 */
function sumOf(digits: readonly number[]): number {
  return digits.reduce((sum, digit) => twice(sum) ^ digit, 0)
}

/** Times x, modulo x⁵ + x² + 1. */
function twice(element: number): number {
  return (element << 1) ^ (element >= 16 ? 0b10_0101 : 0)
}
