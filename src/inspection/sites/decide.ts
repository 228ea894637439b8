import { showInstant, type Instant } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import type { InspectionProcedure } from '../../rulebook/inspection.ts'

/** A building site that stands still (停工工地). */
export interface Site {
  readonly name: string
  readonly place: string
  readonly reason: string
  readonly since: Instant
  readonly endedAt: Instant | null
}

/** Whether a plant mixes concrete or mortar (混凝土搅拌站), by its name: the list has no trade of that kind. */
export function mixes(name: string, { stoppedSites }: Pick<InspectionProcedure, 'stoppedSites'>): boolean {
  return stoppedSites.words.some((word) => name.includes(word))
}

/** Whether a site stood still at an instant: from the one at which it was stopped, until it went on. */
export function stoodStill({ since, endedAt }: Pick<Site, 'since' | 'endedAt'>, at: Instant): boolean {
  return at >= since && (endedAt === null || at < endedAt)
}

/** What mixing plants are told. */
export function saySite({ name, place, reason, since, endedAt }: Site, county: string): Words {
  if (endedAt !== null)
    return {
      zh: `复工告知：${county}“${name}”（${place}）自 ${minute(endedAt)} 起恢复施工，可以供料。`,
      en: `${county}, ${name} (${place}): work goes on since ${minute(endedAt)}; it may be supplied.`,
    }
  return {
    zh: `停工告知：${county}“${name}”（${place}）自 ${minute(since)} 起停工整改（${reason}）。停工期间请勿向其供应混凝土、砂浆；违反的将追溯核查。`,
    en: `${county}, ${name} (${place}) stands still since ${minute(since)} (${reason}). Do not supply it with concrete or mortar; whoever does is traced.`,
  }
}

function minute(at: Instant): string {
  return showInstant(at).slice(0, 16).replace('T', ' ')
}
