import type { Id } from '../../model/id.ts'
import { showInstant, type Day } from '../../model/time.ts'
import { orderLink } from '../../people/orderLink.ts'
import type { Words } from '../../plan/order.ts'
import type { World } from '../../world.ts'
import type { Message, Texts } from '../channel.ts'
import { webhookSecret } from '../channels/webhook.ts'
import { openBearer } from './bearer.ts'
import type { SendableLetter } from './store.ts'

/** Where the link of a letter leads. */
const PAGES = {
  lineTest: 'l',
  departmentTasks: 't',
  advice: 'l',
  monthlyReport: 'r',
  notice: 'n',
  visits: 'v',
  cap: 'public/cap',
} as const
/** Where a program answers it; advice asks for no answer. */
const ANSWERS = {
  lineTest: 'openers',
  departmentTasks: 'tasks',
  advice: null,
  monthlyReport: null,
  notice: null,
  visits: null,
  cap: null,
} as const

/** What a department or an office has to do stands on its page: an SMS of these ends with the link. */
const LINKED: ReadonlySet<keyof typeof PAGES> = new Set(['departmentTasks', 'monthlyReport', 'notice', 'visits'])

/** A message that is no order (信函): it is written with everything that it says, and is stored so. */
export interface Letter {
  /** What it is about: a test of the line (联络测试), the tasks of a department (部门任务), advice (提示), a
   * report that an office has a part in (调度表), a notice of a warning (通知), the visits of an inspector
   * (现场核查), a warning for another installation (预警信息). */
  readonly about: keyof typeof PAGES
  readonly subject: Id
  /** Whose webhook's secret signs it: an enterprise's, or a department's. */
  readonly enterprise?: { readonly creditCode: string; readonly name: string }
  readonly department?: { readonly id: Id; readonly name: string }
  readonly officer?: Id
  /** A message for a program that reads CAP: all of it, whose secret signs it, and what opens the door there, sealed. */
  readonly cap?: { readonly xml: string; readonly receiver: Id; readonly bearer: string | null }
  /** For which day. */
  readonly day?: Day
  readonly say: Words
  /** Without the marks 演练 and 重发, and without its page: those follow from how it is sent. */
  readonly texts: Texts
  /** The same for a contact who reads English; missing where nobody does. */
  readonly english?: Texts
}

/** What stands before a letter and behind it, in each language. */
const AROUND = {
  zh: {
    exercise: '〔演练〕',
    repeated: '〔重发〕',
    heardExercise: '这是演练。',
    heardRepeated: '这是重复通知，可能已经收到过。',
    look: '查看：',
    answer: '回复：',
  },
  en: {
    exercise: '[Exercise] ',
    repeated: '[Sent again] ',
    heardExercise: 'This is an exercise. ',
    heardRepeated: 'You may have heard this before. ',
    look: 'To look at it: ',
    answer: 'To answer: ',
  },
} as const

/** A letter as it goes out: from stored rows alone, so that every attempt carries the same bytes. */
export function letterMessage(
  { kind, keys, links }: Pick<World, 'kind' | 'keys' | 'links'>,
  { id, address, key, letter, repeated, writtenAt, language }: SendableLetter,
): Message {
  const { about, subject, enterprise, department, officer, say, english, cap } = letter
  const texts = (language === 'en' && english) || letter.texts
  const around = AROUND[texts === english ? 'en' : 'zh']
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
  const mark = `${exercise ? around.exercise : ''}${repeated ? around.repeated : ''}`
  return {
    id,
    address,
    key,
    body: cap === undefined ? JSON.stringify(body) : cap.xml,
    ...(cap && { type: 'application/cap+xml; charset=utf-8' }),
    ...(cap && cap.bearer !== null && { bearer: openBearer(keys, cap.bearer) }),
    secret: webhookSecret(
      keys,
      cap === undefined
        ? (enterprise?.creditCode ?? (officer ? `officer ${officer}` : `department ${department?.id ?? ''}`))
        : `cap ${cap.receiver}`,
    ),
    texts: () => ({
      subject: mark + texts.subject,
      // A test is answered by a word, advice says all.
      short: `${mark}${texts.short}${LINKED.has(about) ? page : ''}`,
      spoken: `${exercise ? around.heardExercise : ''}${repeated ? around.heardRepeated : ''}${texts.spoken}`,
      long: `${mark}${texts.long}\n${answers === null ? around.look : around.answer}${page}`,
    }),
  }
}
