import { changedItems, itemsOf, sayItems, type Item } from './items.ts'
import type { Told } from './told.ts'
import {
  afterEnd,
  isRevision,
  marks,
  plain,
  reason,
  ruled,
  title,
  unchanged,
  until,
  untilLifted,
  version,
  when,
} from './words.ts'

/** Characters (UTF-16) of a message of one part, and of each part of a longer one: six octets tell which part it is. */
const ONE_PART = 70
const EACH_PART = 67
/**
 * Parts that an order may take. Fewer, and a plant of three lines would be sent to its page for what it has to do; more
 * arrive out of order or not at all, and nobody reads them at night.
 */
const MOST_PARTS = 4

/** How many parts a text goes out in (短信条数). */
export function partsOf(text: string): number {
  return text.length <= ONE_PART ? 1 : Math.ceil(text.length / EACH_PART)
}

/**
 * The SMS (短信): what changes for this enterprise, from when, how to answer, by which number and code. What does not fit
 * is counted, never cut: a line's name or an instant stands whole or not at all.
 */
export function short(told: Told): string {
  const { occasion, content, number, genuine } = told
  const [head, tail] = [
    `${marks(told)}${reason(told)}`,
    `${genuine ? `防伪码${genuine.code}。` : ''}编号${plain(number)}`,
  ]
  const name = plain(content.enterprise.name)
  switch (occasion.purpose) {
    case 'ending':
      return `${head}${title(told)}，${name}：${untilLifted(told, occasion.ends)}${tail}`
    case 'release':
      return `${head}${title(told)}，${name}：${when(told.issuedAt)}起本指令解除。${afterEnd(told)}${tail}`
    case 'recall':
      return withWhy(
        (why) => `${head}${title(told)}，${name}：本指令为误发，撤回，请勿执行。${why}${afterEnd(told)}${tail}`,
        `原因：${plain(occasion.why)}。`,
        told,
      )
    case 'answer':
      return withWhy(
        (why) => `${head}${title(told)}，${name}：${ruled(occasion)}。${why}${tail}`,
        occasion.why === '' ? '' : `${plain(occasion.why)}。`,
        told,
      )
    case 'order':
    case 'reminder':
    case 'second':
      return order(told, `${head}${title(told)}${isRevision(told) ? `（${version(told)}）` : ''}，${name}：`, tail)
  }
}

function order(told: Told, head: string, tail: string): string {
  const { content } = told
  const revised = isRevision(told)
  const items = revised ? changedItems(content) : itemsOf(content)
  const whole = (fits: number) =>
    `${head}${sayItems(items.slice(0, fits))}${rest(items.slice(fits), told)}${unchanged(told)}${until(content)}。回复1确认。${tail}`
  let fits = items.length
  while (fits > 0 && partsOf(whole(fits)) > MOST_PARTS) fits--
  return whole(fits)
}

/** What there was no room for, counted. */
function rest(items: readonly Item[], { page }: Told): string {
  if (items.length === 0) return ''
  const lines = items.every(({ line }) => line !== null)
  return `另有${items.length}${lines ? '条生产线' : '项措施'}，详见${page} 。`
}

/** A reason stands whole or is read on the page. */
function withWhy(write: (why: string) => string, why: string, { page }: Told): string {
  const whole = write(why)
  return partsOf(whole) <= MOST_PARTS ? whole : write(`原因详见${page} 。`)
}
