import { generateKeyPairSync, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a world keeps secret, outside its database. */
export interface Keys {
  /** 32 bytes that wrap the key of each person. */
  readonly master: Buffer
  /** Ed25519, signs orders. A drill's world has another, so that its orders can never pass for real ones. */
  readonly signing: KeyObject
}

/** Reads the keys of a data directory, made on first use, readable by the owner alone. */
export function loadKeys(directory: string): Keys {
  const folder = join(directory, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const master = keep(join(folder, 'master.key'), () => randomBytes(32).toString('base64'))
  const signing = keep(join(folder, 'signing.pem'), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  return { master: Buffer.from(master, 'base64'), signing: createPrivateKey(signing) }
}

/** Keys that live as long as the process: tests and drills in memory. */
export function passingKeys(): Keys {
  return { master: randomBytes(32), signing: generateKeyPairSync('ed25519').privateKey }
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) {
    writeFileSync(file, make(), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return readFileSync(file, 'utf8')
}
