import { GRADE_ZH, LISTED_LEVELS, type Grade } from '../../model/enterprise.ts'
import type { Industries, Industry } from '../../rulebook/industries.ts'
import type { Subject } from '../list.ts'
import { ALSO_RATED } from '../sheets.ts'
import { isEnterprise, tableCell, type Check } from './check.ts'

const GRADE = '绩效等级'
const INDUSTRY = '行业'
const CLASS = '企业类型'
/** Grade A+ came with the system of 环办大气〔2026〕2号. */
const A_PLUS_FROM = '2026-01-13'
/** Lists of several provinces count B- among B (`B级(含B-)`). */
const REACHES_B: ReadonlySet<Grade> = new Set(['A+', 'A', 'B', 'B-', 'leading'])
/** Words of a ground of protection (保障依据) that make an industrial plant a source of heat for households. */
const HEATS = /供热|供暖|余热|采暖/

/** grade-not-in-scheme, grade-should-be-rated */
export const scheme: Check = function* (subject, { industries, asOf }) {
  if (!isEnterprise(subject)) return
  const { entry, at } = subject
  const industry = ratedIndustry(subject, industries)
  const from = [at.enterprise(INDUSTRY), at.enterprise(CLASS)]
  const place = at.enterprise(GRADE)
  if (entry.grade === 'A+' && asOf !== null && asOf < A_PLUS_FROM)
    yield { at: place, code: 'grade-not-in-scheme', message: `there was no A+ before ${A_PLUS_FROM}`, from }
  else if (industry === null) return
  else if (entry.grade === 'shouldBeRated')
    yield {
      at: place,
      code: 'grade-should-be-rated',
      message: 'counts as D until it is rated',
      from,
      severity: 'info',
    }
  else if (entry.grade === 'unrated') {
    // Whoever is stopped for cause gets no grade; the guide rates key enterprises only.
    if (entry.class === 'key' && entry.stopCause === null)
      yield {
        at: place,
        code: 'grade-should-be-rated',
        message: `${industry.zh} is rated by the guide: rate it, or write 应评未评`,
        from: [...from, at.enterprise('停产原因')],
      }
  } else if (!inScheme(entry.grade, industry, entry.industryKind))
    yield {
      at: place,
      code: 'grade-not-in-scheme',
      message:
        industry.confidence === 'M?'
          ? `${industry.zh} is not known to have a ${GRADE_ZH[entry.grade]} (its scheme is not verified)`
          : `${industry.zh} has no ${GRADE_ZH[entry.grade]}`,
      from,
      // A scheme that is only remembered refuses nobody's grade.
      severity: industry.confidence === 'M?' ? 'info' : 'warning',
    }
}

/** grade-not-in-scheme, of each further industry. */
export const alsoRated: Check = function* ({ entry, at }, { industries }) {
  for (const { industry: id, industryKind, grade } of entry.alsoRated ?? []) {
    const industry = industries.all.find((one) => one.id === id)
    if (industry !== undefined && grade !== 'shouldBeRated' && !inScheme(grade, industry, industryKind))
      yield {
        at: at.enterprise(ALSO_RATED),
        code: 'grade-not-in-scheme',
        message: `${industry.zh} has no ${GRADE_ZH[grade]}`,
        severity: industry.confidence === 'M?' ? 'info' : 'warning',
      }
  }
}

/** Which industries have a B- could not be established: it may stand beside every B. A+ is judged by its date alone. */
function inScheme(grade: Grade, industry: Industry, kind: string | null): boolean {
  const { scheme } = industry.kinds.find(({ id }) => id === kind) ?? industry
  return grade === 'A+' || scheme.includes(grade === 'B-' ? 'B' : grade)
}

/** The industry of the guide that an enterprise is rated in; null outside of it. */
function ratedIndustry({ entry }: Subject, industries: Industries): Industry | null {
  return industries.all.find(({ id }) => id === entry.industry) ?? null
}

/** grade-expired, exemption-expired */
export const expiry: Check = function* ({ entry, at }, { asOf }) {
  if (asOf === null) return
  if (entry.gradeUntil !== null && entry.gradeUntil < asOf)
    yield {
      at: at.enterprise('等级有效期'),
      code: 'grade-expired',
      message: `the grade ended on ${entry.gradeUntil}, before ${asOf}`,
      from: [at.enterprise(GRADE)],
    }
  const until = entry.protection?.until ?? null
  if (until !== null && until < asOf)
    yield {
      at: at.enterprise('豁免有效期'),
      code: 'exemption-expired',
      message: `the exemption ended on ${until}, before ${asOf}`,
      from: [at.enterprise(CLASS)],
    }
}

/**
 * heat-source-grade-too-low (忻气防办发〔2021〕10号: industrial waste-heat heating sources reach B), protected-grade-too-low
 * (晋城 2021: protected enterprises of graded industries reach B or 引领性). A heat source is told by its ground of
 * protection, or by standing as 供暖锅炉 in an industry of the guide.
 */
export const lowest: Check = function* (subject, { industries }) {
  const { entry, at } = subject
  const industry = ratedIndustry(subject, industries)
  if (industry === null || REACHES_B.has(entry.grade)) return
  const heats = entry.class === 'heating' || (entry.protection !== null && HEATS.test(entry.protection.ground))
  if (!heats && entry.class !== 'protected') return
  const from = [at.enterprise(INDUSTRY), at.enterprise(CLASS), at.enterprise('保障依据')]
  yield heats
    ? {
        at: at.enterprise(GRADE),
        code: 'heat-source-grade-too-low',
        message: `an industrial source of heat reaches B; ${GRADE_ZH[entry.grade]} does not`,
        from,
      }
    : {
        at: at.enterprise(GRADE),
        code: 'protected-grade-too-low',
        message: `a protected enterprise of a graded industry reaches B or 引领性; ${GRADE_ZH[entry.grade]} does not`,
        from,
      }
}

/** retrofit-date-missing: without its two dates a retrofit is overdue from nobody knows when. */
export const retrofit: Check = function* ({ entry, at }) {
  const causes = [
    { cause: entry.stopCause, place: (column: string) => at.enterprise(column) },
    ...entry.lines.map(({ stopCause }, line) => ({
      cause: stopCause,
      place: (column: string) => at.line(line, column),
    })),
  ]
  for (const { cause, place } of causes) {
    if (cause?.cause !== 'retrofitOverdue') continue
    const missing = cause.deadline === null ? '改造期限' : cause.from === null ? '逾期执行起始日' : null
    if (missing !== null)
      yield {
        at: place(missing),
        code: 'retrofit-date-missing',
        message:
          missing === '改造期限' ? 'the deadline of the retrofit is missing' : 'the day from which it stops is missing',
        from: [place('停产原因')],
      }
  }
}

/** industry-table-unverified: where no table of the guide could be verified, the enterprise's own row governs. */
export const table: Check = function* (subject, context) {
  const { industries, measures, asOf } = context
  const { entry, at } = subject
  const industry = ratedIndustry(subject, industries)
  if (industry === null || asOf === null || entry.class !== 'key' || entry.stopCause !== null) return
  if (entry.grade === 'unrated' || measures.ownDecision(entry.grade, asOf) !== null) return
  const grade = entry.grade === 'shouldBeRated' ? 'D' : entry.grade
  const verified = LISTED_LEVELS.some((level) => tableCell(entry, grade, level, context) !== null)
  if (!verified)
    yield {
      at: at.enterprise(INDUSTRY),
      code: 'industry-table-unverified',
      message: `no verified row of ${industry.zh} for ${GRADE_ZH[grade]}: its own row governs`,
      from: [at.enterprise(GRADE), at.enterprise(CLASS)],
    }
}
