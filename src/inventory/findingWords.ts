import type { Finding, FindingCode } from './finding.ts'

/** What each finding means and what to do about it, for the officer who has the workbook open (校验提示). */
const ZH: Readonly<Record<FindingCode, string>> = {
  'sheet-missing': '缺少该工作表，请按模板补上',
  'header-missing': '缺少该列，请按模板补上，或在导入时对应到表中的列',
  'header-unknown': '无法识别该列，未读取；请对应到模板的列，或删去',
  'formula-error': '公式出错，请改为数值',
  'number-unreadable': '不是数字，请改正',
  'date-unreadable': '不是日期，请写成 2020-09-15 的样式',
  'choice-unknown': '不在可填范围内，请按填写说明改正',
  'credit-code-missing': '缺少统一社会信用代码',
  'credit-code-length': '统一社会信用代码应为 18 位',
  'credit-code-character': '统一社会信用代码含有不允许的字符（不用 I、O、S、V、Z 和小写字母）',
  'credit-code-check': '统一社会信用代码校验位不符，请与营业执照核对',
  'credit-code-duplicate': '统一社会信用代码重复',
  'permit-missing': '缺少排污许可证编号；登记管理的填登记编号',
  'permit-format': '排污许可证编号格式不符：信用代码 18 位、3 位数字、1 位字母',
  'permit-mismatch': '排污许可证编号与统一社会信用代码不一致',
  'permit-duplicate': '排污许可证编号重复',
  'name-missing': '缺少名称',
  'name-duplicate': '名称重复，请核实是否同一企业',
  'county-unknown': '无此县（市、区）',
  'county-outside-city': '该县（市、区）不属于本市',
  'industry-unknown': '无此行业；不在行业目录中的写“其他”',
  'industry-code-unknown': '无此国民经济行业代码（GB/T 4754—2017）',
  'industry-code-edition': '疑为旧版国民经济行业代码，请按 GB/T 4754—2017 核对',
  'industry-table-unverified': '该行业、该等级的措施表未经核实，以本企业清单所列措施为准',
  'class-unknown': '无此企业类型',
  'grade-unknown': '无此绩效等级',
  'grade-not-in-scheme': '该行业没有该绩效等级',
  'grade-should-be-rated': '评级行业应评未评，按 D 级从严',
  'grade-expired': '绩效等级已过有效期',
  'protected-ground-missing': '保障类企业缺少保障依据',
  'protected-cap-missing': '保障类企业缺少保障任务上限',
  'protected-grade-too-low': '评级行业的保障类企业须达到 B 级或引领性',
  'heat-source-grade-too-low': '工业余热供暖热源企业须达到 B 级及以上',
  'exemption-expired': '豁免已过有效期',
  'heating-has-stop': '居民供暖不停产、不限产，所列措施须更正',
  'stop-cause-without-stop': '列有停产原因，红色级别却未停产',
  'retrofit-date-missing': '改造逾期的须填改造期限和逾期执行起始日',
  'line-missing': '没有生产线，或所指生产线不存在',
  'line-duplicate': '生产线编号重复',
  'line-of-unknown-enterprise': '“企业”表中没有该企业',
  'measure-missing-level': '缺少该级别的措施，或预警级别无法识别',
  'measure-unreadable': '措施无法识别，请按填写说明改写',
  'measure-unit-unknown': '单位无法识别',
  'measure-contradictory': '措施文字与类型、数值、单位互相矛盾',
  'measure-duplicate': '同一生产线同一级别有两行措施',
  'measure-base-missing': '限产比例没有写明以什么为基准',
  'measure-not-verifiable': '所列核查方式未安装或不能证实该措施',
  'measure-weaker-than-table': '弱于技术指南对该等级的要求；下达指令时从严执行',
  'measure-weaker-at-higher-level': '高级别的措施弱于低级别',
  'measure-load-where-line-must-stop': '该停产的生产线不得以降负荷代替；下达指令时按停产执行',
  'measure-not-comparable': '与技术指南或上一级别的措施无法比较，请核实',
  'notice-shorter-than-safe-stop': '提前通知时间短于安全停车时间，请写明过渡措施',
  'coupled-line-ratio': '配套设备停限比例低于所配套的高炉',
  'plan-missing': '没有一厂一策',
  'plan-outdated': '一厂一策超过一年未修订',
  'responsible-missing': '该项措施没有责任人或电话',
  'baseline-missing': '缺少日排放量；没有的写 0',
  'baseline-negative': '日排放量不能为负',
  'reduction-exceeds-baseline': '日减排量大于日排放量',
  'lines-exceed-enterprise': '各生产线日排放量之和大于企业日排放量',
  'tonnes-implausible': '数值异常大，疑为单位有误（应为千克/日）',
  'contact-missing': '没有联系人，指令无人接收',
  'phone-format': '电话号码格式不对',
  'phone-dead': '电话疑为空号',
  'phone-shared': '该号码为多家企业的联系人，请核实',
  'ratio-short': '该级别该污染物达不到减排比例',
}

/** The same finding with what it means in Chinese; its message says the particulars in English. */
export function titled<F extends { readonly code: string }>(finding: F): F & { readonly title: string } {
  return { ...finding, title: titleOf(finding.code) }
}

export function titleOf(code: string): string {
  return ZH[code as FindingCode] ?? code
}

/** `“企业”第 12 行“绩效等级”：无此绩效等级`: the place and the remedy in one line. */
export function sayFindingZh({ sheet, row, column, code }: Finding): string {
  return `“${sheet}”${row > 0 ? `第 ${row} 行` : ''}${column === '' ? '' : `“${column}”`}：${titleOf(code)}`
}
