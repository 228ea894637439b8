import type { Texts } from '../../dispatch/channel.ts'
import { showFull } from '../../portal/words.ts'
import type { PublicRule } from '../../rulebook/bulletin.ts'
import { englishOf, headlineOf, textOf } from '../words.ts'
import type { Told } from '../decide.ts'

/** Where a mail leads: to the page of the warning, and to the end of the subscription. */
export interface MailLinks {
  readonly page: string
  readonly end: string
}

type Language = 'zh' | 'en'

/** What a subscriber reads of a message (预警信息邮件): what is in the notice, what to do, how to be told no more. */
export function mailOf(
  message: Told,
  { areaName, advice, exercise }: { areaName: string; advice: PublicRule['advice']; exercise: boolean },
  language: Language,
  { page, end }: MailLinks,
): Texts {
  const zh = language === 'zh'
  const mark = exercise ? (zh ? '【演练】' : '[Exercise] ') : ''
  const title = zh ? message.document.title : headlineOf(message, areaName)
  const told = zh ? textOf(message) : englishOf(message, areaName)
  const todo = message.ends ? [] : advice[message.holds.level][language]
  const sent = zh ? `发布时间：${showFull(message.sentAt)}` : `Sent: ${showFull(message.sentAt)} (Beijing time)`
  const parts = [
    `${mark}${title}`,
    told,
    ...(todo.length === 0 ? [] : [`${zh ? '健康提示' : 'Health advice'}\n${todo.join('\n')}`]),
    `${sent}\n${zh ? '全文' : 'In full'}：${page}`,
    `${zh ? '不再接收' : 'To be told no more'}：${end}`,
  ]
  return textsOf(`${mark}${title}`, parts)
}

/** The mail that asks whether its reader has asked for it (确认订阅). */
export function confirmMail(areaName: string, link: string, exercise: boolean, language: Language): Texts {
  const zh = language === 'zh'
  const mark = exercise ? (zh ? '【演练】' : '[Exercise] ') : ''
  const subject = zh ? `${mark}确认订阅${areaName}重污染天气预警信息` : `${mark}Confirm: warnings of ${areaName}`
  return textsOf(
    subject,
    zh
      ? [
          `有人用本邮箱订阅${areaName}重污染天气预警信息。`,
          `是本人的，请在 48 小时内点开确认：${link}`,
          '不是本人的，不必理会，不会再收到邮件。',
        ]
      : [
          `Somebody has asked for the warnings of ${areaName} to be sent to this mailbox.`,
          `If it was you, confirm it within 48 hours: ${link}`,
          'If not, do nothing: no further mail will come.',
        ],
  )
}

/** Mail is text alone: the others are never asked for. */
function textsOf(subject: string, parts: readonly string[]): Texts {
  const long = parts.join('\n\n')
  return { subject, short: subject, spoken: subject, long }
}
