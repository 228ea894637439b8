import { GRADE_ZH, MEANS_ZH, STOP_CAUSE_ZH } from '../model/enterprise.ts'
import { LISTED_CLASSES } from './enterpriseRows.ts'
import { CODE, headersOf, SHEETS, type SheetForm } from './sheets.ts'

const words = (all: Readonly<Record<string, string>>) => Object.values(all).join('、')
const YES = '是、否'
const DAY = '日期，如 2020-09-15'
const PHONE = '11 位手机号，或带区号的固定电话'
const KG = '千克/日；没有的写 0'

/** What may be written in each column (填写说明), for whoever fills in a list. */
const ALLOWED: Readonly<Record<string, string>> = {
  [CODE]: '18 位，数字与大写字母，按文本填写',
  企业名称: '营业执照上的全称，不重复',
  '县(市、区)': '本市的县、市、区，或按县管理的开发区',
  乡镇: '乡、镇、街道',
  排污许可证编号: '信用代码 18 位 + 3 位数字 + 1 位字母；登记管理的填登记编号',
  行业: '技术指南 39 个行业之一；不在其中的写“其他”',
  国民经济行业代码: 'GB/T 4754—2017 小类，4 位数字',
  企业类型: words(LISTED_CLASSES),
  绩效等级: `${words(GRADE_ZH)}（A+ 自 2026 年起）`,
  等级有效期: DAY,
  其他行业等级: '涉及多个行业的，写其余行业及其等级，如 焦化 C；石灰窑 B；整体按最低等级管控',
  保障依据: '保障类必填：民生保障、城市运行、战略性产业等',
  保障任务上限: '保障类必填：如 日产量不超过 60 吨、以热定产的最大负荷',
  豁免有效期: DAY,
  停产原因: `${words(STOP_CAUSE_ZH)}；没有的留空`,
  改造期限: `${DAY}；改造逾期的必填`,
  逾期执行起始日: `${DAY}；改造逾期的必填`,
  一厂一策日期: `${DAY}；每年修订`,
  在线监测: YES,
  用电监控: YES,
  门禁: YES,
  视频: YES,
  清洁运输比例: '百分数，如 60 或 60%',
  管控分区: '本市自定的分区名称',
  生产线编号: '企业内不重复，如 1#',
  生产线名称: '如 1#熟料线',
  工序: '如 熟料煅烧',
  设施: '如 回转窑',
  能力: '数字',
  能力单位: '如 吨/日',
  可中断: YES,
  安全停车小时: '小时；能随时停的写 0',
  关联生产线: '所配套的生产线编号，多条用顿号分开；烧结、球团、石灰写其高炉',
  环评日均产能: '数字，单位同“能力单位”',
  许可日均产能: '数字，单位同“能力单位”',
  上年实际日均产量: '数字，单位同“能力单位”',
  投料量: '数字，单位同“能力单位”',
  预警级别: '黄、橙、红；每条生产线每级一行',
  措施: '一句话，如 1#熟料线停产',
  类型: '停产、按生产线停产、限产、限负荷、延长结焦、限浓度、运输、自主减排、不停不限等',
  数值: '数字，如 50',
  单位: '%、小时、毫克/立方米等',
  基准: '限产、限负荷以什么计，如 产能、许可产能、投料量',
  提前通知小时: '小时；不少于安全停车小时',
  核查方式: `${words(MEANS_ZH)}；多种用顿号分开，须已安装`,
  责任人: '该项措施的责任人',
  责任人电话: PHONE,
  姓名: '联系人姓名',
  职务: '如 环保负责人',
  顺序: '1 为最先通知',
  短信: YES,
  电话: PHONE,
  网址: '接收指令的接口地址；没有的留空',
  工地编号: '本市自定，如 140802-GD-0001，不重复',
  工地名称: '工程名称',
  施工单位: '接受指令的单位',
  施工单位信用代码: '18 位',
  堆场编号: '本市自定，如 140802-DC-0001，不重复',
  堆场名称: '堆场名称',
  责任单位: '接受指令的单位',
  责任单位信用代码: '18 位',
  日均重型车次: '数字，每日进出的重型货车',
}

/** The rows of the sheet 填写说明: a header, then sheet by sheet and column by column what may be written. */
export function guideRows(): string[][] {
  return [
    ['工作表', '列', '是否必填', '填写内容'],
    ...SHEETS.flatMap((form) =>
      headersOf(form).map((header) => [form.name, header, needOf(form, header), allowedIn(header)]),
    ),
  ]
}

function needOf(form: SheetForm, header: string): string {
  return form.required.includes(header) ? '必须有此列' : form.expected.includes(header) ? '应有此列' : '可选'
}

/** A column for each level or each pollutant is explained once. */
function allowedIn(header: string): string {
  return ALLOWED[header] ?? ALLOWED[header.replace(/^[黄橙红]色/, '')] ?? (/日(?:排放|减排)量$/.test(header) ? KG : '')
}
