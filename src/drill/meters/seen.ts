import { z } from 'zod'
import { OUTCOMES, type Outcome } from '../../verification/verdict.ts'
import type { EngineClient } from '../client.ts'
import { TRUTHS, type Truth } from './truth.ts'

const pageForm = z.object({
  items: z.array(
    z.object({
      enterpriseId: z.string(),
      line: z.string(),
      day: z.string(),
      outcome: z.enum(OUTCOMES),
      say: z.object({ zh: z.string() }),
      values: z.array(z.object({ class: z.string(), says: z.string() })),
    }),
  ),
  next: z.string().nullable(),
})

export const TRUTH_ZH: Record<Truth, string> = {
  obedient: '照令执行',
  night: '夜间偷开',
  defiant: '照常生产',
  broken: '照令执行，电表故障',
  shifted: '照令执行，时钟偏移',
  unmetered: '未安装监测',
}

/** What may be found of whom: an obedient one is never not compliant, and who has no meter that is well is never cleared. */
const FAIR: Record<Truth, readonly Outcome[]> = {
  obedient: ['compliant'],
  night: ['notCompliant'],
  defiant: ['notCompliant'],
  broken: ['insufficient', 'doubtful'],
  shifted: ['insufficient', 'doubtful'],
  unmetered: ['insufficient'],
}
const DOES_AS_TOLD: ReadonlySet<Truth> = new Set(['obedient', 'broken', 'shifted'])

export interface Judged {
  readonly summary: {
    readonly lineDays: number
    /** Truth by verdict. */
    readonly truths: Readonly<Record<Truth, Readonly<Record<Outcome, number>>>>
    /** Percent of the line days that a meter could tell of, of which what was found agrees with the truth. */
    readonly agreement: number | null
    readonly accusedWrongly: number
  }
  readonly wrong: readonly string[]
}

/** Holds every verdict of a drill against what its enterprise really did (真实行为与核查结论). */
export async function verdictsSeen(
  client: EngineClient,
  token: string,
  warnings: readonly { readonly id: string }[],
  truths: ReadonlyMap<string, Truth>,
): Promise<Judged> {
  const table = Object.fromEntries(
    TRUTHS.map((truth) => [truth, Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0]))]),
  ) as Record<Truth, Record<Outcome, number>>
  const accused: string[] = []
  let [lineDays, told, agreed] = [0, 0, 0]
  for (const { id } of warnings) {
    let cursor = ''
    for (let more = true; more;) {
      const page = await client.get(`/warnings/${id}/verdicts?limit=200${cursor}`, token, pageForm)
      for (const { enterpriseId, line, day, outcome, say, values } of page.items) {
        const truth = truths.get(enterpriseId) ?? 'unmetered'
        lineDays++
        table[truth][outcome]++
        if (DOES_AS_TOLD.has(truth) && outcome === 'notCompliant') accused.push(`${day} ${line}: ${say.zh}`)
        // Of a truck ban, or a measure inside a line, a meter of the line says nothing.
        if (truth !== 'unmetered' && !values.some(({ class: of }) => of === 'power')) continue
        told++
        if (FAIR[truth].includes(outcome)) agreed++
      }
      cursor = `&cursor=${page.next}`
      more = page.next !== null
    }
  }
  const agreement = told === 0 ? null : Math.round((agreed * 1000) / told) / 10
  return {
    summary: { lineDays, truths: table, agreement, accusedWrongly: accused.length },
    wrong: accused.map((sentence) => `obedient and found not compliant: ${sentence}`),
  }
}
