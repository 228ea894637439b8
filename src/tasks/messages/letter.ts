import type { Letter } from '../../dispatch/letters/letter.ts'
import type { NewLetter } from '../../dispatch/letters/store.ts'
import { speak } from '../../dispatch/texts/speech.ts'
import { chinese } from '../../dispatch/texts/chinese.ts'
import { plain } from '../../dispatch/texts/plain.ts'
import { newId, type Id } from '../../model/id.ts'
import { LEVEL_ZH, type WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import type { World } from '../../world.ts'
import type { AskedTask } from '../departments/decide.ts'
import type { Department } from '../registry/store.ts'
import type { ContactWay } from './decide.ts'
import type { TaskMessage, TaskPurpose } from './store.ts'

/** A task as far as a message names it. */
export interface TaskInMessage {
  readonly title: Words
  readonly begins: Instant
  readonly ends: Instant | null
  readonly rests: Instant | null
}

/** What a message tells a department of (消息内容). */
export interface TaskNews {
  readonly warning: { readonly id: Id; readonly name: string; readonly areaName: string; readonly level: WarningLevel }
  /** To do from now on, or still unanswered. */
  readonly issued: readonly TaskInMessage[]
  readonly moved: readonly TaskInMessage[]
  readonly released: readonly TaskInMessage[]
  /** What the desk says. */
  readonly answer: string | null
}

const LEAD: Readonly<Record<TaskPurpose, string>> = {
  issued: '',
  changed: '',
  secondContact: '第一联系人尚未回复，请您处理。',
  head: '本部门联系人均未回复，请督促办理。',
  answered: '',
}

export function inMessage({ content, begins, ends, rests }: Pick<AskedTask, 'content' | 'begins' | 'ends' | 'rests'>) {
  return { title: content.title, begins, ends, rests }
}

/** The warning as a message names it. */
export function inNews(
  { areas }: Pick<World, 'areas'>,
  warning: Omit<TaskNews['warning'], 'areaName'> & { area: string },
) {
  const { id, name, level, area } = warning
  return { id, name, level, areaName: areas.find(area)?.name ?? area }
}

/** Titles in a message before it says how many there are. */
const MOST_TITLES = 3

/** A message to one contact of a department. Everything that is to be done stands on its page. */
export function taskMessage(
  department: Department,
  { contact, channel, address }: ContactWay,
  purpose: TaskPurpose,
  news: TaskNews,
  now: Instant,
): TaskMessage {
  const letter: NewLetter = {
    area: department.area,
    contactId: contact.id,
    channel,
    address,
    key: `task.${newId(now)}`,
    letter: taskLetter(department, purpose, news),
  }
  return { warning: news.warning.id, department: department.id, contact: contact.id, purpose, letter }
}

export function taskLetter({ id, name }: Department, purpose: TaskPurpose, news: TaskNews): Letter {
  const { warning } = news
  const title = `${plain(warning.areaName)}重污染天气${LEVEL_ZH[warning.level]}预警部门任务`
  const said = [LEAD[purpose], ...sentences(news)].filter((part) => part !== '').join('')
  // What moves or ends asks for nothing.
  const asks = news.issued.length > 0
  const short = `〔部门任务〕${plain(name)}：${said}`
  return {
    about: 'departmentTasks',
    subject: warning.id,
    department: { id, name },
    say: { zh: short, en: english(news) },
    texts: {
      subject: `${title}：${plain(name)}`,
      short: `${short}${asks ? '回复 1 表示收到，' : ''}反馈请点链接：`,
      spoken: `${speak(`您好，这里是${title}。${plain(name)}：${said}`)}${asks ? '收到请按 1，' : ''}反馈请打开短信中的链接，或者致电值班室。`,
      long: `${title}\n${plain(name)}：${said}\n${details(news)}\n请点开下面的链接查收、反馈。`,
    },
  }
}

function sentences({ warning, issued, moved, released, answer }: TaskNews): string[] {
  const level = `${plain(warning.areaName)}${LEVEL_ZH[warning.level]}预警`
  const [moving] = moved
  return [
    issued.length > 0 ? `${level}，请执行${titles(issued)}，${spanOf(issued)}。` : '',
    moving === undefined ? '' : `${titles(moved)}继续有效，${changeOf(moving)}。`,
    released.length > 0 ? `${titles(released)}自即时起解除，不再执行。` : '',
    answer === null ? '' : `值班员答复：${plain(answer)}。`,
  ]
}

function titles(tasks: readonly TaskInMessage[]): string {
  const named = tasks.slice(0, MOST_TITLES).map(({ title }) => title.zh)
  return `${named.join('、')}${tasks.length > MOST_TITLES ? `等 ${tasks.length} 项任务` : ''}`
}

function spanOf(tasks: readonly TaskInMessage[]): string {
  const [first] = tasks
  return first === undefined ? '' : `${chinese.when(first.begins)}起，${endOf(first)}`
}

function endOf({ ends }: TaskInMessage): string {
  return ends === null ? '至另行通知解除为止' : `至${chinese.when(ends)}止`
}

function changeOf(task: TaskInMessage): string {
  if (task.rests !== null) return `自${chinese.when(task.rests)}起暂停执行，恢复时间另行通知`
  return `${chinese.when(task.begins)}起，${endOf(task)}`
}

function details({ issued, moved, released }: TaskNews): string {
  const line = (mark: string) => (task: TaskInMessage) =>
    `${mark}${task.title.zh}：${mark === '解除 ' ? '不再执行' : changeOf(task)}`
  return [...issued.map(line('')), ...moved.map(line('变更 ')), ...released.map(line('解除 '))].join('\n')
}

function english({ issued, moved, released, answer }: TaskNews): string {
  const list = (tasks: readonly TaskInMessage[]) => tasks.map(({ title }) => title.en).join('; ')
  return [
    issued.length > 0 ? `To do: ${list(issued)}.` : '',
    moved.length > 0 ? `Goes on, changed: ${list(moved)}.` : '',
    released.length > 0 ? `No longer asked: ${list(released)}.` : '',
    answer === null ? '' : `The duty officer says: ${plain(answer)}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}
