import type { Doing } from '../db/journal.ts'
import type { Letter } from '../dispatch/letters/letter.ts'
import { insertLetters, type NewLetter } from '../dispatch/letters/store.ts'
import { speak } from '../dispatch/texts/speech.ts'
import type { Id } from '../model/id.ts'
import type { Day } from '../model/time.ts'
import { waysOfOfficers, type OfficerWay } from '../people/roster/store.ts'
import type { World } from '../world.ts'
import { visitsFor } from './store.ts'

/** Before the morning's other letters: somebody sets out by it. */
const PRIORITY = 4

/**
 * Sends inspectors the link of their day (核查任务消息) by the first way of each on which something can be read. What was
 * told is told again only once it has changed. Answers who is told by a message; of the others somebody else has to.
 */
export async function tellInspectors(
  { db, ways }: Pick<World, 'db' | 'ways'>,
  { area, officers, day }: { readonly area: string; readonly officers: readonly Id[]; readonly day: Day },
  doing: Doing,
): Promise<ReadonlySet<Id>> {
  const open = ways(doing.now)
  const known = await waysOfOfficers(db, officers)
  const letters: NewLetter[] = []
  const told = new Set<Id>()
  for (const officer of officers) {
    const visits = await visitsFor(db, officer, day)
    const way = known.find((one) => one.officer === officer && one.channel !== 'voice' && open.includes(one.channel))
    const address = way && addressOf(way)
    if (way === undefined || !address || visits.length === 0) continue
    const key = `visits.${officer}.${day}.${visits.map(({ id }) => id.slice(-6)).join('')}`
    letters.push({ area, contactId: null, channel: way.channel, address, key, letter: letterTo(officer, day, visits) })
    told.add(officer)
  }
  await db.transaction((tx) => insertLetters(tx, letters, doing, PRIORITY))
  return told
}

function addressOf({ channel, url, person }: OfficerWay): string | null {
  return channel === 'webhook' ? url : person
}

function letterTo(officer: Id, day: Day, visits: readonly { readonly area: string }[]): Letter {
  const counties = new Set(visits.map(({ area }) => area)).size
  const zh = `${day} 现场核查 ${visits.length} 家${counties > 1 ? `，分布在 ${counties} 个县（市、区）` : ''}`
  return {
    about: 'visits',
    subject: officer,
    officer,
    day,
    say: { zh: `${zh}。`, en: `${visits.length} visits on ${day}.` },
    texts: {
      subject: `现场核查任务：${zh}`,
      short: `〔现场核查〕${zh}，请点开链接查看路线、逐项填写：`,
      spoken: `${speak(`您好，${zh}。`)}请打开短信中的链接。`,
      long: `〔现场核查〕${zh}。页面可离线填写，联网后自动提交；链接仅限本人使用，请勿转发。`,
    },
  }
}
