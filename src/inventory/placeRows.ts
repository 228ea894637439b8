import {
  LISTED_LEVELS,
  type EnterpriseClass,
  type Entry,
  type ListedMeasure,
  type Person,
} from '../model/enterprise.ts'
import type { Areas } from '../model/area.ts'
import { creditCodeFault } from '../model/creditCode.ts'
import { LEVEL_ZH } from '../model/level.ts'
import type { EmittedPollutant } from '../model/tonnes.ts'
import { readCounty, readGrade, readMonitoring } from './enterpriseRows.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import type { ReadEnterprise, Whereabouts } from './list.ts'
import { readMeasure } from './measureCell.ts'
import { readMeans, readPerson } from './measureRows.ts'
import { CODE, FLEET_SHEET, SITE_SHEET, YARD_SHEET, type SheetForm } from './sheets.ts'
import { OneRow } from './whereabouts.ts'
import type { Row } from './workbook.ts'

/** A sheet whose rows each say everything of a place. */
interface PlaceForm {
  readonly sheet: SheetForm
  readonly class: EnterpriseClass
  readonly number: string
  readonly name: string
  /** Who is ordered in its place: the columns of the name and of the credit code. */
  readonly builder: readonly [string, string] | null
  readonly pollutants: readonly EmittedPollutant[]
  readonly step: string
}

const SITE: PlaceForm = {
  sheet: SITE_SHEET,
  class: 'site',
  number: SITE_SHEET.key,
  name: '工地名称',
  builder: ['施工单位', '施工单位信用代码'],
  pollutants: ['pm'],
  step: '施工',
}
const YARD: PlaceForm = {
  sheet: YARD_SHEET,
  class: 'yard',
  number: YARD_SHEET.key,
  name: '堆场名称',
  builder: ['责任单位', '责任单位信用代码'],
  pollutants: ['pm'],
  step: '堆存装卸',
}
const FLEET: PlaceForm = {
  sheet: FLEET_SHEET,
  class: 'fleet',
  number: CODE,
  name: '企业名称',
  builder: null,
  pollutants: ['pm', 'nox'],
  step: '运输',
}

/** A place as read, and the row in which it stands. */
export interface PlaceRead extends ReadEnterprise {
  readonly at: Whereabouts
  readonly row: Row
}

/** Construction sites and yards (工地, 堆场), in the order of their sheets. */
export function readPlaces(rows: (sheet: string) => readonly Row[], areas: Areas, findings: Findings): PlaceRead[] {
  const known = new Map<string, Row>()
  return [SITE, YARD].flatMap((form) =>
    rows(form.sheet.name).map((row) => readPlace(form, new Fields(row, findings), areas, known)),
  )
}

/**
 * Users of vehicles (用车企业): those that are no enterprise of the list, and the heavy trucks a day of all of them by
 * credit code.
 */
export function readFleets(
  rows: readonly Row[],
  isListed: (code: string) => boolean,
  areas: Areas,
  findings: Findings,
): { fleets: PlaceRead[]; trucks: Map<string, number> } {
  const known = new Map<string, Row>()
  const trucks = new Map<string, number>()
  const fleets: PlaceRead[] = []
  for (const row of rows) {
    const fields = new Fields(row, findings)
    const code = fields.word(CODE)
    const count = fields.hours('日均重型车次', 0)
    if (!isListed(code)) {
      const fault = code === '' ? null : creditCodeFault(code)
      if (fault) fields.fault(CODE, `credit-code-${fault}`, 'this is no credit code')
      const fleet = readPlace(FLEET, fields, areas, known)
      fleets.push({ ...fleet, entry: { ...fleet.entry, trucksADay: count } })
    } else if (trucks.has(code)) fields.fault(CODE, 'credit-code-duplicate', 'the same code stands in a row above')
    trucks.set(code, count)
  }
  return { fleets, trucks }
}

function readPlace(form: PlaceForm, fields: Fields, areas: Areas, known: Map<string, Row>): PlaceRead {
  const { row } = fields
  const number = fields.word(form.number)
  const twin = known.get(number)
  if (number === '') fields.fault(form.number, 'credit-code-missing', 'the place has no number of its own')
  else if (twin) fields.fault(form.number, 'credit-code-duplicate', `the same number stands in row ${twin.number}`)
  else known.set(number, row)
  const name = fields.text(form.name)
  if (name === null) fields.fault(form.name, 'name-missing', 'the name is missing')
  const person = readPerson(fields)
  if (person === null) fields.fault('责任人电话', 'contact-missing', 'nobody is named who could be told')
  const measures = readLevels(form, fields, person)
  const daily = fields.emissions('日排放量', form.pollutants)
  const entry: Entry<Person> = {
    creditCode: number,
    name: name ?? number,
    county: readCounty(fields, areas)?.code ?? '',
    township: fields.text('乡镇'),
    permit: null,
    industry: 'other',
    industryKind: null,
    industryCode: null,
    class: form.class,
    grade: readGrade(fields),
    gradeUntil: fields.day('等级有效期'),
    protection: null,
    stopCause: null,
    zone: fields.text('管控分区'),
    builder: form.builder === null ? null : readBuilder(fields, form.builder),
    trucksADay: null,
    daily,
    planDated: null,
    monitoring: readMonitoring(fields, ['在线监测', '门禁', '视频']),
    cleanTransport: fields.share('清洁运输比例'),
    lines: [
      {
        number: '1#',
        name: name ?? number,
        step: form.step,
        device: '',
        capacity: null,
        capacityUnit: null,
        interruptible: true,
        safeStopHours: 0,
        coupledTo: [],
        meanwhile: null,
        stopCause: null,
        bases: {},
        daily,
        measures,
      },
    ],
  }
  const contacts = person === null ? [] : [{ person, post: '责任人', position: 1, sms: true, url: null }]
  return { entry, contacts, at: rowOf(form, row.number), row }
}

function rowOf({ sheet, number, name }: PlaceForm, row: number): OneRow {
  return new OneRow(sheet.name, row, { [CODE]: number, 企业名称: name })
}

/** A place by the row of its sheet, which is told as the sheet is known. */
export function placeRow(kind: 'site' | 'yard' | 'fleet', rowIn: (sheet: string) => number): OneRow {
  const form = { site: SITE, yard: YARD, fleet: FLEET }[kind]
  return rowOf(form, rowIn(form.sheet.name))
}

function readLevels(
  form: PlaceForm,
  fields: Fields,
  responsible: Person | null,
): Entry<Person>['lines'][number]['measures'] {
  const shared: Pick<ListedMeasure<Person>, 'noticeHours' | 'means' | 'responsible'> = {
    noticeHours: fields.hours('提前通知小时', 0),
    means: readMeans(fields),
    responsible,
  }
  return Object.fromEntries(
    LISTED_LEVELS.flatMap((level) => {
      const header = `${LEVEL_ZH[level]}措施`
      const text = fields.text(header)
      if (text === null) {
        fields.fault(header, 'measure-missing-level', `nothing is said for ${LEVEL_ZH[level]}`)
        return []
      }
      // Dust has words of its own (苫盖, 洒水), which are ordered as they stand.
      const { measure } = readMeasure({ text, type: '', value: '', unit: '', base: '' })
      const reduction = fields.emissions('日减排量', form.pollutants, LEVEL_ZH[level])
      return [[level, { text, measure, reduction, ...shared }]]
    }),
  )
}

function readBuilder(fields: Fields, [name, code]: readonly [string, string]): Entry['builder'] {
  const [called, number] = [fields.text(name), fields.word(code)]
  const fault = number === '' ? null : creditCodeFault(number)
  if (fault) fields.fault(code, `credit-code-${fault}`, 'this is no credit code')
  return called === null ? null : { creditCode: fault === null && number !== '' ? number : null, name: called }
}
