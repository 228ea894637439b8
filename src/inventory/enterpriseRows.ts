import { CLASS_ZH, GRADE_ZH, STOP_CAUSE_ZH, type Entry, type Means, type Person } from '../model/enterprise.ts'
import type { Area, Areas } from '../model/area.ts'
import { creditCodeFault } from '../model/creditCode.ts'
import { readPercent, type BasisPoints } from '../model/tonnes.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import type { Industries } from '../rulebook/industries.ts'
import type { Row } from './workbook.ts'

export type EntryWithoutLines = Omit<Entry<Person>, 'lines'>

const CODE = '统一社会信用代码'
const COUNTY = '县(市、区)'
const MONITORED: Readonly<Record<string, Means>> = {
  在线监测: 'online',
  用电监控: 'power',
  门禁: 'gate',
  视频: 'video',
}
const CODE_FAULT = {
  length: { code: 'credit-code-length', message: 'a credit code has 18 characters' },
  character: {
    code: 'credit-code-character',
    message: 'a credit code has digits and capital letters without I, O, S, V, Z',
  },
  check: { code: 'credit-code-check', message: 'the last character does not fit the first 17: a typing error' },
} as const

/** The enterprises of a sheet by credit code, and the city that most of their counties lie in. */
export function readEnterprises(
  rows: readonly Row[],
  areas: Areas,
  industries: Industries,
  findings: Findings,
): { city: string | null; entries: Map<string, { entry: EntryWithoutLines; row: Row }> } {
  const entries = new Map<string, { entry: EntryWithoutLines; row: Row }>()
  const counties: { row: Row; county: Area }[] = []
  for (const row of rows) {
    const fields = new Fields(row, findings)
    const code = readCode(fields, entries)
    const county = readCounty(fields, areas)
    if (county) counties.push({ row, county })
    const entry = readEntry(fields, code, county, industries)
    if (code !== '' && !entries.has(code)) entries.set(code, { entry, row })
  }
  const city = commonCity(counties)
  for (const { row, county } of counties)
    if (county.parent !== city)
      findings.add(
        row.at(COUNTY),
        'county-outside-city',
        `${county.name} does not lie in ${city === null ? 'a city' : (areas.find(city)?.name ?? city)}`,
      )
  return { city, entries }
}

function readCode(fields: Fields, entries: ReadonlyMap<string, { row: Row }>): string {
  const code = fields.word(CODE)
  const fault = creditCodeFault(code)
  if (code === '') fields.fault(CODE, 'credit-code-missing', 'the credit code is missing')
  else if (fault) fields.fault(CODE, CODE_FAULT[fault].code, CODE_FAULT[fault].message)
  else if (entries.has(code))
    fields.fault(CODE, 'credit-code-duplicate', `the same code stands in row ${entries.get(code)?.row.number}`)
  return code
}

function readCounty(fields: Fields, areas: Areas): Area | null {
  const name = fields.word(COUNTY).replace(/\s/g, '')
  const found = ['', '县', '市', '区']
    .map((ending) => areas.find(name + ending))
    .find((area) => area?.kind === 'county')
  if (!found)
    fields.fault(
      COUNTY,
      'county-unknown',
      name === '' ? 'the county is missing' : `“${name}” is no county of this installation`,
    )
  return found ?? null
}

function readEntry(fields: Fields, creditCode: string, county: Area | null, industries: Industries): EntryWithoutLines {
  const industry = industries.find(fields.word('行业'))
  if (!industry)
    fields.fault('行业', 'industry-unknown', `“${fields.word('行业')}” is not in the catalogue; outside it write 其他`)
  const klass = fields.choice('企业类型', CLASS_ZH)
  if (!klass)
    fields.fault(
      '企业类型',
      'class-unknown',
      `“${fields.word('企业类型')}” is none of ${Object.values(CLASS_ZH).join('、')}`,
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
    protection: klass === 'protected' ? readProtection(fields) : null,
    stopCause: readStopCause(fields),
    zone: fields.text('管控分区'),
    builder: null,
    trucksADay: null,
    daily: fields.emissions('日排放量'),
    planDated: fields.day('一厂一策日期'),
    monitoring: Object.keys(MONITORED).flatMap((header) => {
      const means = MONITORED[header]
      return means !== undefined && fields.yes(header) ? [means] : []
    }),
    cleanTransport: readShare(fields, '清洁运输比例'),
  }
}

function readGrade(fields: Fields): Entry['grade'] {
  // Lists write A, A级 and a級 alike; nothing written is not rated.
  const text = fields.word('绩效等级').toUpperCase().replace(/级$/, '')
  if (text === '') return 'unrated'
  for (const grade in GRADE_ZH) if (GRADE_ZH[grade as Entry['grade']] === text) return grade as Entry['grade']
  fields.fault('绩效等级', 'grade-unknown', `“${text}” is none of ${Object.values(GRADE_ZH).join('、')}`)
  return 'unrated'
}

function readProtection(fields: Fields): Entry['protection'] {
  const [ground, cap] = [fields.text('保障依据'), fields.text('保障任务上限')]
  if (ground === null) fields.fault('保障依据', 'protected-ground-missing', 'a protected enterprise names its ground')
  if (cap === null)
    fields.fault('保障任务上限', 'protected-cap-missing', 'a protected enterprise names the most of its task')
  return { ground: ground ?? '', cap: cap ?? '', until: fields.day('豁免有效期') }
}

function readStopCause(fields: Fields): Entry['stopCause'] {
  if (fields.word('停产原因') === '') return null
  const cause = fields.choice('停产原因', STOP_CAUSE_ZH)
  if (!cause)
    fields.fault(
      '停产原因',
      'choice-unknown',
      `“${fields.word('停产原因')}” is none of ${Object.values(STOP_CAUSE_ZH).join('、')}`,
    )
  return { cause: cause ?? 'notCompliant', deadline: fields.day('改造期限'), from: fields.day('逾期执行起始日') }
}

/** A share as `80`, `80%` or, from a cell in percent format, `0.8`: no enterprise has a share below one percent. */
function readShare(fields: Fields, header: string): BasisPoints | null {
  const text = fields.word(header)
  if (text === '') return null
  const read = readPercent(text.replace(/%$/, ''))
  const share = read !== null && read <= 100 && !text.endsWith('%') ? read * 100 : read
  if (share !== null && share >= 0 && share <= 10_000) return share
  fields.fault(header, 'number-unreadable', `“${text}” is no share`)
  return null
}

function commonCity(counties: readonly { county: Area }[]): string | null {
  const counts = new Map<string, number>()
  for (const { county } of counties)
    if (county.parent !== null) counts.set(county.parent, (counts.get(county.parent) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
