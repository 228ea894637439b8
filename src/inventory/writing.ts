import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  MEANS_ZH,
  STOP_CAUSE_ZH,
  type Entry,
  type Line,
  type ListedLevel,
  type ListedMeasure,
  type Means,
  type Person,
  type StopForCause,
} from '../model/enterprise.ts'
import type { Areas } from '../model/area.ts'
import { LEVEL_ZH } from '../model/level.ts'
import type { Day } from '../model/time.ts'
import {
  EMITTED,
  EMITTED_NAME,
  showKg,
  showPercent,
  type Emissions,
  type EmittedPollutant,
  type Milligrams,
} from '../model/tonnes.ts'
import type { Industries } from '../rulebook/industries.ts'
import { alsoRatedText, industryName } from './industryWords.ts'
import { BASES } from './lineRows.ts'
import type { ReadEnterprise, ReadList } from './list.ts'
import { writeMeasure } from './measureCell.ts'
import { dayOfList } from './season.ts'
import {
  ALSO_RATED,
  CODE,
  CONTACT_SHEET,
  ENTERPRISE_SHEET,
  FLEET_SHEET,
  headersOf,
  LINE_SHEET,
  MEASURE_SHEET,
  SITE_SHEET,
  YARD_SHEET,
  type SheetForm,
} from './sheets.ts'

/** A row by header; what is not named stays empty. */
export type Written = Readonly<Record<string, Cell>>

/** A sheet beside those of the form: its rows as they stand. */
export interface PlainSheet {
  readonly name: string
  readonly rows: readonly (readonly string[])[]
}

/**
 * The bytes of a workbook in the form of the list: `readList` reads from it what was written. Sheets that a list may do
 * without are written where there is something in them. Every text is a text, whatever it begins with: no cell of ours is
 * a formula.
 */
export async function writeWorkbook(
  { enterprises }: Pick<ReadList, 'enterprises'>,
  areas: Areas,
  industries: Industries,
): Promise<Uint8Array> {
  // A list is one city's, and of one season: by both it is read again.
  const day = dayOfList(enterprises.map(({ entry }) => entry.planDated))
  const known = industries.within(enterprises[0]?.entry.county ?? '', day)
  const listed = enterprises.filter(({ entry }) => !['site', 'yard', 'fleet'].includes(entry.class))
  const ofClass = (klass: Entry['class']) => enterprises.filter(({ entry }) => entry.class === klass)
  const county = (entry: Pick<Entry, 'county'>) => areas.find(entry.county)?.name ?? entry.county
  const trucks = listed.filter(({ entry }) => entry.trucksADay !== null)
  const sheets: [SheetForm, Written[]][] = [
    [ENTERPRISE_SHEET, listed.map(({ entry }) => enterpriseRow(entry, county(entry), known))],
    [LINE_SHEET, listed.flatMap(({ entry }) => entry.lines.map((line) => lineRow(entry, line)))],
    [MEASURE_SHEET, listed.flatMap(({ entry }) => entry.lines.flatMap((line) => measureRows(entry, line)))],
    [CONTACT_SHEET, listed.flatMap(contactRows)],
    [SITE_SHEET, ofClass('site').map((one) => placeRow(one, county(one.entry), '工地', '施工单位', ['pm']))],
    [YARD_SHEET, ofClass('yard').map((one) => placeRow(one, county(one.entry), '堆场', '责任单位', ['pm']))],
    [
      FLEET_SHEET,
      [
        ...trucks.map(({ entry }) => fleetOf(entry, county(entry))),
        ...ofClass('fleet').map((one) => ({
          ...placeRow(one, county(one.entry), null, null, ['pm', 'nox']),
          ...fleetOf(one.entry, county(one.entry)),
        })),
      ],
    ],
  ]
  return await writeSheets(sheets.filter(([form, rows]) => form.mayLack !== true || rows.length > 0))
}

/** The bytes of a workbook of these rows, each sheet with all of its headers. */
export async function writeSheets(
  sheets: readonly [SheetForm, readonly Written[]][],
  more: readonly PlainSheet[] = [],
): Promise<Uint8Array> {
  const written = sheets.map(([form, rows]) => ({
    sheet: form.name,
    data: tableOf(headersOf(form), rows),
    stickyRowsCount: 1,
  }))
  const plain = more.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, place) => row.map((text) => (place === 0 ? bold(text) : asText(text)))) as SheetData,
  }))
  return await writeExcelFile([...written, ...plain]).toBuffer()
}

function tableOf(headers: readonly string[], rows: readonly Written[]): SheetData {
  return [headers.map(bold), ...rows.map((row) => headers.map((header) => row[header] ?? null))] as SheetData
}

function enterpriseRow(entry: Entry<Person>, county: string, industries: Industries): Written {
  const { protection, monitoring } = entry
  return {
    [CODE]: asText(entry.creditCode),
    企业名称: asText(entry.name),
    '县(市、区)': asText(county),
    乡镇: asText(entry.township),
    排污许可证编号: asText(entry.permit),
    行业: asText(industryName(entry, industries)),
    国民经济行业代码: asText(entry.industryCode),
    企业类型: asText(CLASS_ZH[entry.class]),
    绩效等级: asText(GRADE_ZH[entry.grade]),
    等级有效期: asDay(entry.gradeUntil),
    [ALSO_RATED]: asText(alsoRatedText(entry, industries)),
    保障依据: asText(protection?.ground ?? null),
    保障任务上限: asText(protection?.cap ?? null),
    豁免有效期: asDay(protection?.until ?? null),
    ...stopCause(entry.stopCause),
    ...kilograms(entry.daily, '日排放量'),
    一厂一策日期: asDay(entry.planDated),
    在线监测: yes(monitoring.includes('online')),
    用电监控: yes(monitoring.includes('power')),
    门禁: yes(monitoring.includes('gate')),
    视频: yes(monitoring.includes('video')),
    清洁运输比例: asText(entry.cleanTransport === null ? null : `${showPercent(entry.cleanTransport)}%`),
    管控分区: asText(entry.zone),
  }
}

function lineRow({ creditCode }: Entry<Person>, line: Line<Person>): Written {
  return {
    [CODE]: asText(creditCode),
    生产线编号: asText(line.number),
    生产线名称: asText(line.name),
    工序: asText(line.step),
    设施: asText(line.device),
    能力: asNumber(line.capacity),
    能力单位: asText(line.capacityUnit),
    可中断: yes(line.interruptible),
    安全停车小时: line.safeStopHours,
    关联生产线: asText(line.coupledTo.join('、')),
    ...stopCause(line.stopCause),
    ...Object.fromEntries(Object.entries(BASES).map(([header, base]) => [header, asText(line.bases[base] ?? null)])),
    ...kilograms(line.daily, '日排放量'),
  }
}

function measureRows({ creditCode }: Entry<Person>, line: Line<Person>): Written[] {
  return LISTED_LEVELS.flatMap((level) => {
    const listed = line.measures[level]
    if (listed === undefined) return []
    const { text, type, value, unit, base } = writeMeasure(listed.measure, listed.text)
    return [
      {
        [CODE]: asText(creditCode),
        生产线编号: asText(line.number),
        预警级别: asText(LEVEL_ZH[level].charAt(0)),
        措施: asText(text),
        类型: asText(type),
        数值: asNumber(value),
        单位: asText(unit),
        基准: asText(base),
        ...howDone(listed),
        ...kilograms(listed.reduction, '日减排量'),
      },
    ]
  })
}

function howDone({
  noticeHours,
  means,
  responsible,
}: Omit<ListedMeasure<Person>, 'text' | 'measure' | 'reduction'>): Written {
  return {
    提前通知小时: noticeHours,
    核查方式: asText(means.map((one: Means) => MEANS_ZH[one]).join('、')),
    责任人: asText(responsible?.name ?? null),
    责任人电话: asText(responsible?.phone ?? null),
  }
}

function contactRows({ entry, contacts }: ReadEnterprise): Written[] {
  return contacts.map(({ person, post, position, sms, url }) => ({
    [CODE]: asText(entry.creditCode),
    姓名: asText(person.name),
    职务: asText(post),
    顺序: position,
    短信: yes(sms),
    电话: asText(person.phone),
    网址: asText(url),
  }))
}

/** A place that one row says everything of. */
function placeRow(
  { entry }: ReadEnterprise,
  county: string,
  called: string | null,
  builder: string | null,
  pollutants: readonly EmittedPollutant[],
): Written {
  const [line] = entry.lines
  const first = line?.measures.yellow
  const ofLevel = (level: ListedLevel): [string, Cell][] => {
    const listed = line?.measures[level]
    if (listed === undefined) return []
    const masses = Object.entries(kilograms(listed.reduction, '日减排量', pollutants))
    return [
      [`${LEVEL_ZH[level]}措施`, asText(listed.text)],
      ...masses.map(([header, mass]): [string, Cell] => [`${LEVEL_ZH[level]}${header}`, mass]),
    ]
  }
  return {
    ...(called === null ? {} : { [`${called}编号`]: asText(entry.creditCode), [`${called}名称`]: asText(entry.name) }),
    ...(builder === null
      ? {}
      : {
          [builder]: asText(entry.builder?.name ?? null),
          [`${builder}信用代码`]: asText(entry.builder?.creditCode ?? null),
        }),
    '县(市、区)': asText(county),
    乡镇: asText(entry.township),
    绩效等级: asText(GRADE_ZH[entry.grade]),
    等级有效期: asDay(entry.gradeUntil),
    管控分区: asText(entry.zone),
    ...kilograms(entry.daily, '日排放量', pollutants),
    清洁运输比例: asText(entry.cleanTransport === null ? null : `${showPercent(entry.cleanTransport)}%`),
    ...Object.fromEntries(LISTED_LEVELS.flatMap(ofLevel)),
    ...(first === undefined ? {} : howDone(first)),
    在线监测: yes(entry.monitoring.includes('online')),
    门禁: yes(entry.monitoring.includes('gate')),
    视频: yes(entry.monitoring.includes('video')),
  }
}

function fleetOf(entry: Entry<Person>, county: string): Written {
  return {
    [CODE]: asText(entry.creditCode),
    企业名称: asText(entry.name),
    '县(市、区)': asText(county),
    日均重型车次: entry.trucksADay ?? 0,
  }
}

function stopCause(cause: StopForCause | null): Written {
  return {
    停产原因: asText(cause === null ? null : STOP_CAUSE_ZH[cause.cause]),
    改造期限: asDay(cause?.deadline ?? null),
    逾期执行起始日: asDay(cause?.from ?? null),
  }
}

function kilograms(masses: Emissions, ending: string, of: readonly EmittedPollutant[] = EMITTED): Record<string, Cell> {
  return Object.fromEntries(of.map((pollutant) => [`${EMITTED_NAME[pollutant]}${ending}`, asKg(masses[pollutant])]))
}

/** A spreadsheet keeps fifteen digits: a mass that needs more is written as text, which is read as exactly. */
function asKg(mass: Milligrams): Cell {
  const text = showKg(mass)
  return text.replace('.', '').length <= 15 ? Number(text) : asText(text)
}

/** A figure as a number where that changes nothing, so that a spreadsheet can reckon with it. */
function asNumber(text: string | null): Cell {
  return text !== null && text.length <= 15 && String(Number(text)) === text ? Number(text) : asText(text)
}

function asDay(day: Day | null): Cell {
  return day === null ? null : { value: new Date(`${day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' }
}

function yes(is: boolean): Cell {
  return asText(is ? '是' : '否')
}

function asText(text: string | null): Cell {
  return text === null || text === '' ? null : { value: text, type: String }
}

function bold(text: string): Cell {
  return { value: text, type: String, fontWeight: 'bold' }
}
