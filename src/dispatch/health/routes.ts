import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { instant } from '../../http/schemas.ts'
import { firstIdOf } from '../../model/id.ts'
import { addHours } from '../../model/time.ts'
import { areasSeen } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { CHANNELS } from '../channel.ts'
import { channelsSince } from './store.ts'

/** A night on duty and the day before it; of older messages the board of their warning tells. */
const HOURS = 24

const channelForm = z
  .object({
    channel: z.enum(CHANNELS),
    open: z.boolean().describe('whether this installation has it; what is written for one that it has not fails'),
    waiting: z.int(),
    waitingSince: instant.nullable().describe('when the oldest of them was written'),
    through: z.int().describe('handed over to its receiver, or to a provider who will report'),
    throughAt: instant.nullable(),
    doubtful: z.int().describe('nobody knows whether they arrived, or the report is overdue'),
    givenUp: z.int(),
    lastWhy: z.string().nullable().describe('why the newest of what failed did'),
  })
  .meta({ id: 'ChannelHealth' })

/** `/channels` (渠道状况): by which ways messages to enterprises go out, and whether they get through. */
export function channelRoutes(app: App, { db, clock, ways, ...world }: World): void {
  app.get(
    '/channels',
    {
      config: { action: 'channel.read' },
      schema: { tags: ['orders'], response: { 200: z.object({ hours: z.int(), items: z.array(channelForm) }) } },
    },
    async ({ caller }) => {
      const now = clock.now()
      const open = ways(now)
      const rows = await channelsSince(db, areasSeen(world, caller), firstIdOf(addHours(now, -HOURS)))
      const done = new Map(rows.map((row) => [row.channel, row]))
      const none = {
        waiting: 0,
        waitingSince: null,
        through: 0,
        throughAt: null,
        doubtful: 0,
        givenUp: 0,
        lastWhy: null,
      }
      // The ways of this installation in the order in which they are tried, then what was written for others.
      const names = [...open, ...CHANNELS.filter((name) => done.has(name) && !open.includes(name))]
      const items = names.map((channel) => ({ ...none, ...done.get(channel), channel, open: open.includes(channel) }))
      return { hours: HOURS, items }
    },
  )
}
