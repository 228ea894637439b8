import type { Keys } from '../../db/keys.ts'
import type { Id } from '../../model/id.ts'
import { addDays, type Day } from '../../model/time.ts'
import { isSealed, sealedWord, thingOfWord } from '../../people/orderLink.ts'

/** How long after its day a link still opens: what was written down without a net is sent when there is one. */
const DAYS = 2

/** The path of an inspector's page of a day (核查任务链接). */
export function visitLink(keys: Pick<Keys, 'master'>, officer: Id, day: Day): string {
  return `/i/${day}/${sealedWord(keys, officer, purposeOf(officer, day))}`
}

/** Whose page a link opens; null where it is none of this world's, or of another time. */
export function readVisitLink(keys: Pick<Keys, 'master'>, day: string, word: string, today: Day): Id | null {
  const officer = thingOfWord(word)
  if (officer === null || !isSealed(keys, word, purposeOf(officer, day))) return null
  return today <= addDays(day, DAYS) ? officer : null
}

function purposeOf(officer: Id, day: Day): string {
  return `visits ${officer} ${day}`
}
