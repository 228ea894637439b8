import { z } from 'zod'
import { areaCode, day, id, instant, warningLevel } from '../http/schemas.ts'
import type { World } from '../world.ts'
import type { PublicDay, ShownArea, ShownWarning } from './board.ts'
import { identifierOf, isOver, STANDING, standingOf, type Standing } from './decide.ts'

const STANDINGS = Object.keys(STANDING) as [Standing, ...Standing[]]

const messageForm = z.object({
  id,
  identifier: z.string().describe('of its CAP message'),
  kind: z.enum(['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift', 'withdraw', 'correction']),
  number: z.string().nullable(),
  title: z.string(),
  sentAt: instant,
  corrects: id.nullable().describe('the message that it puts right'),
  sha256: z.string(),
  cap: z.string().describe('address of its CAP message'),
})

/** A warning as anybody may know it. */
export const openWarningForm = z.object({
  id,
  area: areaCode,
  areaName: z.string(),
  name: z.string(),
  standing: z.enum(STANDINGS),
  level: warningLevel.nullable(),
  measures: warningLevel.nullable().describe('the level whose measures hold'),
  startsAt: instant.nullable(),
  endsAt: instant.nullable().describe('planned; null until further notice'),
  endedAt: instant.nullable(),
  exercise: z.boolean(),
  messages: z.array(messageForm).describe('in the order in which they went out'),
})

const dayForm = z.object({
  day,
  aqi: z.int().nullable(),
  notAvailable: z.boolean().describe('NA: pollutants are missing, and what is left comes out at 100 or below'),
  observed: z.boolean(),
  provider: z.string().nullable(),
  issuedAt: instant.nullable(),
})

export const boardForm = z.object({
  exercise: z.boolean(),
  areas: z.array(
    z.object({ code: areaCode, name: z.string(), warnings: z.array(openWarningForm), days: z.array(dayForm) }),
  ),
})

export function showWarning(world: World, { warning, messages }: ShownWarning): z.output<typeof openWarningForm> {
  const { id: of, area, name, context, endedAt } = warning
  const standing = standingOf(warning)
  return {
    id: of,
    area,
    areaName: world.areas.find(area)?.name ?? area,
    name,
    standing,
    level: context.level,
    measures: context.measures,
    startsAt: context.startsAt,
    endsAt: context.endsAt,
    endedAt: isOver(standing) ? endedAt : null,
    exercise: world.kind !== 'live',
    messages: messages.map((message) => ({
      id: message.id,
      identifier: identifierOf(message),
      kind: message.kind,
      number: message.document.number,
      title: message.document.title,
      sentAt: message.sentAt,
      corrects: message.corrects,
      sha256: message.sha256,
      cap: `${world.links.base}/public/cap/${message.id}.xml`,
    })),
  }
}

export function showBoard(world: World, areas: readonly ShownArea[]): z.output<typeof boardForm> {
  return {
    exercise: world.kind !== 'live',
    areas: areas.map(({ code, name, warnings, days }) => ({
      code,
      name,
      warnings: warnings.map((one) => showWarning(world, one)),
      days: days.map(showDay),
    })),
  }
}

function showDay({ published, ...rest }: PublicDay): z.output<typeof dayForm> {
  const { day: of, observed, provider, issuedAt } = rest
  const aqi = published.kind === 'index' ? published.aqi : null
  return { day: of, aqi, notAvailable: published.kind === 'na', observed, provider, issuedAt }
}
