import { readFileSync } from 'node:fs'
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { readAreas } from '../../src/inventory/areas.ts'
import { Areas } from '../../src/model/area.ts'

const FIXTURES = new URL('../../fixtures/', import.meta.url)

export const AREAS = new Areas(readAreas(readFileSync(new URL('areas/shanxi.csv', FIXTURES), 'utf8')))

/** The bytes of a list of `fixtures/lists`. */
export function fixtureList(name: string): Uint8Array {
  return readFileSync(new URL(`lists/${name}`, FIXTURES))
}

export type Cells = Record<string, Cell>

/** Rows of each sheet by header. */
export interface Sheets {
  企业: Cells[]
  生产线: Cells[]
  措施: Cells[]
  联系人: Cells[]
}
/** Sheets that a list may do without. */
export interface MoreSheets {
  工地: Cells[]
  堆场: Cells[]
  用车企业: Cells[]
}

export const CODE = '91140882MA0TE5T16T'

const masses = (ending: string, kg: Cell): Cells =>
  Object.fromEntries(['SO2', 'NOx', 'PM', 'VOCs'].map((name) => [`${name}日${ending}`, kg]))

/** A list of one clinker line of grade C in 河津市, without fault; each test spoils what it is about. */
export function smallList(): Sheets {
  return {
    企业: [
      {
        统一社会信用代码: CODE,
        企业名称: '河津市示例水泥有限公司',
        '县(市、区)': '河津市',
        乡镇: '第一镇',
        排污许可证编号: `${CODE}001P`,
        行业: '水泥',
        国民经济行业代码: '3011',
        企业类型: '重点',
        绩效等级: 'C',
        等级有效期: null,
        保障依据: null,
        保障任务上限: null,
        豁免有效期: null,
        停产原因: null,
        改造期限: null,
        逾期执行起始日: null,
        ...masses('排放量', 100),
        一厂一策日期: '2020-09-15',
        在线监测: '是',
        用电监控: '是',
        门禁: '否',
        视频: '否',
        清洁运输比例: 60,
      },
    ],
    生产线: [
      {
        统一社会信用代码: CODE,
        生产线编号: '1#',
        生产线名称: '1#熟料线',
        工序: '熟料煅烧',
        设施: '回转窑',
        能力: 2500,
        能力单位: '吨/日',
        可中断: '是',
        安全停车小时: 8,
        关联生产线: null,
        ...masses('排放量', 100),
      },
    ],
    措施: ['黄', '橙', '红'].map((level) => ({
      统一社会信用代码: CODE,
      生产线编号: '1#',
      预警级别: level,
      措施: '1#熟料线停产',
      类型: '停产',
      数值: 100,
      单位: '%',
      基准: null,
      提前通知小时: 24,
      核查方式: '用电、在线',
      责任人: '赵甲子',
      责任人电话: '15400000001',
      ...masses('减排量', 100),
    })),
    联系人: [
      {
        统一社会信用代码: CODE,
        姓名: '赵甲子',
        职务: '环保负责人',
        顺序: 1,
        短信: '是',
        电话: '15400000001',
        网址: '/e/1',
      },
      { 统一社会信用代码: CODE, 姓名: '钱乙丑', 职务: '生产负责人', 顺序: 2, 短信: '否', 电话: '15400000002' },
    ],
  }
}

/** Three plants like that of the small list: one in 盐湖区, two in the development zone. */
export function threeEnterprises(): Sheets {
  const sheets = smallList()
  const codes = [CODE, '91140525MA0DEM021R', '91140802MA0K4R7X5X']
  const each = (sheet: keyof Sheets) =>
    codes.flatMap((code) => sheets[sheet].map((row) => ({ ...row, 统一社会信用代码: code })))
  return {
    企业: each('企业').map((row, place) => ({
      ...row,
      企业名称: `示例水泥${place + 1}厂`,
      排污许可证编号: `${codes[place]}001P`,
      '县(市、区)': place === 0 ? '盐湖区' : '运城开发区',
    })),
    生产线: each('生产线'),
    措施: each('措施'),
    联系人: each('联系人').map((row, place) => ({ ...row, 电话: `1540000100${place}` })),
  }
}

/** Writes the sheets as a workbook; `above` rows of title stand over each header. */
export async function workbook(sheets: Partial<Sheets & MoreSheets>, above = 1): Promise<Uint8Array> {
  return await writeExcelFile(
    Object.entries(sheets).map(([sheet, rows]) => {
      const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))]
      const titles = Array.from({ length: above }, () => ['示例清单', ...headers.slice(1).map(() => null)])
      const data: SheetData = [...titles, headers, ...rows.map((row) => headers.map((header) => row[header] ?? null))]
      return { sheet, data }
    }),
  ).toBuffer()
}
