import type { Change } from '../../../machines/warning.ts'
import type { Block, Document } from '../../document/document.ts'
import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../../model/level.ts'
import { epochMs, instantOf, showInstant, type Instant } from '../../model/time.ts'
import { MODE } from '../signing/decide.ts'
import type { Mode } from '../signing/store.ts'

/** What a notice tells of (通知): a signed change, a withdrawal before the start, or the correction of a notice. */
export type NoticeKind = Change['kind'] | 'withdraw' | 'correction'

/** What held before a change, and the change itself, as far as a notice says it. */
export interface Signed {
  readonly kind: Change['kind'] | 'withdraw'
  readonly change: Change
  /** What was signed before it; null for the first. */
  readonly before: Change | null
}

/** Everything that the notice of a change says. */
export interface Told extends Signed {
  readonly area: string
  readonly number: string
  /** The consultation's conclusion, in its own words; null where there was none. */
  readonly conferred: { readonly at: Instant; readonly reason: string } | null
  /** The book by which it was judged. */
  readonly book: { readonly title: string; readonly borrowedFrom: string | null } | null
  /** By the concentrations of the forecast; empty where it gave none. */
  readonly pollutants: readonly string[]
  readonly signed: {
    readonly at: Instant
    /** The rank's title, of a deputy that of his own. */
    readonly title: string
    readonly deputyFor: string | null
    readonly mode: Mode
    readonly reason: string
    /** Whose table of signatures it is, for want of an own one. */
    readonly borrowedFrom: string | null
  }
  readonly exercise: boolean
}

const TITLE: Readonly<Record<Signed['kind'], string>> = {
  issue: '启动',
  raise: '升级',
  lower: '降级',
  extend: '延长',
  move: '调整',
  suspend: '暂停',
  resume: '恢复',
  lift: '解除',
  withdraw: '撤回',
}

/** The title by the patterns of the trade: 关于启动重污染天气橙色预警（Ⅱ级响应）的通知. */
export function titleOf({ kind, change, before }: Signed): string {
  const level = (one: WarningLevel) => `${LEVEL_ZH[one]}预警`
  const response = `（${RESPONSE_ZH[change.level]}响应）`
  const now = `重污染天气${level(change.level)}${response}`
  const isOther = before !== null && before.level !== change.level
  if ((kind === 'raise' || kind === 'lower') && isOther)
    return `关于将重污染天气${level(before.level)}${TITLE[kind]}为${level(change.level)}${response}的通知`
  if (kind === 'raise' || kind === 'lower') return `关于调整${now}减排措施的通知`
  if (kind === 'move') return `关于调整${now}启动时间的通知`
  if (kind === 'resume' && isOther) return `关于恢复并调整${now}的通知`
  return `关于${TITLE[kind]}${now}的通知`
}

/** 文号: by area and year, without gaps; a city's own letters would come from its own office. */
export function numberOf(area: string, year: number, number: number): string {
  return `${area}重污染天气应急〔${year}〕${number}号`
}

/** The notice of a change (通知). Whose name stands under it is added where it is read, for people can be forgotten. */
export function noticeOf(told: Told): Document {
  const { area, change, kind, signed } = told
  return {
    title: titleOf(told),
    number: told.number,
    addressee: '各县（市、区）人民政府、开发区管委会，市直各有关单位，各有关企业',
    body: [
      { kind: 'paragraph', text: `${groundOf(told)}经${signerOf(signed)}签发，${decided(told)}现将有关事项通知如下：` },
      ...sections([
        ['时间', period(kind, change)],
        ['级别', levels(kind, change)],
        ['首要污染物', told.pollutants.length === 0 ? null : `据预报，首要污染物为${told.pollutants.join('、')}。`],
        ['措施', measures(kind, change)],
      ]),
    ],
    closing: { office: `${area}重污染天气应急指挥部`, date: sayDate(signed.at) },
    footer: footerOf(told),
    mark: told.exercise ? '演练' : null,
    at: signed.at,
  }
}

/** A correction (更正) says what was wrong and what is right; the notice that it corrects stays as it is. */
export function correctionOf(
  wrong: { readonly title: string; readonly number: string | null },
  said: {
    readonly area: string
    readonly number: string
    readonly text: string
    readonly at: Instant
    readonly title: string
  },
  exercise: boolean,
): Document {
  return {
    title: `关于更正《${wrong.title}》的通知`,
    number: said.number,
    addressee: '各县（市、区）人民政府、开发区管委会，市直各有关单位，各有关企业',
    body: [
      { kind: 'paragraph', text: `${said.area}现对《${wrong.title}》（${wrong.number ?? '未编号'}）更正如下：` },
      { kind: 'paragraph', text: said.text },
      { kind: 'paragraph', text: '其余内容不变。各企业应执行的措施以所收到的减排指令为准。' },
    ],
    closing: { office: `${said.area}重污染天气应急指挥部`, date: sayDate(said.at) },
    footer: [`签发：${said.title}，${sayMoment(said.at)}。`],
    mark: exercise ? '演练' : null,
    at: said.at,
  }
}

function groundOf({ kind, change, book, conferred }: Told): string {
  const opinion = conferred === null ? '' : `会商意见：${closed(conferred.reason)}`
  if (kind === 'withdraw') return opinion
  switch (change.ground as string) {
    case 'rule':
      return `按照《${book?.title ?? '重污染天气预警分级标准'}》研判，达到${kind === 'lift' ? '解除' : '相应'}条件。${opinion}`
    case 'officer':
      return `本次${TITLE[kind]}未由分级标准直接触发，系工作人员提出并经会商。${opinion}`
    default:
      return `本次${TITLE[kind]}依据上级指令。${opinion}`
  }
}

function decided({ kind, change, before }: Told): string {
  const level = `重污染天气${LEVEL_ZH[change.level]}预警（${RESPONSE_ZH[change.level]}响应）`
  if ((kind === 'raise' || kind === 'lower') && before !== null && before.level !== change.level)
    return `决定将重污染天气${LEVEL_ZH[before.level]}预警${TITLE[kind]}为${LEVEL_ZH[change.level]}预警（${RESPONSE_ZH[change.level]}响应）。`
  return `决定${kind === 'move' || kind === 'raise' || kind === 'lower' ? '调整' : TITLE[kind]}${level}。`
}

function period(kind: Signed['kind'], { startsAt, endsAt, resumeBy }: Change): string {
  const until = endsAt === null ? '结束时间另行通知' : `至${sayEnd(endsAt)}止`
  const from = sayMoment(startsAt)
  switch (kind) {
    case 'lift':
      return `自${from}起解除；此前继续执行，分阶段解除的以所收到的通知为准。`
    case 'withdraw':
      return '本预警尚未启动，自即时起撤回。'
    case 'suspend':
      return `自${from}起暂停${resumeBy === undefined ? '' : `，最迟于${sayEnd(resumeBy)}前恢复或者解除`}；预警仍然有效。`
    case 'extend':
      return endsAt === null ? '结束时间另行通知。' : `延长至${sayEnd(endsAt)}止。`
    case 'resume':
      return `自${from}起恢复，${until}。`
    default:
      return `自${from}起，${until}。`
  }
}

function levels(kind: Signed['kind'], { level, measures = level }: Change): string | null {
  if (kind === 'lift' || kind === 'withdraw') return null
  const own = `${LEVEL_ZH[level]}预警，执行${RESPONSE_ZH[level]}应急响应`
  return measures === level
    ? `${own}。`
    : `${own}，减排措施按${LEVEL_ZH[measures]}预警（${RESPONSE_ZH[measures]}响应）执行。`
}

function measures(kind: Signed['kind'], { level, measures: held = level }: Change): string {
  switch (kind) {
    case 'lift':
      return '各有关单位和企业按照所收到的通知终止应急减排措施，有序恢复，并保持污染治理设施正常运行。'
    case 'withdraw':
      return '已收到减排指令的企业按照终止通知执行，无需采取应急减排措施。'
    case 'suspend':
      return '暂停期间应急减排措施停止执行，各企业保持随时恢复的条件。'
    default:
      return `各有关单位按照应急预案和现行应急减排清单落实${RESPONSE_ZH[held]}响应措施。各企业应当停产、限产的生产线和时间以所收到的减排指令为准。`
  }
}

function footerOf({ signed, book, exercise }: Told): string[] {
  const shown = signed.mode === 'system' ? '' : signed.mode === 'telephone' ? '，签字随后补办' : '，签字件存档'
  const borrowed = [
    ...(signed.borrowedFrom === null ? [] : [`签发权限借用${signed.borrowedFrom}`]),
    ...(book === null || book.borrowedFrom === null ? [] : [`分级规则借用${book.borrowedFrom}`]),
  ]
  return [
    `签发：${signerOf(signed)}（${MODE[signed.mode].zh}${shown}），${sayMoment(signed.at)}。`,
    ...(signed.reason === '' ? [] : [`签发意见：${closed(signed.reason)}`]),
    ...(borrowed.length === 0 ? [] : [`${borrowed.join('；')}。`]),
    ...(exercise ? ['本件用于演练，不是真实通知。'] : []),
  ]
}

function signerOf({ title, deputyFor }: Pick<Told['signed'], 'title' | 'deputyFor'>): string {
  return deputyFor === null ? title : `${title}代${deputyFor}`
}

const NUMERALS = ['一', '二', '三', '四', '五']

/** Headings numbered as far as there is something to say. */
function sections(rows: readonly (readonly [string, string | null])[]): Block[] {
  return rows
    .flatMap(([title, text]) => (text === null ? [] : [{ title, text }]))
    .flatMap(({ title, text }, n): Block[] => [
      { kind: 'heading', text: `${NUMERALS[n]}、${title}` },
      { kind: 'paragraph', text },
    ])
}

/** What a person wrote, as a sentence that is over. */
function closed(text: string): string {
  return /[。！？；.!?;]$/.test(text) ? text : `${text}。`
}

/** `2026年11月30日18时`, with minutes where they are not whole. */
export function sayMoment(at: Instant): string {
  const [year, month, day, hour, minute] = parts(at)
  return `${year}年${month}月${day}日${hour}时${minute === 0 ? '' : `${String(minute).padStart(2, '0')}分`}`
}

/** The end of a day is its 24:00, not the next one's 0:00. */
function sayEnd(at: Instant): string {
  const [, , , hour, minute] = parts(at)
  if (hour !== 0 || minute !== 0) return sayMoment(at)
  const [year, month, day] = parts(instantOf(epochMs(at) - 60_000))
  return `${year}年${month}月${day}日24时`
}

function sayDate(at: Instant): string {
  const [year, month, day] = parts(at)
  return `${year}年${month}月${day}日`
}

function parts(at: Instant): [number, number, number, number, number] {
  const text = showInstant(at)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = [
    [0, 4],
    [5, 7],
    [8, 10],
    [11, 13],
    [14, 16],
  ].map(([from, to]) => Number(text.slice(from, to)))
  return [year, month, day, hour, minute]
}
