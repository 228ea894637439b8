import { Refusal } from '../errors.ts'
import { doneBy } from '../dispatch/line/decide.ts'
import { providersOf, waitingParts } from '../dispatch/line/store.ts'
import { full } from '../dispatch/bucket.ts'
import type { Texts } from '../dispatch/channel.ts'
import { partsOf } from '../dispatch/texts/short.ts'
import type { Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { tryAll, type Trying } from './decide.ts'
import { seatsIn } from './survey.ts'
import { testLetter } from './texts.ts'

/** What a season opener would send (预览), and when it would be through. */
export interface Preview {
  readonly area: string
  readonly enterprises: number
  readonly contacts: number
  readonly wayless: number
  readonly channels: { channel: string; messages: number; parts: number; doneBy: Instant | null }[]
  readonly doneBy: Instant
  readonly example: Texts | null
}

/** Counts and reckons as it would be done now; nothing is written. @throws Refusal `opener.noList` */
export async function previewOf(world: World, area: string): Promise<Preview> {
  const { db, clock, ways, areas, providers } = world
  const now = clock.now()
  const seats = await seatsIn(db, world, area, now)
  const areaName = areas.find(area)?.name ?? area
  if (seats === null) throw new Refusal('opener.noList', { area: areaName })
  const { tries, wayless } = tryAll(seats, ways(now))
  const rows = await providersOf(db)
  const waiting = await waitingParts(db)
  const textsOf = (one: Trying) => testLetter({ id: '', areaName }, one).texts
  const channels = [...Map.groupBy(tries, ({ channel }) => channel)].map(([channel, own]) => {
    const parts = channel === 'sms' ? own.reduce((sum, one) => sum + partsOf(textsOf(one).short), 0) : own.length
    const known = rows.find((row) => row.channel === channel)
    // One that has carried nothing yet has a full bucket.
    const rate = known?.rate ?? [...providers.values()].find((one) => one.channel === channel)?.rate
    const bucket = known?.bucket ?? (rate ? full(rate, now) : null)
    const units = parts + (waiting.get(channel) ?? 0)
    return { channel, messages: own.length, parts, doneBy: rate && bucket ? doneBy(bucket, rate, units, now) : null }
  })
  const last = channels.reduce((latest, one) => (one.doneBy !== null && one.doneBy > latest ? one.doneBy : latest), now)
  const [example] = tries
  return {
    area,
    enterprises: new Set(seats.map(({ enterprise }) => enterprise.id)).size,
    contacts: seats.length,
    wayless: wayless.length,
    channels,
    doneBy: last,
    example: example ? textsOf(example) : null,
  }
}
