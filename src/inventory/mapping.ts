import { headerText } from './cells.ts'
import { CODE, headersOf, SHEETS, type Mapping, type SheetForm } from './sheets.ts'
import { readHeader, readSheets } from './workbook.ts'

/** The headers of one sheet, and what each is taken for. */
export interface SheetProposal {
  readonly sheet: string
  /** The header row, from 1; 0 where none was found. */
  readonly row: number
  /** Headers of the form that are there as they should be. */
  readonly known: readonly string[]
  /** Headers that the form has not, each with the best guess, or null where nothing is near. */
  readonly unknown: readonly { readonly header: string; readonly guess: string | null }[]
  /** Headers that a list must or should have and that are neither there nor guessed. */
  readonly missing: readonly string[]
}

/** Words of other offices' lists for the headers of the form. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  [CODE]: ['社会信用代码', '信用代码', '统一信用代码', '组织机构代码', '统一社会信用代码证号', '企业代码'],
  企业名称: ['单位名称', '企业', '公司名称', '名称', '企业全称', '排污单位名称'],
  '县(市、区)': ['所属县区', '区县', '县区', '县市区', '所在县', '行政区', '所属区县', '区(县)', '县(区)'],
  乡镇: ['所属乡镇', '乡镇(街道)', '街道', '乡(镇)'],
  排污许可证编号: ['许可证编号', '排污许可证号', '排污许可编号', '许可证号', '排污许可证'],
  行业: ['行业类别', '所属行业', '行业名称', '重点行业', '行业类型'],
  国民经济行业代码: ['行业代码', '行业小类代码', '行业小类', '国民经济行业分类代码'],
  企业类型: ['企业类别', '管控类别', '类型', '类别', '企业性质'],
  绩效等级: ['绩效分级', '绩效级别', '等级', '绩效评级', '评级', '工地绩效分级'],
  等级有效期: ['绩效有效期', '评级有效期', '有效期'],
  豁免有效期: ['豁免期限', '豁免截止日期'],
  保障任务上限: ['任务上限', '保障任务', '保障上限'],
  一厂一策日期: ['一厂一策编制日期', '一厂一策时间', '操作方案日期', '方案日期'],
  在线监测: ['是否安装在线监测', '自动监测', '在线', 'CEMS'],
  用电监控: ['是否安装用电监管', '用电监管', '分表计电', '用电'],
  清洁运输比例: ['清洁运输', '清洁运输占比'],
  生产线编号: ['产线编号', '线号', '生产线号', '生产线', '编号', '产线'],
  生产线名称: ['产线名称', '名称'],
  工序: ['生产工序', '工艺', '生产工艺'],
  设施: ['设备', '生产设施', '生产设备', '设施名称'],
  能力: ['产能', '生产能力', '设计产能'],
  能力单位: ['产能单位', '生产能力单位'],
  可中断: ['是否可中断', '能否中断'],
  安全停车小时: ['安全停车时间', '停车时间', '安全停产时间'],
  关联生产线: ['关联产线', '配套生产线'],
  预警级别: ['级别', '预警等级', '响应级别'],
  措施: ['减排措施', '应急减排措施', '措施内容'],
  类型: ['措施类型', '减排类型', '措施类别'],
  数值: ['措施数值', '比例', '限产比例'],
  基准: ['措施基准', '计算基准'],
  提前通知小时: ['提前通知', '提前通知时间', '通知小时'],
  核查方式: ['核查方法', '核查手段', '监管方式'],
  责任人: ['负责人', '责任人姓名', '联系人'],
  责任人电话: ['负责人电话', '责任人联系电话', '联系电话', '责任人手机'],
  姓名: ['联系人', '联系人姓名', '名字'],
  电话: ['联系电话', '手机', '手机号', '手机号码', '电话号码'],
  职务: ['岗位', '职位'],
  顺序: ['序号', '联系顺序'],
  短信: ['是否发短信', '接收短信'],
  网址: ['地址', '接口地址', '回调地址'],
}

/** At most this share of a header may be written otherwise: above it 能力 would be taken for 能力单位, below it a slip is missed. */
const MOST_EDITED = 0.34

/**
 * For each sheet of a workbook the headers that are found, which of them are ours, and for each other the best guess. An
 * officer confirms or changes the guesses; `mappingOf` makes of them what `readList` takes.
 * @throws InputError for what is no workbook
 */
export async function proposeMapping(bytes: Uint8Array): Promise<SheetProposal[]> {
  const { cells } = await readSheets(bytes)
  return SHEETS.flatMap((form) => {
    const found = cells.get(form.name)
    return found === undefined ? [] : [proposeSheet(form, found)]
  })
}

/** The mapping that takes every guess of a proposal for right. */
export function mappingOf(proposals: readonly SheetProposal[]): Mapping {
  return Object.fromEntries(
    proposals.map(({ sheet, unknown }) => [
      sheet,
      Object.fromEntries(unknown.flatMap(({ header, guess }) => (guess === null ? [] : [[header, guess]]))),
    ]),
  )
}

function proposeSheet(form: SheetForm, cells: Parameters<typeof readHeader>[1]): SheetProposal {
  const read = readHeader(form, cells, {})
  const row = read?.row ?? likelyHeader(form, cells)
  const written = (cells[row] ?? []).map(headerText).filter((header) => header !== '')
  const ours = headersOf(form)
  const known = ours.filter((header) => written.includes(header))
  const free = new Set(ours.filter((header) => !known.includes(header)))
  const guesses = new Map<string, string>()
  const others = [...new Set(written)].filter((header) => !known.includes(header))
  // The surest guesses take their header first.
  const pairs = others
    .flatMap((header) => [...free].map((our) => ({ header, our, distance: distanceOf(header, our) })))
    .filter(({ distance }) => distance <= MOST_EDITED)
    .sort((a, b) => a.distance - b.distance)
  for (const { header, our } of pairs)
    if (free.has(our) && !guesses.has(header)) {
      guesses.set(header, our)
      free.delete(our)
    }
  return {
    sheet: form.name,
    row: read === null && row === -1 ? 0 : row + 1,
    known,
    unknown: others.map((header) => ({ header, guess: guesses.get(header) ?? null })),
    missing: [...form.required, ...form.expected].filter((header) => free.has(header)),
  }
}

/** Without the key header: the row of the first twenty in which most cells are near to a header of the form; -1 if none is. */
function likelyHeader(form: SheetForm, cells: Parameters<typeof readHeader>[1]): number {
  const ours = headersOf(form)
  const near = cells
    .slice(0, 20)
    .map(
      (row) =>
        row.map(headerText).filter((text) => text !== '' && ours.some((our) => distanceOf(text, our) <= MOST_EDITED))
          .length,
    )
  const most = Math.max(0, ...near)
  return most === 0 ? -1 : near.indexOf(most)
}

/** 0 for a word that is known to mean it, else the share of its characters that would have to be edited. */
function distanceOf(header: string, our: string): number {
  if (header === our) return 0
  // No header is a sentence: comparing one would only take time.
  if (header.length > 3 * our.length) return 1
  // A known word is surer than a near one, and less sure than the form's own.
  if (ALIASES[our]?.includes(header) === true) return 0.01
  return edits(header, our) / Math.max(header.length, our.length)
}

/** Insertions, deletions and exchanges of one character that make `b` of `a` (Levenshtein). */
export function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1),
      )
    row = next
  }
  return row[b.length] ?? 0
}
