import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { decrypt, encrypt } from '../../db/cipher.ts'
import { note, type Doing } from '../../db/journal.ts'
import type { Reader } from '../../db/port.ts'
import { InputError } from '../../errors.ts'
import { newId } from '../../model/id.ts'
import { addMinutes, type Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { Codes, readCode, type Place } from './code.ts'
import { insertSigningKey, signingKeys } from './store.ts'

/** The first key signs whatever was written before there was a table of keys, too. */
const BEGINNING: Instant = '1970-01-01T00:00:00.000Z'
/**
 * A new key signs from so many minutes after it was made: by then every process has read it, and no message that is
 * tried again is signed by another key than the first time. Longer would only keep an administrator waiting.
 */
const SETTLE_MINUTES = 5

interface SigningKey {
  readonly id: string
  readonly since: Instant
  readonly secret: KeyObject
}

/** A public key as it is published: JWK (RFC 8037). */
export interface PublicKey {
  readonly kid: string
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  /** The 32 bytes, base64url. */
  readonly x: string
  /** Null for the first one, which signs from the beginning. */
  readonly since: Instant | null
}

/** What goes out with a message so that its receiver can check it. */
export interface Proof {
  readonly code: string
  readonly key: string
  /** Ed25519 over the canonical text, base64url. */
  readonly signature: string
  /** Where anybody asks whether it still counts. */
  readonly verify: string
}

/** Signs orders and knows their codes (防伪), for one world. */
export class Genuine {
  readonly #world: Pick<World, 'kind' | 'db' | 'keys' | 'links'>
  readonly #codes: Codes
  #keys: readonly SigningKey[] = []

  constructor(world: Pick<World, 'kind' | 'db' | 'keys' | 'links'>) {
    this.#world = world
    this.#codes = new Codes(world.keys)
  }

  /** The code of a revision; null where it has none. */
  codeOf(place: Place | null): string | null {
    return place === null ? null : this.#codes.codeOf(place)
  }

  /** What a code names, however it is written; null for whatever is no code. */
  placeOf(text: string): Place | null {
    return this.#codes.placeOf(readCode(text))
  }

  /** Where a code is asked about. */
  verifyUrl(code: string): string {
    return `${this.#world.links.base}/verify/${code}`
  }

  /**
   * Makes sure that a key is at hand: read from the database, where the first process leaves the one of its directory.
   * @throws InputError where this process's master key is not the one that the others use
   */
  async ready(key?: string): Promise<void> {
    const has = () => (key === undefined ? this.#keys.length > 0 : this.#keys.some(({ id }) => id === key))
    if (has()) return
    await this.#read()
    if (this.#keys.length === 0) {
      await this.#keep(this.#world.db, this.#world.keys.signing, BEGINNING, 'engine')
      await this.#read()
    }
    if (!has()) throw new Error(`there is no signing key ${key}`)
  }

  /**
   * Signs with a key that `ready` has made sure of, on a thread beside the engine's: the signature is what costs most of
   * a message, and in a flood nobody else would have a turn.
   */
  async prove(code: string, canonical: string, key: string): Promise<Proof> {
    const found = this.#keys.find(({ id }) => id === key)
    if (!found) throw new Error(`the signing key ${key} is not at hand`)
    const signature = await signed(Buffer.from(canonical), found.secret)
    return { code, key, signature: signature.toString('base64url'), verify: this.verifyUrl(code) }
  }

  /** The key that signs what is written at an instant. */
  async keyAt(now: Instant): Promise<string> {
    await this.#read()
    await this.ready()
    const key = this.#keys.findLast(({ since }) => since <= now)
    if (!key) throw new Error('no signing key had begun')
    return key.id
  }

  /** Makes the next key; answers what it is called and from when on it signs. */
  async rotate(area: string, doing: Doing): Promise<PublicKey> {
    await this.ready()
    const { privateKey } = generateKeyPairSync('ed25519')
    const since = addMinutes(doing.now, SETTLE_MINUTES)
    return await this.#world.db.transaction(async (tx) => {
      const id = await this.#keep(tx, privateKey, since, doing.by)
      const body = { key: id, since }
      await note(tx, { area, kind: 'signingKey', subject: newId(doing.now), event: 'KEY_ROTATED', body }, doing)
      return published({ id, since, secret: privateKey })
    })
  }

  /** Every key that ever signed: the old ones go on being good for what they signed. */
  async publicKeys(): Promise<PublicKey[]> {
    await this.#read()
    await this.ready()
    return this.#keys.map(published)
  }

  async #keep(db: Reader, secret: KeyObject, since: Instant, by: string): Promise<string> {
    const publicKey = rawOf(secret)
    const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16)
    const { master, cipher } = this.#world.keys
    const sealed = encrypt(master, secret.export({ type: 'pkcs8', format: 'der' }), cipher)
    await insertSigningKey(db, { id, publicKey, sealed, since }, by)
    return id
  }

  async #read(): Promise<void> {
    const rows = await signingKeys(this.#world.db)
    this.#keys = rows.map(({ id, since, sealed }) => {
      const known = this.#keys.find((key) => key.id === id)
      return known ?? { id, since, secret: this.#open(sealed) }
    })
  }

  #open(sealed: Uint8Array): KeyObject {
    try {
      return createPrivateKey({ key: decrypt(this.#world.keys.master, sealed), format: 'der', type: 'pkcs8' })
    } catch {
      throw new InputError(
        'AIRSHED_DATA holds other keys than those that this database was begun with: copy the folder keys of the first process.',
      )
    }
  }
}

function signed(text: Buffer, secret: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(null, text, secret, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}

function published({ id, since, secret }: SigningKey): PublicKey {
  const x = rawOf(secret).toString('base64url')
  return { kid: id, kty: 'OKP', crv: 'Ed25519', x, since: since === BEGINNING ? null : since }
}

/** The 32 bytes of the public half. */
function rawOf(secret: KeyObject): Buffer {
  return Buffer.from(createPublicKey(secret).export({ format: 'jwk' }).x ?? '', 'base64url')
}
