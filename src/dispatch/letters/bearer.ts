import { createHmac, createSecretKey } from 'node:crypto'
import { decrypt, encrypt } from '../../db/cipher.ts'
import type { Keys } from '../../db/keys.ts'

/** A token that opens the door of another installation, as it lies in the database and in what waits to be sent. */
export function sealBearer(keys: Pick<Keys, 'master' | 'cipher'>, token: string): string {
  return encrypt(keyOf(keys), token, keys.cipher).toString('base64url')
}

export function openBearer(keys: Pick<Keys, 'master'>, sealed: string): string {
  return decrypt(keyOf(keys), Buffer.from(sealed, 'base64url')).toString('utf8')
}

function keyOf({ master }: Pick<Keys, 'master'>): Buffer {
  return createHmac('sha256', createSecretKey(master)).update('bearer of another installation').digest()
}
