import type { Areas } from '../model/area.ts'
import type { Day } from '../model/time.ts'
import type { Industries } from '../rulebook/industries.ts'
import { loadMeasures, type MeasureBook } from '../rulebook/measures.ts'
import { readContacts } from './contactRows.ts'
import { plainText, readDay } from './cells.ts'
import { cityOf, COUNTY, mustLieIn, readEnterprises } from './enterpriseRows.ts'
import { Findings, type Finding } from './finding.ts'
import { Lines } from './lineRows.ts'
import { contextOn } from './checks/context.ts'
import { checkList } from './lint.ts'
import type { ReadEnterprise, ReadList, Subject } from './list.ts'
import { Owners } from './owners.ts'
import { readFleets, readPlaces } from './placeRows.ts'
import { dayOfList } from './season.ts'
import {
  CODE,
  CONTACT_SHEET,
  ENTERPRISE_SHEET,
  FLEET_SHEET,
  LINE_SHEET,
  MEASURE_SHEET,
  SHEET_NAMES,
  SHEETS,
  type Mapping,
} from './sheets.ts'
import { readRows, readSheets } from './workbook.ts'

export interface ReadingOptions {
  /** The form's header for those that the workbook writes otherwise: see `proposeMapping`. */
  readonly mapping?: Mapping
  /** The day on which grades, exemptions and plans are judged; the list's own where none is given (`dayOfList`). */
  readonly asOf?: Day
  /** The tables that measures are compared with; those of this installation where none are given. */
  readonly measures?: MeasureBook
}

/**
 * Reads a list from the bytes of a workbook and checks it. With one error anywhere there is no list: `list` is null and
 * `findings` names each place, in file order; `asOf` is the day on which what has a date was judged.
 * @throws InputError for bytes that are no workbook that can be read
 */
export async function readList(
  bytes: Uint8Array,
  areas: Areas,
  industries: Industries,
  { mapping = {}, asOf, measures = loadMeasures() }: ReadingOptions = {},
): Promise<{ list: ReadList | null; findings: Finding[]; asOf: Day | null }> {
  const findings = new Findings(SHEET_NAMES)
  const sheets = readRows(await readSheets(bytes), mapping, findings)
  // Without a sheet, or without the columns that say whose a row is, every row would be at fault: say that one thing.
  if (findings.errors().some(isWithoutKeys)) return { list: null, findings: findings.all(), asOf: asOf ?? null }
  const rows = (name: string) => sheets.get(name) ?? []
  // Where a list is and of when it is comes first: which industries it may name hangs on both.
  const city = cityOf(
    SHEETS.flatMap(({ name }) => rows(name).map((row) => plainText(row.get(COUNTY)))),
    areas,
  )
  const day = asOf ?? dayOfList(rows(ENTERPRISE_SHEET.name).map((row) => readDay(row.get('一厂一策日期'))))
  const known = city === null ? industries : industries.within(city, day)

  const enterprises = readEnterprises(rows(ENTERPRISE_SHEET.name), areas, known, findings)
  const [lineRows, measureRows, contactRows] = [LINE_SHEET, MEASURE_SHEET, CONTACT_SHEET].map(({ name }) => rows(name))
  const owners = new Owners(enterprises, [lineRows ?? [], measureRows ?? [], contactRows ?? []])
  const lines = new Lines(owners, findings)
  for (const row of lineRows ?? []) lines.readLine(row)
  for (const row of measureRows ?? []) lines.readMeasure(row)
  lines.checkWhole(enterprises)
  const contacts = readContacts(contactRows ?? [], enterprises, owners, lines, findings)
  const places = readPlaces(rows, areas, findings)
  const { fleets, trucks } = readFleets(rows(FLEET_SHEET.name), (code) => owners.find(code) !== null, areas, findings)
  if (enterprises.length === 0)
    findings.add({ sheet: ENTERPRISE_SHEET.name, row: 0, column: '' }, 'credit-code-missing', 'no enterprise is listed')

  const subjects: (ReadEnterprise & Subject)[] = [
    ...enterprises.map((one) => {
      const { lines: own, rows: at } = lines.of(one)
      const trucksADay = trucks.get(one.entry.creditCode) ?? null
      return { entry: { ...one.entry, trucksADay, lines: own }, contacts: contacts.get(one) ?? [], at }
    }),
    ...places,
    ...fleets,
  ]
  const seats = [...enterprises, ...places, ...fleets].map(({ entry, row }) => ({ county: entry.county, row }))
  mustLieIn(city, seats, areas, findings)
  checkList(subjects, contextOn(day, city, { industries, measures }), findings)
  if (city === null || findings.errors().length > 0) return { list: null, findings: findings.all(), asOf: day }
  const read = subjects.map(({ entry, contacts: called }) => ({ entry, contacts: called }))
  return { list: { city, enterprises: read }, findings: findings.all(), asOf: day }
}

function isWithoutKeys({ code, sheet, column }: Finding): boolean {
  if (code === 'sheet-missing') return true
  const form = SHEETS.find(({ name }) => name === sheet)
  return code === 'header-missing' && (column === form?.key || column === CODE || column === LINE_SHEET.key)
}
