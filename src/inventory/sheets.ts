import { EMITTED_NAME, EMITTED } from '../model/tonnes.ts'

/** The sheets of the emergency reduction list (应急减排清单) as a workbook: which headers each has, which it must have. */
export interface SheetForm {
  readonly name: string
  /** The header row is the first row that holds this. */
  readonly key: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const CODE = '统一社会信用代码'
const daily = EMITTED.map((pollutant) => `${EMITTED_NAME[pollutant]}日排放量`)
const reduced = EMITTED.map((pollutant) => `${EMITTED_NAME[pollutant]}日减排量`)

export const ENTERPRISE_SHEET: SheetForm = {
  name: '企业',
  key: CODE,
  required: [CODE, '企业名称', '县(市、区)', '行业', '企业类型', '绩效等级', ...daily],
  optional: [
    '乡镇',
    '排污许可证编号',
    '国民经济行业代码',
    '等级有效期',
    '保障依据',
    '保障任务上限',
    '豁免有效期',
    '停产原因',
    '改造期限',
    '逾期执行起始日',
    '一厂一策日期',
    '在线监测',
    '用电监控',
    '门禁',
    '视频',
    '清洁运输比例',
    '管控分区',
  ],
}

export const LINE_SHEET: SheetForm = {
  name: '生产线',
  key: '生产线编号',
  required: [CODE, '生产线编号', '生产线名称', '可中断', '安全停车小时', ...daily],
  optional: ['工序', '设施', '能力', '能力单位', '关联生产线'],
}

export const MEASURE_SHEET: SheetForm = {
  name: '措施',
  key: '预警级别',
  required: [CODE, '生产线编号', '预警级别', '措施', '类型', ...reduced],
  optional: ['数值', '单位', '基准', '提前通知小时', '核查方式', '责任人', '责任人电话'],
}

export const CONTACT_SHEET: SheetForm = {
  name: '联系人',
  key: CODE,
  required: [CODE, '姓名', '电话'],
  optional: ['职务', '顺序', '短信', '网址'],
}

export const SHEETS = [ENTERPRISE_SHEET, LINE_SHEET, MEASURE_SHEET, CONTACT_SHEET] as const
