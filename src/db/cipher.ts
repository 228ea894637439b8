import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Cryptography } from '../config.ts'
import type { HashName } from './digest.ts'

/**
 * Ciphers for what is kept under a key (加密算法): AES-256-GCM, and SM4 (GB/T 32907-2016) for networks that ask for
 * national cryptography (国密). What was written by one is read where the other is the setting.
 */
export type CipherName = 'aes' | 'sm4'

/** Which hash chains the journal, and which cipher keeps people. */
export const CRYPTOGRAPHY = {
  international: { hash: 'sha256', cipher: 'aes' },
  guomi: { hash: 'sm3', cipher: 'sm4' },
} as const satisfies Record<Cryptography, { hash: HashName; cipher: CipherName }>

/** Text of SM4 begins with it; the random nonce that text of AES begins with does so once in 2^64. */
const SM4 = Buffer.from('#sm4ctr1')
const IV = 16
const MAC = 32

export function encrypt(key: Buffer, plain: string | Buffer, cipher: CipherName): Buffer {
  return cipher === 'sm4' ? encryptSm4(key, plain) : encryptAes(key, plain)
}

/** @throws Error where the key is not the one, or the bytes were touched */
export function decrypt(key: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  return bytes.subarray(0, SM4.length).equals(SM4) ? decryptSm4(key, bytes) : decryptAes(key, bytes)
}

/** 12 bytes of nonce, 16 of tag, then the ciphertext. */
function encryptAes(key: Buffer, plain: string | Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function decryptAes(key: Buffer, bytes: Buffer): Buffer {
  // A cut-off text would otherwise bring a tag of four bytes along, which is guessed in no time.
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}

/** SM4-CTR with HMAC-SM3 over all of it (encrypt, then MAC): OpenSSL 3 has no SM4-GCM. */
function encryptSm4(key: Buffer, plain: string | Buffer): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('sm4-ctr', keyOf(key, 'cipher').subarray(0, 16), iv)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([SM4, iv, macOf(key, iv, text), text])
}

function decryptSm4(key: Buffer, bytes: Buffer): Buffer {
  const iv = bytes.subarray(SM4.length, SM4.length + IV)
  const mac = bytes.subarray(SM4.length + IV, SM4.length + IV + MAC)
  const text = bytes.subarray(SM4.length + IV + MAC)
  if (mac.length !== MAC || !timingSafeEqual(mac, macOf(key, iv, text)))
    throw new Error('the key is not the one, or the bytes were touched')
  const decipher = createDecipheriv('sm4-ctr', keyOf(key, 'cipher').subarray(0, 16), iv)
  return Buffer.concat([decipher.update(text), decipher.final()])
}

/** One key for each use: whatever one of them gives away says nothing of the other. */
function keyOf(key: Buffer, use: 'cipher' | 'mac'): Buffer {
  return createHmac('sm3', key).update(`airshed ${use}`).digest()
}

function macOf(key: Buffer, iv: Buffer, text: Buffer): Buffer {
  return createHmac('sm3', keyOf(key, 'mac')).update(SM4).update(iv).update(text).digest()
}
