import { CLASS_ZH, GRADE_ZH, type Entry, type Grade, type Means, type Person, type Rated } from '../model/enterprise.ts'
import type { Area, Areas } from '../model/area.ts'
import { creditCodeFault } from '../model/creditCode.ts'
import { plainText } from './cells.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import type { Industries } from '../rulebook/industries.ts'
import { ALSO_RATED, CODE } from './sheets.ts'
import type { Row } from './workbook.ts'

export type EntryWithoutLines = Omit<Entry<Person>, 'lines'>

/** A row of 企业 as far as it could be read. */
export interface EnterpriseRead {
  readonly entry: EntryWithoutLines
  readonly row: Row
  /** Whether its credit code is right and stands here for the first time. */
  readonly sound: boolean
}

export const COUNTY = '县(市、区)'
const MONITORED: Readonly<Record<string, Means>> = {
  在线监测: 'online',
  用电监控: 'power',
  门禁: 'gate',
  视频: 'video',
}
/** The classes of the sheet 企业: sites, yards and users of vehicles have sheets of their own. */
export const { site: _site, yard: _yard, fleet: _fleet, ...LISTED_CLASSES } = CLASS_ZH
const CODE_FAULT = {
  length: { code: 'credit-code-length', message: 'a credit code has 18 characters' },
  character: {
    code: 'credit-code-character',
    message: 'a credit code has digits and capital letters without I, O, S, V, Z',
  },
  check: { code: 'credit-code-check', message: 'the last character does not fit the first 17: a typing error' },
} as const

/** The enterprises of the sheet 企业, in its order. */
export function readEnterprises(
  rows: readonly Row[],
  areas: Areas,
  industries: Industries,
  findings: Findings,
): EnterpriseRead[] {
  const holders = holdersOf(rows)
  return rows.map((row) => {
    const fields = new Fields(row, findings)
    const code = readCode(fields, holders)
    const sound = code !== '' && !findings.doubts(row.at(CODE))
    return { entry: readEntry(fields, code, readCounty(fields, areas), industries), row, sound }
  })
}

/** The row to which each code belongs: of several with the same the one whose permit begins with it, else the first. */
function holdersOf(rows: readonly Row[]): Map<string, Row> {
  const holders = new Map<string, Row>()
  const permitted = new Set<string>()
  for (const row of rows) {
    const code = plainText(row.get(CODE))
    const permit = plainText(row.get('排污许可证编号')).startsWith(code)
    if (holders.has(code) && (!permit || permitted.has(code))) continue
    holders.set(code, row)
    if (permit) permitted.add(code)
  }
  return holders
}

function readCode(fields: Fields, holders: ReadonlyMap<string, Row>): string {
  const code = fields.word(CODE)
  const fault = creditCodeFault(code)
  const holder = holders.get(code)
  if (code === '') fields.fault(CODE, 'credit-code-missing', 'the credit code is missing')
  else if (fault) fields.fault(CODE, CODE_FAULT[fault].code, CODE_FAULT[fault].message)
  else if (holder !== fields.row)
    fields.fault(CODE, 'credit-code-duplicate', `the same code stands in row ${holder?.number}`)
  return code
}

export function readCounty(fields: Fields, areas: Areas): Area | null {
  const name = fields.word(COUNTY).replace(/\s/g, '')
  const found = countyNamed(name, areas)
  if (found === null)
    fields.fault(
      COUNTY,
      'county-unknown',
      name === '' ? 'the county is missing' : `“${name}” is no county of this installation`,
    )
  return found
}

/** Lists leave out whether a place is a county, a city or a district. */
function countyNamed(name: string, areas: Areas): Area | null {
  for (const ending of ['', '县', '市', '区']) {
    const found = areas.find(name.replace(/\s/g, '') + ending)
    if (found?.kind === 'county') return found
  }
  return null
}

function readEntry(fields: Fields, creditCode: string, county: Area | null, industries: Industries): EntryWithoutLines {
  const industry = industries.find(fields.word('行业'))
  if (!industry)
    fields.fault('行业', 'industry-unknown', `“${fields.word('行业')}” is not in the catalogue; outside it write 其他`)
  const klass = fields.choice('企业类型', LISTED_CLASSES)
  if (!klass)
    fields.fault(
      '企业类型',
      'class-unknown',
      `“${fields.word('企业类型')}” is none of ${Object.values(LISTED_CLASSES).join('、')}`,
    )
  const name = fields.text('企业名称')
  if (name === null) fields.fault('企业名称', 'name-missing', 'the name is missing')
  return {
    creditCode,
    name: name ?? creditCode,
    county: county?.code ?? '',
    township: fields.text('乡镇'),
    permit: fields.word('排污许可证编号') || null,
    industry: industry?.industry ?? 'other',
    industryKind: industry?.kind ?? null,
    industryCode: fields.word('国民经济行业代码') || null,
    class: klass ?? 'general',
    grade: readGrade(fields),
    gradeUntil: fields.day('等级有效期'),
    ...readAlsoRated(fields, industries),
    protection: klass === 'protected' ? readProtection(fields) : null,
    stopCause: fields.stopCause(),
    zone: fields.text('管控分区'),
    builder: null,
    trucksADay: null,
    daily: fields.emissions('日排放量'),
    planDated: fields.day('一厂一策日期'),
    monitoring: readMonitoring(fields, Object.keys(MONITORED)),
    cleanTransport: fields.share('清洁运输比例'),
  }
}

export function readMonitoring(fields: Fields, headers: readonly string[]): Means[] {
  return headers.flatMap((header) => {
    const means = MONITORED[header]
    return means !== undefined && fields.yes(header) ? [means] : []
  })
}

/** The column in which a list says whether what a means needs is installed; none for ledgers and site visits. */
export function installedIn(means: Means): string | null {
  return Object.keys(MONITORED).find((header) => MONITORED[header] === means) ?? null
}

export function readGrade(fields: Fields): Grade {
  const text = fields.word('绩效等级')
  // Nothing written is not rated.
  if (text === '') return 'unrated'
  const found = gradeNamed(text)
  if (found === null)
    fields.fault('绩效等级', 'grade-unknown', `“${text}” is none of ${Object.values(GRADE_ZH).join('、')}`)
  return found ?? 'unrated'
}

/** Lists write A, A级 and a級 alike. */
function gradeNamed(written: string): Grade | null {
  const text = written.toUpperCase().replace(/[级級]$/, '')
  return (Object.keys(GRADE_ZH) as Grade[]).find((grade) => GRADE_ZH[grade] === text) ?? null
}

/** Further industries with their grades, `焦化 C；石灰窑 B`: an industry, a blank, its grade. */
function readAlsoRated(fields: Fields, industries: Industries): Pick<EntryWithoutLines, 'alsoRated'> {
  const pieces = fields
    .word(ALSO_RATED)
    .split(';')
    .map((piece) => piece.trim())
  const alsoRated: Rated[] = []
  for (const piece of pieces.filter((one) => one !== '')) {
    const [, name = piece, written = ''] = /^(.*)\s(\S+)$/.exec(piece) ?? []
    const [of, grade] = [industries.find(name), gradeNamed(written)]
    if (of === null) fields.fault(ALSO_RATED, 'industry-unknown', `“${name}” is not in the catalogue`)
    else if (grade === null) fields.fault(ALSO_RATED, 'grade-unknown', `“${piece}” ends with no grade`)
    else alsoRated.push({ industry: of.industry, industryKind: of.kind, grade })
  }
  return alsoRated.length > 0 ? { alsoRated } : {}
}

function readProtection(fields: Fields): Entry['protection'] {
  const [ground, cap] = [fields.text('保障依据'), fields.text('保障任务上限')]
  if (ground === null) fields.fault('保障依据', 'protected-ground-missing', 'a protected enterprise names its ground')
  if (cap === null)
    fields.fault('保障任务上限', 'protected-cap-missing', 'a protected enterprise names the most of its task')
  return { ground: ground ?? '', cap: cap ?? '', until: fields.day('豁免有效期') }
}

/** The city that most of some counties lie in, as their rows write them; null where none is known. */
export function cityOf(counties: Iterable<string>, areas: Areas): string | null {
  const counts = new Map<string, number>()
  for (const written of counties) {
    const city = countyNamed(written, areas)?.parent ?? null
    if (city !== null) counts.set(city, (counts.get(city) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

/** A county of another city is a fault. */
export function mustLieIn(
  city: string | null,
  rows: readonly { readonly county: string; readonly row: Row }[],
  areas: Areas,
  findings: Findings,
): void {
  for (const { county, row } of rows) {
    const area = areas.find(county)
    if (area !== null && area.parent !== city)
      findings.add(
        row.at(COUNTY),
        'county-outside-city',
        `${area.name} does not lie in ${city === null ? 'a city' : (areas.find(city)?.name ?? city)}`,
      )
  }
}
