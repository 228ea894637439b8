import * as crypto from 'node:crypto'

/*
 * Stored as `argon2id$m=65536,t=1,p=1$salt$hash`: the parameters stand beside the hash and are read from there, so that
 * they can be raised without asking anybody for a new password. Node before 24.7 has no argon2id; there it is scrypt.
 */

/**
 * 64 MiB, one pass: above what OWASP asks at least (46 MiB, one pass), 0.1 s. Less memory is cheap to guess on a graphics
 * card; more, twice at once, does not fit a small station beside the database.
 */
const ARGON2 = { m: 65_536, t: 1, p: 1 } as const
/** 128 MiB a log-in (N × 8 × 128 bytes). */
const SCRYPT = { N: 131_072 } as const
const SCRYPT_MEMORY = 160 * 1_048_576
const LENGTH = 32

/** Log-ins that are worked on at a time: each takes its memory and one core for a tenth of a second. */
const AT_ONCE = 2
let working = 0
const waiting: (() => void)[] = []

/** Hash of a new password, with its own salt. */
export async function hashPassword(password: string): Promise<string> {
  const [algorithm, cost] = typeof crypto.argon2 === 'function' ? ['argon2id', ARGON2] : ['scrypt', SCRYPT]
  const parameters = Object.entries(cost).map(([name, value]) => `${name}=${value}`)
  const recipe = `${algorithm}$${parameters.join()}$${crypto.randomBytes(16).toString('base64url')}`
  return `${recipe}$${(await derive(password, recipe)).toString('base64url')}`
}

/**
 * Whether the password is the one that was stored. Without a stored one (no such user) it does the same work and says
 * no: neither the answer nor its time tells which log-in names exist.
 */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  unknownUser ??= hashPassword(crypto.randomBytes(16).toString('hex'))
  const hash = stored ?? (await unknownUser)
  const cut = hash.lastIndexOf('$')
  const expected = Buffer.from(hash.slice(cut + 1), 'base64url')
  const given = await derive(password, hash.slice(0, cut))
  return expected.length === given.length && crypto.timingSafeEqual(expected, given) && stored !== null
}

let unknownUser: Promise<string> | undefined

/** @param recipe algorithm, cost and salt as they are stored */
async function derive(password: string, recipe: string): Promise<Buffer> {
  const [algorithm, parameters = '', salt = ''] = recipe.split('$')
  const of = (name: string): number => Number(new RegExp(`\\b${name}=(\\d+)`).exec(parameters)?.[1])
  // Two ways of typing the same character are one password.
  const message = Buffer.from(password.normalize('NFKC'))
  const nonce = Buffer.from(salt, 'base64url')
  await turn()
  try {
    if (algorithm === 'scrypt') return await scrypt(message, nonce, of('N'))
    const [memory, passes, parallelism] = [of('m'), of('t'), of('p')]
    return await argon2id({ message, nonce, memory, passes, parallelism, tagLength: LENGTH })
  } finally {
    working--
    waiting.shift()?.()
  }
}

async function turn(): Promise<void> {
  while (working >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  working++
}

function scrypt(password: Buffer, salt: Buffer, N: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    crypto.scrypt(password, salt, LENGTH, { N, r: 8, p: 1, maxmem: SCRYPT_MEMORY }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}

function argon2id(parameters: crypto.Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', parameters, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  })
}
