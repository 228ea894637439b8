import { finish, type Effect } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import type { Person } from '../../db/person.ts'
import type { Channel, Message } from '../../dispatch/channel.ts'
import { webhookSecret } from '../../dispatch/channels/webhook.ts'
import type { Id } from '../../model/id.ts'
import { colleagues, waysOfOfficers, type OfficerWay } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import { ring } from '../ring.ts'
import { checkInWord } from './checkIn.ts'
import { sayCome, sayName } from './decide.ts'
import { shiftById, type ShiftRow } from './store.ts'

type Way = Omit<OfficerWay, 'officer'> & { readonly officer: Id | null }

/** Asks people to come to their post (到岗提醒). */
export class PostCaller {
  readonly #channels: ReadonlyMap<string, Channel>

  constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
  }

  /** One attempt by every way: whom it does not reach is called when nobody has checked in. */
  readonly callToPost = async (world: World, effect: Effect<'callToPost'>): Promise<void> => {
    const { db, clock } = world
    const now = clock.now()
    const shift = await shiftById(db, effect.subject)
    const asked = shift?.state === 'planned' || shift?.state === 'absent'
    const ways = shift && asked ? await waysTo(world, shift) : []
    const rung = await ring(
      world,
      this.#channels,
      ways,
      (way, person) => shift && message(world, shift, way, person),
      now,
    )
    await db.transaction(async (tx) => {
      const calls = rung.map(({ way: { channel }, outcome, why }) => ({ channel, outcome, why }))
      const entry = {
        area: effect.area,
        kind: 'shift',
        subject: effect.subject,
        event: 'CALLED_TO_POST',
        body: { calls },
      }
      if (asked) await note(tx, entry, { now, by: 'engine' })
      await finish(tx, [effect.id])
    })
  }
}

/**
 * Who has a log-in has said how they are reached; of whoever was named without one there is a telephone. Where nobody
 * has been named, the county's officers are asked to.
 */
async function waysTo({ db }: World, { area, officer, person }: ShiftRow): Promise<Way[]> {
  if (officer !== null) return await waysOfOfficers(db, [officer])
  if (person !== null) return [{ person, channel: 'sms', url: null, officer: null }]
  const able = await colleagues(db, { area, role: 'countyOfficer', rank: 0 })
  return await waysOfOfficers(
    db,
    able.map(({ id }) => id),
  )
}

function message(
  world: World,
  shift: ShiftRow,
  { channel, url, officer }: Way,
  person: Person | undefined,
): Message | null {
  const address = channel === 'webhook' ? url : channel === 'mail' ? person?.mail : person?.phone
  if (!address) return null
  const { keys, kind, links, areas } = world
  const areaName = areas.find(shift.area)?.name ?? shift.area
  const isNamed = shift.person !== null
  const { zh, en } = isNamed ? sayCome(areaName, shift) : sayName(areaName, shift)
  const word = checkInWord(world, shift)
  const link = `${links.base}/d/${word}`
  const mark = kind === 'live' ? '' : '【演练】'
  const exercise = kind === 'live' ? {} : { exercise: true }
  const who: Id = officer ?? shift.person ?? shift.id
  const answer = { page: link, answer: { url: `${links.base}/api/v1/shifts/check-ins`, token: word } }
  return {
    id: shift.id,
    address,
    key: `${shift.id}.${who}`,
    body: JSON.stringify({
      kind: 'shift',
      shiftId: shift.id,
      post: shift.post,
      say: { zh, en },
      ...exercise,
      ...(isNamed ? answer : {}),
    }),
    secret: webhookSecret(keys, `officer ${who}`),
    texts: () => ({
      subject: `${mark}到岗提醒：${zh}`,
      short: isNamed ? `${mark}${zh}签到：${link}` : `${mark}${zh}`,
      spoken: `${mark}${zh}`,
      long: isNamed ? `${mark}${zh}\n${en}\n${link}` : `${mark}${zh}\n${en}`,
    }),
  }
}
