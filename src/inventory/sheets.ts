import { EMITTED_NAME, EMITTED } from '../model/tonnes.ts'

/** A sheet of the emergency reduction list (应急减排清单) as a workbook: which headers it has, which it must have. */
export interface SheetForm {
  readonly name: string
  /** The header row is the first row that holds this. */
  readonly key: string
  /** Without one of these no order can be right: the list is refused. */
  readonly required: readonly string[]
  /** Part of the form too: a list that lacks one is taken with a warning. */
  readonly expected: readonly string[]
  /** Written where a list has something to say. */
  readonly optional: readonly string[]
  /** Whether a list may do without the whole sheet. */
  readonly mayLack?: true
}

export const CODE = '统一社会信用代码'
/** `焦化 C；石灰窑 B`: grades of an enterprise in further industries. */
export const ALSO_RATED = '其他行业等级'
const daily = EMITTED.map((pollutant) => `${EMITTED_NAME[pollutant]}日排放量`)
const reduced = EMITTED.map((pollutant) => `${EMITTED_NAME[pollutant]}日减排量`)
const STOP_CAUSE = ['停产原因', '改造期限', '逾期执行起始日']

export const ENTERPRISE_SHEET: SheetForm = {
  name: '企业',
  key: CODE,
  required: [CODE, '企业名称', '县(市、区)', '行业', '企业类型', '绩效等级', ...daily],
  expected: [
    '乡镇',
    '排污许可证编号',
    '国民经济行业代码',
    '等级有效期',
    '保障依据',
    '保障任务上限',
    '豁免有效期',
    ...STOP_CAUSE,
    '一厂一策日期',
    '在线监测',
    '用电监控',
    '门禁',
    '视频',
    '清洁运输比例',
  ],
  optional: ['管控分区', ALSO_RATED],
}

export const LINE_SHEET: SheetForm = {
  name: '生产线',
  key: '生产线编号',
  required: [CODE, '生产线编号', '生产线名称', '可中断', '安全停车小时', ...daily],
  expected: ['工序', '设施', '能力', '能力单位', '关联生产线'],
  optional: [...STOP_CAUSE, '环评日均产能', '许可日均产能', '上年实际日均产量', '投料量'],
}

export const MEASURE_SHEET: SheetForm = {
  name: '措施',
  key: '预警级别',
  required: [CODE, '生产线编号', '预警级别', '措施', '类型', ...reduced],
  expected: ['数值', '单位', '基准', '提前通知小时', '核查方式', '责任人', '责任人电话'],
  optional: [],
}

export const CONTACT_SHEET: SheetForm = {
  name: '联系人',
  key: CODE,
  required: [CODE, '姓名', '电话'],
  expected: ['职务', '顺序', '短信', '网址'],
  optional: [],
}

/** One row says everything of a place: what it does at each level, and who is called. */
const byLevel = ['黄色', '橙色', '红色']
const EACH_LEVEL = [
  ...byLevel.map((level) => `${level}措施`),
  ...byLevel.map((level) => `${level}PM日减排量`),
  '提前通知小时',
  '核查方式',
  '在线监测',
  '门禁',
  '视频',
]
const CALLED = ['责任人', '责任人电话']

/** Construction sites (工地), graded on their own (工地绩效分级). */
export const SITE_SHEET: SheetForm = {
  name: '工地',
  key: '工地编号',
  required: ['工地编号', '工地名称', '县(市、区)', 'PM日排放量', ...EACH_LEVEL.slice(0, 6), ...CALLED],
  expected: [],
  optional: ['乡镇', '施工单位', '施工单位信用代码', '绩效等级', '等级有效期', '管控分区', ...EACH_LEVEL.slice(6)],
  mayLack: true,
}

/** Open yards of coal, ore, slag (堆场). */
export const YARD_SHEET: SheetForm = {
  name: '堆场',
  key: '堆场编号',
  required: ['堆场编号', '堆场名称', '县(市、区)', 'PM日排放量', ...EACH_LEVEL.slice(0, 6), ...CALLED],
  expected: [],
  optional: ['乡镇', '责任单位', '责任单位信用代码', '绩效等级', '等级有效期', '管控分区', ...EACH_LEVEL.slice(6)],
  mayLack: true,
}

/** Enterprises that use heavy vehicles (用车企业): mines, coal washing, logistics. */
export const FLEET_SHEET: SheetForm = {
  name: '用车企业',
  key: CODE,
  required: [CODE, '企业名称', '县(市、区)', '日均重型车次'],
  expected: [],
  optional: [
    '乡镇',
    '绩效等级',
    '等级有效期',
    '管控分区',
    'PM日排放量',
    'NOx日排放量',
    '清洁运输比例',
    ...EACH_LEVEL.slice(0, 3),
    ...byLevel.map((level) => `${level}NOx日减排量`),
    ...EACH_LEVEL.slice(3),
    ...CALLED,
  ],
  mayLack: true,
}

/** In the order in which they stand in a workbook that is written, and in which findings are printed. */
export const SHEETS = [
  ENTERPRISE_SHEET,
  LINE_SHEET,
  MEASURE_SHEET,
  CONTACT_SHEET,
  SITE_SHEET,
  YARD_SHEET,
  FLEET_SHEET,
] as const
export const SHEET_NAMES = SHEETS.map(({ name }) => name)

/** What a workbook's own headers mean, by sheet: `{ 企业: { 社会信用代码: '统一社会信用代码' } }`. */
export type Mapping = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Every header that a sheet may have, in the order in which it is written. */
export function headersOf({ required, expected, optional }: SheetForm): string[] {
  return [...required, ...expected, ...optional]
}
