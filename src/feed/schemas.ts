import { z } from 'zod'
import { pageOf } from '../http/cursor.ts'
import { areaCode, id, instant } from '../http/schemas.ts'
import { CAUSES } from '../model/pollutant.ts'

/*
 * The forms of feeds and their answers. `bulletinForm` is published, not enforced: a body is judged value by value by
 * `decide`, and what is not of the form is kept in quarantine instead of being turned away.
 */

const index = z.number().min(0).max(500)
const concentration = z.number().min(0)
export const valueForm = z.object({
  at: z
    .string()
    .describe('a day `2020-12-26`, or the beginning of an hour `2020-12-26T07:00` (UTC+8 without an offset)'),
  aqi: index.optional().describe('counts first; may be a decimal'),
  aqiLow: index.optional(),
  aqiHigh: index.optional().describe('with aqiLow: the middle, rounded up, counts where nothing else is given'),
  pm25: concentration.optional().describe('µg/m³, as all but co; counts where aqi is not given'),
  pm10: concentration.optional(),
  so2: concentration.optional(),
  no2: concentration.optional(),
  co: concentration.optional().describe('mg/m³'),
  o3_8h: concentration.optional().describe('largest 8-hour mean of a day'),
  o3_1h: concentration.optional().describe("an hour's mean"),
  probability: z.number().min(0).max(100).optional().describe('how probable the forecast is, percent'),
  km2: z.number().min(0).optional().describe('the ground that it covers'),
  population: z.number().min(0).max(100).optional().describe('the share of the inhabitants that it covers, percent'),
  people: z.number().min(0).optional().describe('and their number'),
  inhabitants: z.number().min(0).optional().describe('of the whole area'),
  cause: z.enum(CAUSES).optional(),
})

export const bulletinForm = z
  .object({
    provider: z.string().describe('as the key was made for'),
    area: z.string().describe('code or name'),
    issuedAt: z.string().describe('ISO 8601'),
    station: z.string().optional().describe('of observations: the code of one station of the area'),
    values: z.array(valueForm).min(1).max(10_000).describe('days or hours, not both'),
  })
  .meta({ id: 'BulletinBody' })

const quarantined = z.array(
  z.object({
    index: z.int().describe('place in `values`, from 0'),
    at: z.string().describe('as it was sent'),
    code: z.string(),
    reason: z.string(),
  }),
)

export const receiptForm = z
  .object({
    bulletin: id,
    provider: z.string(),
    area: areaCode,
    issuedAt: instant,
    revision: z.int(),
    accepted: z.int().describe('how many values were taken'),
    quarantined,
  })
  .meta({ id: 'BulletinReceipt' })

export const trialForm = z
  .object({
    would: z.enum(['accept', 'revise', 'changeNothing', 'reject']),
    code: z.string().nullable().describe('of a rejection'),
    reason: z.string().nullable(),
    revision: z.int().nullable(),
    accepted: z.int(),
    values: z.array(
      z.object({
        at: z.string(),
        aqi: z.number().nullable().describe('what it is judged by; null for an hour that waits for its day'),
        by: z.enum(['aqi', 'concentrations', 'range']),
        low: z.number().nullable(),
        high: z.number().nullable(),
      }),
    ),
    quarantined,
  })
  .meta({ id: 'BulletinTrial' })

export const quarantinePage = pageOf(
  z
    .object({
      id,
      kind: z.enum(['forecast', 'observation']),
      area: areaCode,
      provider: z.string().nullable(),
      sender: z.string(),
      code: z.string(),
      reason: z.string(),
      times: z.int().describe('how often the same bytes came'),
      receivedAt: instant,
      lastReceivedAt: instant,
      state: z.enum(['open', 'accepted', 'rejected']),
      decidedBy: z.string().nullable(),
      decidedFor: z.string().nullable(),
      bulletin: id.nullable().describe('what it was taken as'),
      raw: z.string().describe('the beginning of the body as it came'),
    })
    .meta({ id: 'QuarantinedBody' }),
)
