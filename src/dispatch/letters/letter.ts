import type { Id } from '../../model/id.ts'
import { showInstant } from '../../model/time.ts'
import { orderLink } from '../../people/orderLink.ts'
import type { Words } from '../../plan/order.ts'
import type { World } from '../../world.ts'
import type { Message, Texts } from '../channel.ts'
import { webhookSecret } from '../channels/webhook.ts'
import type { SendableLetter } from './store.ts'

/** Where the link of a letter leads. */
const PAGES = { lineTest: 'l', departmentTasks: 't', advice: 'l', monthlyReport: 'r' } as const
/** Where a program answers it; advice asks for no answer. */
const ANSWERS = { lineTest: 'openers', departmentTasks: 'tasks', advice: null, monthlyReport: null } as const

/** A message that is no order (信函): it is written with everything that it says, and is stored so. */
export interface Letter {
  /** What it is about: a test of the line (联络测试), the tasks of a department (部门任务), advice (提示), a
   * report that an office has a part in (调度表). */
  readonly about: keyof typeof PAGES
  readonly subject: Id
  /** Whose webhook's secret signs it: an enterprise's, or a department's. */
  readonly enterprise?: { readonly creditCode: string; readonly name: string }
  readonly department?: { readonly id: Id; readonly name: string }
  readonly say: Words
  /** Without the marks 演练 and 重发, and without its page: those follow from how it is sent. */
  readonly texts: Texts
}

/** A letter as it goes out: from stored rows alone, so that every attempt carries the same bytes. */
export function letterMessage(
  { kind, keys, links }: Pick<World, 'kind' | 'keys' | 'links'>,
  { id, address, key, letter, repeated, writtenAt }: SendableLetter,
): Message {
  const { about, subject, enterprise, department, say, texts } = letter
  const exercise = kind !== 'live'
  const token = orderLink(keys, id)
  const page = `${links.base}/${PAGES[about]}/${token}`
  const answers = ANSWERS[about]
  const body = {
    kind: 'letter',
    about,
    subject,
    ...(enterprise === undefined ? {} : { enterprise }),
    ...(department === undefined ? {} : { department }),
    issuedAt: showInstant(writtenAt),
    ...(exercise ? { exercise: true } : {}),
    say,
    ...(answers === null ? { page } : { answer: { url: `${links.base}/api/v1/${answers}/answers`, token, page } }),
  }
  const mark = `${exercise ? '〔演练〕' : ''}${repeated ? '〔重发〕' : ''}`
  return {
    id,
    address,
    key,
    body: JSON.stringify(body),
    secret: webhookSecret(keys, enterprise?.creditCode ?? `department ${department?.id ?? ''}`),
    texts: () => ({
      subject: mark + texts.subject,
      // A test is answered by a word, advice says all; what a department or an office has to do stands on its page.
      short: `${mark}${texts.short}${about === 'departmentTasks' || about === 'monthlyReport' ? page : ''}`,
      spoken: `${exercise ? '这是演练。' : ''}${repeated ? '这是重复通知，可能已经收到过。' : ''}${texts.spoken}`,
      long: `${mark}${texts.long}\n${answers === null ? '查看' : '回复'}：${page}`,
    }),
  }
}
