import { creditCodeCheck, organisationCheck } from '../model/creditCode.ts'
import type { Areas } from '../model/area.ts'
import { guideRows } from './guide.ts'
import {
  CODE,
  CONTACT_SHEET,
  ENTERPRISE_SHEET,
  FLEET_SHEET,
  LINE_SHEET,
  MEASURE_SHEET,
  SITE_SHEET,
  YARD_SHEET,
} from './sheets.ts'
import { writeSheets, type Written } from './writing.ts'

const REMOVE = '（示例，填写时删去本行）'
const masses = (ending: string): Written => ({
  [`SO2${ending}`]: 200,
  [`NOx${ending}`]: 900,
  [`PM${ending}`]: 150,
  [`VOCs${ending}`]: 10,
})
const DUST: Written = { PM日排放量: 12, 黄色PM日减排量: 4, 橙色PM日减排量: 12, 红色PM日减排量: 12 }
const SHOWN: Written = { 提前通知小时: 12, 核查方式: '视频、现场', 视频: '是' }

/**
 * An empty list to fill in: every sheet with its headers, an example row marked 示例 in each, and a sheet 填写说明 that says
 * what may be written in which column. The examples lie in the first county of the tree; nobody has their numbers.
 */
export async function templateWorkbook(areas: Areas): Promise<Uint8Array> {
  const county = areas.all().find(({ kind }) => kind === 'county')
  if (county === undefined) throw new Error('a tree of jurisdictions without a county')
  const code = exampleCode(county.code.slice(0, 6))
  const of = { [CODE]: code }
  const there = { '县(市、区)': county.name, 乡镇: '示例镇' }
  const enterprise: Written = {
    ...of,
    ...there,
    企业名称: `示例水泥有限公司${REMOVE}`,
    排污许可证编号: `${code}001P`,
    行业: '水泥',
    国民经济行业代码: '3011',
    企业类型: '重点',
    绩效等级: 'C',
    ...masses('日排放量'),
    一厂一策日期: '2020-09-15',
    在线监测: '是',
    用电监控: '是',
    门禁: '否',
    视频: '否',
    清洁运输比例: '60%',
  }
  const line: Written = {
    ...of,
    生产线编号: '1#',
    生产线名称: '1#熟料线',
    工序: '熟料煅烧',
    设施: '回转窑',
    能力: 2500,
    能力单位: '吨/日',
    可中断: '是',
    安全停车小时: 8,
    环评日均产能: 2500,
    许可日均产能: 2500,
    上年实际日均产量: 2100,
    ...masses('日排放量'),
  }
  const measures = ['黄', '橙', '红'].map((level): Written => ({
    ...of,
    生产线编号: '1#',
    预警级别: level,
    措施: '1#熟料线停产',
    类型: '停产',
    数值: 100,
    单位: '%',
    提前通知小时: 24,
    核查方式: '用电、在线',
    责任人: '示例甲',
    责任人电话: '15400000001',
    ...masses('日减排量'),
  }))
  const contact: Written = { ...of, 姓名: '示例甲', 职务: '环保负责人', 顺序: 1, 短信: '是', 电话: '15400000001' }
  const site: Written = {
    工地编号: `${county.code}-GD-0001`,
    工地名称: `示例工地${REMOVE}`,
    ...there,
    施工单位: '示例建设有限公司',
    绩效等级: 'B',
    黄色措施: '停止土石方作业，洒水抑尘',
    橙色措施: '停产',
    红色措施: '停产',
    ...DUST,
    ...SHOWN,
    责任人: '示例乙',
    责任人电话: '15400000002',
  }
  const yard: Written = {
    堆场编号: `${county.code}-DC-0001`,
    堆场名称: `示例堆场${REMOVE}`,
    ...there,
    责任单位: '示例物流有限公司',
    黄色措施: '停止装卸，苫盖洒水',
    橙色措施: '停产',
    红色措施: '停产',
    ...DUST,
    ...SHOWN,
    责任人: '示例丙',
    责任人电话: '15400000003',
  }
  const fleet: Written = { ...of, ...there, 企业名称: '示例水泥有限公司', 日均重型车次: 120 }
  return await writeSheets(
    [
      [ENTERPRISE_SHEET, [enterprise]],
      [LINE_SHEET, [line]],
      [MEASURE_SHEET, measures],
      [CONTACT_SHEET, [contact]],
      [SITE_SHEET, [site]],
      [YARD_SHEET, [yard]],
      [FLEET_SHEET, [fleet]],
    ],
    [{ name: '填写说明', rows: guideRows() }],
  )
}

/** A code with right check characters that the register gives to nobody: organisation codes do not begin with YX. */
function exampleCode(division: string): string {
  const organisation = 'YX000000'
  const first17 = `91${division}${organisation}${organisationCheck(organisation)}`
  return first17 + creditCodeCheck(first17)
}
