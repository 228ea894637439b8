import { changedItems, itemsOf, sayItems } from './items.ts'
import { plain } from './plain.ts'
import type { Told } from './told.ts'
import { afterEnd, inTheirWords, isRevision, reason, title, unchanged } from './words.ts'

/**
 * Instructions read out in one call. What is heard is heard twice: with more of them nobody remembers the first when the
 * last one is said; with fewer a plant of a few lines would have to look them up at night.
 */
const MOST_HEARD = 4

/** The voice call (语音): short sentences, what has to be done said twice, how to answer last. */
export function spoken(told: Told): string {
  const { exercise, trial, repeated, content, genuine, area } = told
  const say = inTheirWords(told).spoken
  const opening = [
    exercise ? say.exercise : '',
    trial ? say.trial : '',
    repeated ? say.repeated : '',
    say.opening(plain(area)),
    reason(told),
    say.to(title(told), plain(content.enterprise.name)),
  ].join('')
  const core = said(told)
  const answer = isAnswered(told) ? say.confirm : ''
  const spelt = genuine ? say.code(say.spell(genuine.code)) : ''
  return `${say.aloud(opening)}${core}${say.again}${core}${spelt}${answer}${answer}${say.end(exercise)}`
}

function isAnswered({ occasion: { purpose } }: Told): boolean {
  return purpose === 'order' || purpose === 'reminder' || purpose === 'second'
}

function said(told: Told): string {
  const { occasion, issuedAt } = told
  const say = inTheirWords(told)
  const { aloud } = say.spoken
  switch (occasion.purpose) {
    case 'ending':
      return aloud(say.untilLifted(occasion.ends, afterEnd(told)))
    case 'release':
      return aloud(say.spoken.released(issuedAt, afterEnd(told)))
    case 'recall':
      return aloud(`${say.spoken.recalled}${afterEnd(told)}`)
    case 'answer':
      return aloud(say.reason(say.ruled(occasion)))
    case 'order':
    case 'reminder':
    case 'second':
      return instructions(told)
  }
}

function instructions(told: Told): string {
  const { content, language } = told
  const say = inTheirWords(told)
  const { aloud, longest, more } = say.spoken
  const items = isRevision(told) ? changedItems(content, language) : itemsOf(content, language)
  const heard = (count: number) =>
    aloud(sayItems(items.slice(0, count), language).replaceAll(say.stops.between, say.stops.end))
  let count = Math.min(items.length, MOST_HEARD)
  while (count > 0 && heard(count).length > longest) count--
  const left = items.length - count
  const lines = items.slice(count).every(({ line }) => line !== null)
  const rest = left === 0 ? '' : more(left, count === 0, lines)
  return `${heard(count)}${aloud(`${rest}${unchanged(told)}${say.until(content)}${say.stops.end}`)}`
}
