import type { Texts } from '../channel.ts'
import { long } from './long.ts'
import { short } from './short.ts'
import { spoken } from './spoken.ts'
import type { Told } from './told.ts'
import { marks, plain, title } from './words.ts'

/**
 * What one receiver is told (文本), for each kind of channel; pure. In Chinese: contacts have no language of their own, and
 * the body of a webhook carries both.
 */
export function textsOf(told: Told): Texts {
  return { subject: subject(told), short: short(told), spoken: spoken(told), long: long(told) }
}

const PREFIX = {
  reminder: '提醒：',
  second: '请代为处理：',
  order: '',
  ending: '',
  release: '',
  recall: '',
  answer: '',
} as const

function subject(told: Told): string {
  const { occasion, content, number } = told
  return `${marks(told)}${PREFIX[occasion.purpose]}${title(told)}：${plain(content.enterprise.name)}（${plain(number)}）`
}
