import * as crypto from 'node:crypto'
import { promisify } from 'node:util'

/*
 * Stored as `argon2id$m=65536,t=3,p=1$salt$hash`: the parameters stand beside the hash, so that they can be raised
 * without asking anybody for a new password. Node before 24.7 has no argon2id; there it is scrypt.
 */

/** RFC 9106 §4, second recommended option (64 MiB, 3 passes). Less is cheap to guess on a graphics card, more than this twice at once does not fit a small station beside the database. */
const ARGON2 = { memory: 65_536, passes: 3, parallelism: 1 } as const
/** 128 MiB a log-in (N × r × 128 bytes); `maxmem` must lie above it. */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 160 * 1_048_576 } as const
const LENGTH = 32

/** Log-ins that are worked on at a time: each takes its memory and one core for a tenth of a second. */
const AT_ONCE = 2
let working = 0
const waiting: (() => void)[] = []

/** Hash of a new password, with its own salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(16)
  const algorithm = typeof crypto.argon2 === 'function' ? 'argon2id' : 'scrypt'
  const hash = await derive(algorithm, password, salt)
  const parameters = algorithm === 'scrypt' ? `N=${SCRYPT.N}` : `m=${ARGON2.memory},t=${ARGON2.passes},p=1`
  return [algorithm, parameters, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Whether the password is the one that was stored. Without a stored one (no such user) it does the same work and says
 * no: neither the answer nor its time tells which log-in names exist.
 */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  unknownUser ??= hashPassword(crypto.randomBytes(16).toString('hex'))
  const [algorithm = '', , salt = '', hash = ''] = (stored ?? (await unknownUser)).split('$')
  const expected = Buffer.from(hash, 'base64url')
  const given = await derive(algorithm, password, Buffer.from(salt, 'base64url'))
  return expected.length === given.length && crypto.timingSafeEqual(expected, given) && stored !== null
}

let unknownUser: Promise<string> | undefined

const scrypt = promisify<crypto.BinaryLike, crypto.BinaryLike, number, crypto.ScryptOptions, Buffer>(crypto.scrypt)

async function derive(algorithm: string, password: string, salt: Buffer): Promise<Buffer> {
  await turn()
  try {
    // Two ways of typing the same character are one password.
    const message = Buffer.from(password.normalize('NFKC'))
    if (algorithm === 'scrypt') return await scrypt(message, salt, LENGTH, SCRYPT)
    return await argon2id({ ...ARGON2, message, nonce: salt, tagLength: LENGTH })
  } finally {
    working--
    waiting.shift()?.()
  }
}

async function turn(): Promise<void> {
  while (working >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  working++
}

function argon2id(parameters: crypto.Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', parameters, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  })
}
