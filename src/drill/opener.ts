import { z } from 'zod'
import { maskPhone } from '../model/phone.ts'
import type { EngineClient } from './client.ts'
import type { Ledger } from './ledger.ts'

const count = z.int().min(0)
const counts = z.object({ tested: count, answered: count, waiting: count, silent: count, unreached: count })
const reportForm = z.object({ contacts: counts, ways: z.array(counts.extend({ channel: z.string() })) })
const pageForm = z.object({
  items: z.array(
    z.object({
      phone: z.string(),
      enterprise: z.object({ creditCode: z.string() }),
      ways: z.array(z.object({ channel: z.string(), outcome: z.string() })),
    }),
  ),
  next: z.string().nullable(),
})

/** What came of a drill's season opener (开季联络测试), and whether it agrees with those who answered. */
export interface OpenerSeen {
  readonly summary: z.output<typeof reportForm>
  readonly wrong: readonly string[]
}

/** Holds the engine's word on every way to every contact against what was answered there. */
export async function openerSeen(
  client: EngineClient,
  token: string,
  opener: string,
  ledger: Ledger,
): Promise<OpenerSeen> {
  const summary = await client.get(`/openers/${opener}`, token, reportForm)
  // The list shows numbers masked; those of a made-up city differ in the figures that are left.
  const answered = new Set([...ledger.tested].map((who) => maskedKey(who)))
  let [tried, differing] = [0, 0]
  let cursor = ''
  for (let more = true; more;) {
    const page = await client.get(`/openers/${opener}/contacts?limit=500${cursor}`, token, pageForm)
    for (const { phone, enterprise, ways } of page.items)
      for (const { channel, outcome } of ways) {
        const who = channel === 'webhook' ? enterprise.creditCode : phone
        tried++
        if (answered.has(`${channel} ${who}`) !== (outcome === 'answered')) differing++
      }
    cursor = `&cursor=${page.next}`
    more = page.next !== null
  }
  const tested = summary.ways.reduce((sum, way) => sum + way.tested, 0)
  return {
    summary,
    wrong: [
      ...(tested === tried ? [] : [`the opener tested ${tested} ways, and names ${tried}`]),
      ...(differing === 0 ? [] : [`${differing} ways were answered otherwise than the opener says`]),
    ],
  }
}

/** A way and who answered on it, as the list shows them. */
function maskedKey(key: string): string {
  const [channel = '', who = ''] = key.split(' ')
  return `${channel} ${channel === 'webhook' ? who : maskPhone(who)}`
}
