import { changedItems, itemsOf, sayItems, type Item } from './items.ts'
import { plain } from './plain.ts'
import type { Told } from './told.ts'
import { afterEnd, inTheirWords, isRevision, marks, reason, title, unchanged } from './words.ts'

/** Characters (UTF-16) of a message of one part, and of each part of a longer one: six octets tell which part it is. */
const ONE_PART = 70
const EACH_PART = 67
/** How many parts a text goes out in (短信条数). */
export function partsOf(text: string): number {
  return text.length <= ONE_PART ? 1 : Math.ceil(text.length / EACH_PART)
}

/**
 * The SMS (短信): what changes for this enterprise, from when, how to answer, by which number and code. What does not fit
 * is counted, never cut: a line's name or an instant stands whole or not at all.
 */
export function short(told: Told): string {
  const { occasion, content, number, revision, genuine, issuedAt } = told
  const say = inTheirWords(told)
  const version = isAnOrder(told) && isRevision(told) ? say.version(revision) : null
  const head = `${marks(told)}${reason(told)}${say.short.head(title(told), version, plain(content.enterprise.name))}`
  const tail = `${say.short.binding}${genuine ? say.short.code(genuine.code) : ''}${say.short.number(plain(number))}`
  switch (occasion.purpose) {
    case 'ending':
      return `${head}${say.untilLifted(occasion.ends, afterEnd(told))}${tail}`
    case 'release':
      return `${head}${say.released(issuedAt, afterEnd(told))}${tail}`
    case 'recall':
      return withWhy(
        (why) => `${head}${say.recalled}${why}${afterEnd(told)}${tail}`,
        say.because(plain(occasion.why)),
        told,
      )
    case 'answer':
      return withWhy(
        (why) => `${head}${say.reason(say.ruled(occasion))}${why}${tail}`,
        occasion.why === '' ? '' : say.reason(plain(occasion.why)),
        told,
      )
    case 'order':
    case 'reminder':
    case 'second':
      return order(told, head, tail)
  }
}

function isAnOrder({ occasion: { purpose } }: Told): boolean {
  return purpose === 'order' || purpose === 'reminder' || purpose === 'second'
}

function order(told: Told, head: string, tail: string): string {
  const { content, language } = told
  const say = inTheirWords(told)
  const items = isRevision(told) ? changedItems(content, language) : itemsOf(content, language)
  const whole = (fits: number) =>
    `${head}${sayItems(items.slice(0, fits), language)}${rest(items.slice(fits), told)}${unchanged(told)}${say.until(content)}${say.stops.end}${say.short.confirm}${tail}`
  let fits = items.length
  while (fits > 0 && partsOf(whole(fits)) > say.short.mostParts) fits--
  return whole(fits)
}

/** What there was no room for, counted. */
function rest(items: readonly Item[], told: Told): string {
  if (items.length === 0) return ''
  const lines = items.every(({ line }) => line !== null)
  return inTheirWords(told).short.more(items.length, lines, told.page)
}

/** A reason stands whole or is read on the page. */
function withWhy(write: (why: string) => string, why: string, told: Told): string {
  const whole = write(why)
  return partsOf(whole) <= inTheirWords(told).short.mostParts
    ? whole
    : write(inTheirWords(told).short.whyOnPage(told.page))
}
