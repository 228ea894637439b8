import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { showKg, type Emissions } from '../model/tonnes.ts'
import { CLASSES, OUTCOMES, type Verdict } from './verdict.ts'
import { OUTCOME_NAME } from './wording.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const outcome = z.enum(OUTCOMES)
const kilograms = z
  .object({ so2: z.string(), nox: z.string(), pm: z.string(), vocs: z.string() })
  .describe('kilograms, plain decimals')

const value = z
  .object({
    class: z.enum(CLASSES),
    source: z.string().nullable(),
    of: z.string(),
    from: instant,
    until: instant,
    value: z.string().describe('empty where nothing could be read'),
    unit: z.string(),
    against: z.string().nullable().describe('what is usual in the same hours'),
    band: z.object({ upTo: z.string(), beyond: z.string() }).nullable(),
    says: z.enum(['for', 'doubt', 'against', 'unusable']),
    say: words,
  })
  .meta({ id: 'ValueRead' })

export const verdictForm = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    orderId: id,
    revision: z.int(),
    enterpriseId: id,
    line: z.string().describe('number of the line; empty for the transport of the whole enterprise'),
    day,
    from: instant,
    until: instant,
    outcome: outcome.describe('what counts: insufficient is no pass'),
    outcomeName: words,
    judged: outcome.describe('what the engine found, whoever ruled'),
    confidence: z.int().min(0).max(100).describe('whole percent, of what the engine found'),
    rests: z.enum(CLASSES).describe('the strongest class of evidence that it rests on'),
    say: words,
    values: z.array(value),
    promised: kilograms,
    shown: kilograms.describe('what of the promise this evidence shows'),
    ruling: z
      .object({ outcome, reason: z.string(), by: z.string(), at: instant })
      .nullable()
      .describe('an officer’s own finding, which counts in place of the engine’s'),
    version: z.int(),
    decidedAt: instant,
  })
  .meta({ id: 'Verdict' })

export const reviewing = z.object({
  outcome,
  reason: remark.min(1),
  version: z.int().min(1).describe('of the verdict that was read: what moved since is read again first'),
})

export function showVerdict(found: Verdict): z.output<typeof verdictForm> {
  const { warning, order, orderRow: _, enterprise, promised, shown, ...rest } = found
  return {
    ...rest,
    values: [...rest.values],
    warningId: warning,
    orderId: order,
    enterpriseId: enterprise,
    outcomeName: OUTCOME_NAME[rest.outcome],
    promised: inKilograms(promised),
    shown: inKilograms(shown),
  }
}

function inKilograms({ so2, nox, pm, vocs }: Emissions) {
  return { so2: showKg(so2), nox: showKg(nox), pm: showKg(pm), vocs: showKg(vocs) }
}
