import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import type { Person } from '../db/person.ts'
import type { Message } from '../dispatch/channel.ts'
import { webhookSecret } from '../dispatch/channels/webhook.ts'
import { isId, type Id } from '../model/id.ts'
import type { OfficerWay } from '../people/roster/store.ts'
import type { World } from '../world.ts'
import type { WakeRow } from './store.ts'

/** What a link in a call speaks for: this officer, about this wake, and nothing else. */
export interface WakeGrant {
  readonly wake: Id
  readonly officer: Id
}

/** The token of a call (应答凭证): `w.<wake>.<officer>.<mac>`, worthless in another world. */
export function wakeToken(keys: Pick<Keys, 'master'>, grant: WakeGrant): string {
  return `w.${grant.wake}.${grant.officer}.${mac(keys, grant)}`
}

/** What a token grants; null when it is not one of this world's. */
export function readWakeToken(keys: Pick<Keys, 'master'>, token: string): WakeGrant | null {
  const [kind, wake = '', officer = '', given = '', ...rest] = token.split('.')
  if (kind !== 'w' || rest.length > 0 || !isId(wake) || !isId(officer)) return null
  const right = Buffer.from(mac(keys, { wake, officer }))
  const bytes = Buffer.from(given)
  return bytes.length === right.length && timingSafeEqual(bytes, right) ? { wake, officer } : null
}

function mac(keys: Pick<Keys, 'master'>, { wake, officer }: WakeGrant): string {
  return createHmac('sha256', createSecretKey(keys.master)).update(`wake ${wake} ${officer}`).digest('base64url')
}

/** The call as it goes out by one way; null where the officer has no number or address for it. */
export function callMessage(
  { keys, kind, links }: Pick<World, 'keys' | 'kind' | 'links'>,
  open: WakeRow,
  round: number,
  { officer, channel, url }: OfficerWay,
  person: Person | undefined,
): Message | null {
  const address = channel === 'webhook' ? url : channel === 'mail' ? person?.mail : person?.phone
  if (!address) return null
  const { id, cause, zh, en } = open
  const answer = { url: `${links.base}/api/v1/wakes/answers`, token: wakeToken(keys, { wake: id, officer }) }
  const exercise = kind === 'live' ? {} : { exercise: true }
  const mark = kind === 'live' ? '' : '【演练】'
  return {
    id,
    address,
    key: `${id}.${round}.${officer}`,
    body: JSON.stringify({ kind: 'wake', wakeId: id, cause, say: { zh, en }, ...exercise, answer }),
    secret: webhookSecret(keys, `officer ${officer}`),
    texts: () => ({
      subject: `${mark}叫应：${zh}`,
      short: `${mark}${zh}回复 1 表示已知悉。`,
      spoken: `${mark}${zh}收到请按 1。`,
      long: `${mark}${zh}\n${en}`,
    }),
  }
}
