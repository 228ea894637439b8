import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import type { CipherName } from './cipher.ts'
import { KeyRing } from './keyRing.ts'
import { first as firstOf, type Db } from './port.ts'

/** What a world keeps secret, outside its database. */
export interface Keys {
  /** 32 bytes that seal links and tokens, and hash telephone numbers: as old as the world, and never changed. */
  readonly master: Buffer
  /** What is written under these keys is written by it; what is there says itself by which it was. */
  readonly cipher: CipherName
  /** What wraps the key of each person; the master key first, and another with each rotation. */
  readonly wrapping: KeyRing
  /** Ed25519, signs orders. A drill's world has another, so that its orders can never pass for real ones. */
  readonly signing: KeyObject
  /** Ed25519, signs checkpoints of the journal: whoever has the database alone can sign none. */
  readonly checkpoint: KeyObject
}

/**
 * The keys of a world: those of the data directory, made on first use, readable by the owner alone. The database knows
 * by a fingerprint which master key it was begun with: all its processes need that one, wherever they run.
 * @throws InputError where the directory holds another, or none while the database has one already
 */
export async function keysOf(db: Db, directory: string, cipher: CipherName): Promise<Keys> {
  const folder = join(directory, 'keys')
  const known = await firstOf<{ value: string }>(db, `select value from fact where key = 'master key'`)
  if (known !== null && !existsSync(join(folder, 'master.key')))
    throw new InputError(
      `AIRSHED_DATA is "${directory}", which holds no keys, and this database was begun with those of fingerprint ${known.value}: copy the folder "keys" of a process that runs.`,
    )
  const keys = loadKeys(folder, cipher)
  const own = createHash('sha256').update(keys.master).digest('hex').slice(0, 12)
  const kept = await firstOf<{ value: string }>(
    db,
    `with kept as (insert into fact (key, value) values ('master key', $1::jsonb) on conflict (key) do nothing)
     select value from fact where key = 'master key'`,
    [JSON.stringify(own)],
  )
  if (kept !== null && kept.value !== own)
    throw new InputError(
      `AIRSHED_DATA is "${directory}", whose keys/master.key (fingerprint ${own}) is not the one that this database was begun with (${kept.value}): copy the folder "keys" of a process that runs.`,
    )
  return keys
}

/** By which two processes tell whether they sign alike; nothing follows from it. */
export function fingerprintOf(key: KeyObject | string): string {
  const open = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(open).digest('hex').slice(0, 12)
}

function loadKeys(folder: string, cipher: CipherName): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const master = keep(join(folder, 'master.key'), () => randomBytes(32).toString('base64'))
  const first = Buffer.from(master, 'base64')
  return {
    master: first,
    wrapping: new KeyRing(first, folder),
    cipher,
    signing: createPrivateKey(keep(join(folder, 'signing.pem'), newKey)),
    checkpoint: createPrivateKey(keep(join(folder, 'checkpoint.pem'), newKey)),
  }
}

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Keys that live as long as the process: tests and drills in memory. */
export function passingKeys(cipher: CipherName = 'aes'): Keys {
  const key = () => generateKeyPairSync('ed25519').privateKey
  const master = randomBytes(32)
  return { master, wrapping: new KeyRing(master, null), cipher, signing: key(), checkpoint: key() }
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) {
    writeFileSync(file, make(), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return readFileSync(file, 'utf8')
}
