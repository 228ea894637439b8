import { ACCOUNTS } from './errors/accounts.ts'
import { CALLBACKS } from './errors/callbacks.ts'
import { COMPLAINTS } from './errors/complaints.ts'
import { CONSULTATIONS } from './errors/consultations.ts'
import { DOCUMENTS } from './errors/documents.ts'
import { DOSSIERS } from './errors/dossiers.ts'
import { DUTIES } from './errors/duties.ts'
import { EVIDENCE } from './errors/evidence.ts'
import { FEEDS } from './errors/feeds.ts'
import { PAGES } from './errors/pages.ts'
import { PUBLICATIONS } from './errors/publications.ts'
import { REVIEWS } from './errors/reviews.ts'
import { RULEBOOKS } from './errors/rulebooks.ts'
import { SEASONS } from './errors/seasons.ts'
import { HARDSHIPS } from './errors/hardships.ts'
import { INSPECTIONS } from './errors/inspections.ts'
import { JOURNALS } from './errors/journals.ts'
import { LINKAGE } from './errors/linkage.ts'
import { TASKS } from './errors/tasks.ts'
import { fill, type Params } from './errors/things.ts'
import { VERDICTS } from './errors/verdicts.ts'
import { WARNINGS } from './errors/warnings.ts'

/**
 * Every refusal of the engine, in one catalogue: a stable code, the HTTP status that it gets, a sentence in Chinese and
 * English, and what to do next. `{name}` is filled from the parameters.
 */
export const CATALOGUE = {
  'request.invalid': {
    status: 400,
    zh: '请求不符合格式：{detail}',
    en: 'The request does not have the expected form: {detail}',
    next: { zh: '按接口说明 /api/openapi.json 改正后重发。', en: 'Correct it by /api/openapi.json and send it again.' },
  },
  'request.unreadable': {
    status: 400,
    zh: '请求内容无法读取：{detail}',
    en: 'The request body can not be read: {detail}',
    next: { zh: '检查编码与 JSON 语法。', en: 'Check the encoding and the JSON syntax.' },
  },
  'request.tooLarge': {
    status: 413,
    zh: '请求内容过大。',
    en: 'The request body is too large.',
    next: { zh: '分次发送。', en: 'Send it in parts.' },
  },
  'request.tooFast': {
    status: 429,
    zh: '请求过于频繁。',
    en: 'Too many requests.',
    next: { zh: '按 Retry-After 等待后再试。', en: 'Wait as Retry-After says and try again.' },
  },
  'request.mediaType': {
    status: 415,
    zh: '不支持这种内容类型：{type}',
    en: 'This content type is not taken: {type}',
    next: { zh: '以 Content-Type: application/json 发送。', en: 'Send it as Content-Type: application/json.' },
  },
  'request.forged': {
    status: 403,
    zh: '用 Cookie 登录的写入请求缺少 X-Airshed 请求头。',
    en: 'A write with the log-in cookie lacks the header X-Airshed.',
    next: {
      zh: '加上 X-Airshed: 1，或改用 Authorization: Bearer。',
      en: 'Add X-Airshed: 1, or use Authorization: Bearer.',
    },
  },
  'request.inProgress': {
    status: 409,
    zh: '同一 Idempotency-Key 的请求正在处理。',
    en: 'A request with this Idempotency-Key is still being worked on.',
    next: { zh: '稍后用同一个键再试。', en: 'Try again in a moment with the same key.' },
  },
  'request.keyReused': {
    status: 422,
    zh: '同一 Idempotency-Key 已用于不同内容。',
    en: 'This Idempotency-Key was used with another body.',
    next: { zh: '新的请求请用新的键。', en: 'Use a new key for a new request.' },
  },
  'route.unknown': {
    status: 404,
    zh: '没有这个地址：{path}',
    en: 'There is no such address: {path}',
    next: { zh: '可用地址见 /api/openapi.json。', en: 'See /api/openapi.json for what there is.' },
  },
  'route.method': {
    status: 405,
    zh: '{path} 不接受 {method}，可用：{allowed}。',
    en: '{path} does not take {method}; it takes {allowed}.',
    next: { zh: '可用方法见 /api/openapi.json。', en: 'See /api/openapi.json for what there is.' },
  },
  'thing.unknown': {
    status: 404,
    zh: '找不到{what}：{id}',
    en: 'There is no {what} {id}, or it lies outside your area.',
    next: { zh: '核对编号和管辖范围。', en: 'Check the id and your area.' },
  },
  'role.forbidden': {
    status: 403,
    zh: '{role}不能执行此操作。',
    en: 'The role {role} may not do this.',
    next: { zh: '由有权限的人员办理。', en: 'Ask someone whose role allows it.' },
  },
  'list.faulty': {
    status: 422,
    zh: '清单有 {count} 处错误，未导入任何一行。第一处：{firstZh}',
    en: 'The list has {count} errors and nothing of it was loaded. The first: {first}',
    next: {
      zh: '用“导入前预览”（POST /lists/preview）查看全部位置，改正后重新导入。',
      en: 'See every place by POST /lists/preview, correct them and import it again.',
    },
  },
  'list.oldFormat': {
    status: 400,
    zh: '这是旧版 .xls 文件，未导入。',
    en: 'This is an old .xls file; nothing was read.',
    next: { zh: '用 Excel 或 WPS 另存为 .xlsx 后重新导入。', en: 'Save it as .xlsx and import it again.' },
  },
  'list.encrypted': {
    status: 400,
    zh: '工作簿已加密，未导入。',
    en: 'The workbook is encrypted; nothing was read.',
    next: { zh: '去掉打开密码，另存后重新导入。', en: 'Save it without a password and import it again.' },
  },
  'list.tooLarge': {
    status: 413,
    zh: '文件过大，不是一份清单（{why}）。',
    en: 'The file is too large for a list: {why}.',
    next: {
      zh: '删去空白的行、列和无关的工作表后重新导入。',
      en: 'Take empty rows, columns and other sheets out and import it again.',
    },
  },
  'list.noWorkbook': {
    status: 400,
    zh: '这不是能读取的 .xlsx 工作簿（{why}）。',
    en: 'This is no .xlsx workbook that can be read: {why}.',
    next: {
      zh: '用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。',
      en: 'Open it, save it as .xlsx and import it again.',
    },
  },
  'list.overtaken': {
    status: 409,
    zh: '{name}导入期间，同一辖区开始了另一次导入，本次未生效。',
    en: 'While {name} was being imported, another import for the same area began; this one is not in force.',
    next: { zh: '核对清单版本后再导入。', en: 'See which version is in force, then import again.' },
  },
  'plan.noFloors': {
    status: 409,
    zh: '{day}没有现行的减排比例规定。',
    en: 'No reduction floors are in force on {day}.',
    next: { zh: '另选日期，最早为 2017-09-20。', en: 'Ask about another day, from 2017-09-20 on.' },
  },
  ...CALLBACKS,
  ...SEASONS,
  ...DOCUMENTS,
  ...DOSSIERS,
  ...DUTIES,
  ...EVIDENCE,
  ...HARDSHIPS,
  ...CONSULTATIONS,
  ...JOURNALS,
  ...LINKAGE,
  ...COMPLAINTS,
  ...PAGES,
  ...PUBLICATIONS,
  ...REVIEWS,
  ...RULEBOOKS,
  ...FEEDS,
  ...ACCOUNTS,
  ...TASKS,
  ...VERDICTS,
  ...INSPECTIONS,
  ...WARNINGS,
  'event.refused': {
    status: 409,
    zh: '{name} 现为“{state}”，不能“{event}”；现在可以：{allowed}。',
    en: '{name} is {state}: {event} is not possible; possible now: {allowed}.',
    next: { zh: '刷新后按当前状态办理。', en: 'Reload and act on the present state.' },
  },
  'preview.nothingProposed': {
    status: 409,
    zh: '{name} 没有待签发的内容，无可预览。',
    en: 'Nothing waits for a signature on {name}, so there is nothing to preview.',
    next: { zh: '先提出升级、降级、延长或解除。', en: 'Propose a raise, a lowering, an extension or a lift first.' },
  },
  'preview.unchanged': {
    status: 409,
    zh: '该企业的指令不变，不会收到消息。',
    en: 'This enterprise keeps what it holds and would be sent nothing.',
    next: { zh: '另选一家有变化的企业。', en: 'Choose one for which something changes.' },
  },
  'preview.noWay': {
    status: 409,
    zh: '没有登记本人的联系方式，无法试发。',
    en: 'You have no way by which you can be reached, so nothing can be sent to you.',
    next: {
      zh: '先在 /rosters/ways 登记电话、邮箱或网址。',
      en: 'Set a telephone, a mailbox or an address at /rosters/ways first.',
    },
  },
  'order.replaced': {
    status: 409,
    zh: '{number} 号指令第 {revision} 版已被第 {newest} 版替代。',
    en: 'Revision {revision} of order {number} was replaced by revision {newest}.',
    next: { zh: '请阅读并回复最新一版。', en: 'Read the newest revision and answer that.' },
  },
  'order.ended': {
    status: 409,
    zh: '{number} 号指令已终止，无需再回复。',
    en: 'Order {number} has ended; it needs no answer any more.',
    next: { zh: '如有异议可提交申诉。', en: 'An appeal can still be made.' },
  },
  'engine.failed': {
    status: 500,
    zh: '系统内部错误，已记录，编号 {id}。',
    en: 'Something failed inside; it is logged as {id}.',
    next: { zh: '告知管理员此编号。', en: 'Give this number to the administrator.' },
  },
  'engine.unavailable': {
    status: 503,
    zh: '暂时无法处理：数据库不可用。',
    en: 'Not possible at the moment: the database can not be reached.',
    next: { zh: '稍后再试；状态见 /readyz。', en: 'Try again in a moment; /readyz tells the state.' },
  },
} as const satisfies Record<string, CatalogueEntry>

interface CatalogueEntry {
  readonly status: number
  readonly zh: string
  readonly en: string
  readonly next: { readonly zh: string; readonly en: string }
}

export type ErrorCode = keyof typeof CATALOGUE
export type Language = 'zh' | 'en'

/** A refusal with a code: thrown anywhere, answered as RFC 9457 problem+json by `http`, as one line by the command line. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly params: Params
  constructor(code: ErrorCode, params: Params = {}, options?: ErrorOptions) {
    super(fill(CATALOGUE[code].en, params, 'en'), options)
    this.name = 'Refusal'
    this.code = code
    this.params = params
  }
  get status(): number {
    return CATALOGUE[this.code].status
  }
  say(language: Language): { detail: string; next: string } {
    const entry: CatalogueEntry = CATALOGUE[this.code]
    return {
      detail: fill(entry[language], this.params, language),
      next: fill(entry.next[language], this.params, language),
    }
  }
}

/** Wrong use or unreadable input of a command: one line that says which file, row, column and why; exit status 2. */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'InputError'
  }
}
