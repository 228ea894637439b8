import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Day } from '../model/time.ts'
import { standardOf, type AqiStandard } from './aqi.ts'
import { covers, isActive, type Dated } from './citation.ts'
import { consultationFile, type ConsultationFile } from './consultation.ts'
import { accessFile, type AccessFile } from './access.ts'
import { adviceFile, type AdviceFile } from './advice.ts'
import { dutyFile, type DutyFile } from './duty.ts'
import { evidenceFile, type EvidenceFile } from './evidence.ts'
import { feedsFile, type FeedsFile } from './feeds.ts'
import { approvalFile, aqiFile, channelsFile, deadlinesFile, sourcesFile } from './forms.ts'
import type { ApprovalFile, ChannelsFile, DeadlinesFile, SourcesFile } from './forms.ts'
import { linkageFile, type CountyGroup, type LinkageClocks, type LinkageFile } from './linkage.ts'
import { loadLevels } from './layered.ts'
import type { Rulebook } from './levels.ts'
import { listRules, readRule, RuleError, type RuleFile } from './read.ts'
import { governs, reach } from './reach.ts'
import { hashOf } from './hash.ts'
import { retentionFile, type RetentionFile } from './retention.ts'
import { missingPeriod, periodFile, type Period } from './periods.ts'
import { verificationFile, type VerificationRule } from './verification.ts'

/** Who signs (签发权限). */
export interface Approval extends ApprovalFile {
  readonly hash: string
}

/** How long each step may take, in minutes (时限). */
export interface Deadlines extends DeadlinesFile {
  readonly hash: string
}

/** What is expected of feeds (接口要求). */
export interface FeedRules extends FeedsFile {
  readonly hash: string
}

/** Who confers, and when (会商制度). */
export interface ConsultationRules extends ConsultationFile {
  readonly hash: string
}

/** How evidence is weighed (核查判定). */
export interface Verification extends VerificationRule {
  readonly hash: string
}

/** The directory of the rules that ships with the engine. */
export const RULES = fileURLToPath(new URL('../../rules', import.meta.url))

/** Every rule of the installation, loaded and checked once; a fault in any file stops the load. */
export class Rulebooks {
  readonly sources: RuleFile<SourcesFile>
  readonly files: {
    readonly levels: readonly RuleFile<Rulebook>[]
    readonly aqi: readonly RuleFile<AqiStandard>[]
    readonly approval: readonly RuleFile<Approval>[]
    readonly deadlines: readonly RuleFile<Deadlines>[]
    readonly channels: readonly RuleFile<ChannelsFile>[]
    readonly feeds: readonly RuleFile<FeedRules>[]
    readonly consultation: readonly RuleFile<ConsultationRules>[]
    readonly access: readonly RuleFile<AccessFile>[]
    readonly duty: readonly RuleFile<DutyFile>[]
    readonly retention: readonly RuleFile<RetentionFile>[]
    readonly evidence: readonly RuleFile<EvidenceFile>[]
    readonly advice: readonly RuleFile<AdviceFile>[]
    readonly periods: readonly RuleFile<Period>[]
    readonly linkage: readonly RuleFile<LinkageFile>[]
    readonly verification: readonly RuleFile<Verification>[]
  }

  readonly dir: string

  /** @throws RuleError naming file, line and column. */
  constructor(dir: string) {
    this.dir = dir
    this.sources = readRule(dir, join(dir, 'sources.yaml'), sourcesFile)
    this.files = {
      levels: loadLevels(dir),
      aqi: listRules(dir, 'aqi').map((path) => {
        const { name, data } = readRule(dir, path, aqiFile)
        return { name, data: standardOf(data, hashOf(data)) }
      }),
      approval: listRules(dir, 'approval').map((path) => hashed(readRule(dir, path, approvalFile))),
      deadlines: listRules(dir, 'deadlines').map((path) => hashed(readRule(dir, path, deadlinesFile))),
      channels: listRules(dir, 'channels').map((path) => readRule(dir, path, channelsFile)),
      feeds: listRules(dir, 'feeds').map((path) => hashed(readRule(dir, path, feedsFile))),
      consultation: listRules(dir, 'consultation').map((path) => hashed(readRule(dir, path, consultationFile))),
      access: listRules(dir, 'access').map((path) => readRule(dir, path, accessFile)),
      duty: listRules(dir, 'duty').map((path) => readRule(dir, path, dutyFile)),
      retention: listRules(dir, 'retention').map((path) => readRule(dir, path, retentionFile)),
      evidence: listRules(dir, 'evidence').map((path) => readRule(dir, path, evidenceFile)),
      advice: listRules(dir, 'advice').map((path) => readRule(dir, path, adviceFile)),
      linkage: listRules(dir, 'linkage').map((path) => readRule(dir, path, linkageFile)),
      verification: listRules(dir, 'verification').map((path) => hashed(readRule(dir, path, verificationFile))),
      periods: listRules(dir, 'periods').map((path) => hashed(readRule(dir, path, periodFile))),
    }
    const periods = this.files.periods.map(({ data }) => data)
    for (const { name, data } of this.files.levels) {
      const why = missingPeriod(data, periods)
      if (why !== null) throw new RuleError(name, null, why)
    }
  }

  /** All books of levels, oldest first, the unverified ones too. */
  get all(): Rulebook[] {
    return this.files.levels.map((file) => file.data).sort(byDate)
  }

  /** By id (`cn-2024-6`); null when there is none, or when it is unverified and therefore never active. */
  get(id: string): Rulebook | null {
    const book = this.all.find((one) => one.id === id)
    return book !== undefined && isActive(book) ? book : null
  }

  /** The very book that a warning was called by (law 8); null when these rules hold it no longer. */
  pinned(hash: string): Rulebook | null {
    return this.all.find((book) => book.hash === hash) ?? null
  }

  /**
   * The book in force on a day for an area (code of GB/T 2260 or a local id): the one of the smallest area that holds it.
   * Null before 2017-09-20: no book of those years is held.
   */
  inForce(day: Day, area: string): Rulebook | null {
    return inForceAmong(this.all, day, area)
  }

  /** The edition of HJ 633 by its id, or the one in force on a day; before the first edition, the first. */
  aqi(idOrDay: string): AqiStandard | null {
    const editions = this.files.aqi.map((file) => file.data)
    const named = editions.find((edition) => edition.id === idOrDay)
    if (named !== undefined || !/^\d{4}-/.test(idOrDay)) return named ?? null
    return onDay(editions, idOrDay)
  }

  /** The table of signatures in force on a day; before the first one, the first. */
  approval(day: Day): Approval {
    return needed(onDay(data(this.files.approval), day), 'rules/approval')
  }

  /** The table of deadlines in force on a day; before the first one, the first. */
  deadlines(day: Day): Deadlines {
    return needed(onDay(data(this.files.deadlines), day), 'rules/deadlines')
  }

  /** By which way a contact is told first, as of a day; before the first file, the first. */
  channels(day: Day): ChannelsFile {
    return needed(onDay(data(this.files.channels), day), 'rules/channels')
  }

  /** What is expected of feeds on a day; before the first file, the first. */
  feeds(day: Day): FeedRules {
    return needed(onDay(data(this.files.feeds), day), 'rules/feeds')
  }

  /** Who confers and when, on a day; before the first file, the first. */
  consultation(day: Day): ConsultationRules {
    return needed(onDay(data(this.files.consultation), day), 'rules/consultation')
  }
  /** How people log in, as of a day; before the first file, the first. */
  access(day: Day): AccessFile {
    return needed(onDay(data(this.files.access), day), 'rules/access')
  }
  /** The minutes around a shift on a day; before the first file, the first. */
  duty(day: Day): DutyFile {
    return needed(onDay(data(this.files.duty), day), 'rules/duty')
  }
  /** For how long what is kept of people stays, as of a day; before the first file, the first. */
  retention(day: Day): RetentionFile {
    return needed(onDay(data(this.files.retention), day), 'rules/retention')
  }
  /** When evidence is believed on a day; before the first file, the first. */
  evidence(day: Day): EvidenceFile {
    return needed(onDay(data(this.files.evidence), day), 'rules/evidence')
  }
  /** When whose plan is adjusted ahead (预调) on a day; null where no rule says so. */
  advice(day: Day): AdviceFile | null {
    return this.files.advice.map(({ data }) => data).find((one) => isActive(one) && covers(one, day)) ?? null
  }
  /** The clocks of instructions and receipts on a day; before the first file, the first. */
  linkage(day: Day): LinkageClocks {
    const files = this.files.linkage.flatMap(({ data: { from, until, clocks } }) =>
      clocks ? [{ from, until, clocks }] : [],
    )
    return needed(onDay(files, day), 'rules/linkage').clocks
  }

  /** How evidence is weighed on a day; before the first file, the first. */
  verification(day: Day): Verification {
    return needed(onDay(data(this.files.verification), day), 'rules/verification')
  }

  /** The groups of counties of a city on a day (联防联控区域). */
  groups(day: Day, city: string): readonly CountyGroup[] {
    const own = this.files.linkage.filter(({ data }) => data.area === city && isActive(data) && covers(data, day))
    return own.flatMap(({ data }) => data.groups.filter(isActive))
  }

  /** The rank that must sign a warning of this level on this day: 1 office head, 2 vice-mayor, 3 mayor. */
  rankFor(level: WarningLevel, day: Day): number {
    return this.approval(day).signs[level].rank
  }
}

/** Of some books the one in force on a day for an area: of the smallest area that holds it, of a special period first. */
export function inForceAmong(books: readonly Rulebook[], day: Day, area: string): Rulebook | null {
  let found: Rulebook | null = null
  for (const book of books)
    if (isActive(book) && covers(book, day) && governs(book.area, area))
      if (found === null || goesBefore(book, found)) found = book
  return found
}

function goesBefore(book: Rulebook, other: Rulebook): boolean {
  const wider = reach(book.area) - reach(other.area)
  return wider > 0 || (wider === 0 && book.period !== undefined && other.period === undefined)
}

const loaded = new Map<string, Rulebooks>()

/** Loads a directory of rules once: rules change by a new start, never under a running warning. */
export function loadRulebooks(dir = RULES): Rulebooks {
  const known = loaded.get(dir) ?? new Rulebooks(dir)
  loaded.set(dir, known)
  return known
}

function hashed<T extends object>(file: RuleFile<T>): RuleFile<T & { hash: string }> {
  return { name: file.name, data: { ...file.data, hash: hashOf(file.data) } }
}

function onDay<T extends Dated>(files: readonly T[], day: Day): T | null {
  const found = files.find((file) => covers(file, day))
  if (found !== undefined) return found
  const [first] = files.toSorted(byDate)
  return first !== undefined && day < first.from ? first : null
}

function data<T>(files: readonly RuleFile<T>[]): T[] {
  return files.map((file) => file.data)
}

function needed<T>(found: T | null, folder: string): T {
  if (found === null) throw new InputError(`${folder}: no file is in force on that day`)
  return found
}

function byDate(a: Dated, b: Dated): number {
  return a.from < b.from ? -1 : 1
}
