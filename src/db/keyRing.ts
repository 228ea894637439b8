import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = /^people-(\d{1,4})\.key$/

/**
 * The keys that wrap the key of each person (个人信息主密钥), outside of the database: version 0 is the master key that a
 * world begins with, each rotation adds one. Old ones stay until nothing is wrapped by them any more.
 */
export class KeyRing {
  readonly #folder: string | null
  #keys: readonly Buffer[]

  /** @param folder where later keys lie; null: nowhere, in tests and drills in memory */
  constructor(first: Buffer, folder: string | null) {
    this.#folder = folder
    this.#keys = [first]
    this.#read()
  }

  newest(): { readonly key: Buffer; readonly version: number } {
    const version = this.#keys.length - 1
    return { key: this.of(version), version }
  }

  /** Another process may have added it since: then it is read now. @throws Error where there is none */
  of(version: number): Buffer {
    if (version >= this.#keys.length) this.#read()
    const key = this.#keys[version]
    if (key === undefined)
      throw new Error(
        `people are kept under key ${version}, which is not here: copy "keys" of the process that rotated`,
      )
    return key
  }

  /** Makes the next key; what is written from now on is wrapped by it. Returns its version. */
  add(): number {
    this.#read()
    const version = this.#keys.length
    const key = randomBytes(32)
    if (this.#folder !== null) {
      const file = join(this.#folder, `people-${version}.key`)
      writeFileSync(file, key.toString('base64'), { mode: 0o600, flag: 'wx' })
      chmodSync(file, 0o600)
    }
    this.#keys = [...this.#keys, key]
    return version
  }

  /** By which two processes tell whether they hold the same. */
  fingerprint(): string {
    return createHash('sha256').update(this.newest().key).digest('hex').slice(0, 12)
  }

  #read(): void {
    if (this.#folder === null || !existsSync(this.#folder)) return
    const versions = readdirSync(this.#folder).flatMap((name) => FILE.exec(name)?.[1] ?? [])
    const later = versions.map(Number).toSorted((a, b) => a - b)
    const [first] = this.#keys
    if (first === undefined) return
    const keys = [first]
    for (const version of later) {
      // A key between is missing: nothing after it can be told by its place.
      if (version !== keys.length) break
      keys.push(Buffer.from(readFileSync(join(this.#folder, `people-${version}.key`), 'utf8'), 'base64'))
    }
    if (keys.length > this.#keys.length) this.#keys = keys
  }
}
