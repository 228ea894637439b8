import { changedItems, itemsOf, sayItems } from './items.ts'
import { speak, spell } from './speech.ts'
import type { Told } from './told.ts'
import { afterEnd, isRevision, plain, reason, ruled, title, unchanged, until, untilLifted, when } from './words.ts'

/**
 * Instructions read out in one call. What is heard is heard twice: with more of them nobody remembers the first when the
 * last one is said; with fewer a plant of a few lines would have to look them up at night.
 */
const MOST_HEARD = 4
/** Characters of the instructions, once: about half a minute. */
const LONGEST = 160

/** The voice call (语音): short sentences, what has to be done said twice, how to answer last. */
export function spoken(told: Told): string {
  const { exercise, trial, repeated, content, genuine } = told
  const opening = [
    exercise ? '这是演练。' : '',
    trial ? '这是试发，不是指令。' : '',
    repeated ? '这是重复通知，可能已经收到过。' : '',
    `您好，这是${plain(told.area)}重污染天气应急通知。`,
    reason(told),
    `${title(told)}。受令单位：${plain(content.enterprise.name)}。`,
  ].join('')
  const core = said(told)
  const answer = isAnswered(told) ? '按1确认收到。' : ''
  const closing = exercise ? '演练通知完毕。' : '通知完毕。'
  const spelt = genuine ? `防伪码：${spell(genuine.code)}。` : ''
  return `${speak(opening)}${core}重复一遍。${core}${spelt}${answer}${answer}${closing}`
}

function isAnswered({ occasion: { purpose } }: Told): boolean {
  return purpose === 'order' || purpose === 'reminder' || purpose === 'second'
}

function said(told: Told): string {
  const { occasion, content } = told
  switch (occasion.purpose) {
    case 'ending':
      return speak(untilLifted(told, occasion.ends))
    case 'release':
      return speak(`${when(told.issuedAt)}起，本指令解除。${afterEnd(told)}`)
    case 'recall':
      return speak(`此前下达的减排指令是误发。请勿执行。${afterEnd(told)}`)
    case 'answer':
      return speak(`${ruled(occasion)}。`)
    case 'order':
    case 'reminder':
    case 'second':
      return instructions(told, content)
  }
}

function instructions(told: Told, content: Told['content']): string {
  const revised = isRevision(told)
  const items = revised ? changedItems(content) : itemsOf(content)
  const heard = (count: number) => speak(sayItems(items.slice(0, count)).replaceAll('；', '。'))
  let count = Math.min(items.length, MOST_HEARD)
  while (count > 0 && heard(count).length > LONGEST) count--
  const left = items.length - count
  const lines = items.slice(count).every(({ line }) => line !== null)
  const rest =
    left === 0
      ? ''
      : `${count === 0 ? '共' : '另'}有${left}${lines ? '条生产线' : '项措施'}，请立即查看短信或指令网页。`
  return `${heard(count)}${speak(`${rest}${unchanged(told)}${until(content)}。`)}`
}
