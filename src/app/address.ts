import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import { fingerprintOf } from '../db/keys.ts'
import { keepAddress, readAddress, type Settings } from '../db/lives.ts'
import type { Db } from '../db/port.ts'
import { InputError } from '../errors.ts'
import type { World } from '../world.ts'

/**
 * Where enterprises reach this world, the same for all its processes: what this one was told, else what another was
 * told, else where this one or another listens. What is found is kept for those that come after.
 * @param listensAt where this process listens; empty where it plays no `api`
 * @throws InputError where nobody knows it: a message without an address could not be answered
 */
export async function addressOutside(db: Db, { publicUrl }: Config, listensAt: string): Promise<string> {
  const known = await readAddress(db)
  if (publicUrl !== null) {
    if (known?.url !== publicUrl || !known.given) await keepAddress(db, { url: publicUrl, given: true })
    return publicUrl
  }
  if (known?.given === true) return known.url
  if (listensAt === '') {
    if (known !== null) return known.url
    throw new InputError(
      'AIRSHED_PUBLIC_URL is not set, and no api has started on this database yet: it should be the address at which enterprises reach the api, such as https://airshed.example.gov.cn, or start an api first.',
    )
  }
  if (known?.url !== listensAt) await keepAddress(db, { url: listensAt, given: false })
  return listensAt
}

/** What should be the same in all processes of a world, and is told apart in the log where it is not. */
export function settingsOf(
  { rulebooks, keys }: World,
  { redisUrl, publicUrl, webhookNetworks, cryptography }: Config,
): Settings {
  const { levels, aqi, approval, deadlines, feeds, consultation } = rulebooks.files
  const hashes = [...levels, ...aqi, ...approval, ...deadlines, ...feeds, ...consultation].map(({ data }) => data.hash)
  return {
    REDIS_URL: redisUrl === null ? 'unset' : redisUrl.replace(/:\/\/[^@/]*@/, '://'),
    AIRSHED_PUBLIC_URL: publicUrl ?? 'unset',
    AIRSHED_WEBHOOK_NETWORKS: webhookNetworks.join(',') || 'unset',
    AIRSHED_CRYPTOGRAPHY: cryptography,
    'the signing key': fingerprintOf(keys.signing),
    'the rules': createHash('sha256').update(hashes.join()).digest('hex').slice(0, 12),
  }
}

/** `http://127.0.0.1:8080` of a server that listens. */
export function addressOf(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === 'object' && address !== null ? address.port : ''
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
