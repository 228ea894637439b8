import { create } from 'xmlbuilder2'
import { showInstant, type Instant } from '../model/time.ts'
import { clean } from './xml.ts'

/** A message as the feed names it. */
export interface FeedEntry {
  readonly id: string
  readonly title: string
  readonly at: Instant
  readonly summary: string
  readonly author: string
  readonly page: string
  readonly cap: string
}

const NAMESPACE = 'http://www.w3.org/2005/Atom'
/** Before the first message; a feed has to say when it last changed. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z'

/** The feed of warnings (预警信息订阅源), RFC 4287: the newest messages, each with its page and its CAP. */
export function atomOf(entries: readonly FeedEntry[], base: string, exercise: boolean): string {
  const mark = exercise ? '〔演练〕' : ''
  const feed = create({ version: '1.0', encoding: 'UTF-8' }).ele(NAMESPACE, 'feed')
  const add = (parent: typeof feed, name: string, text: string) => parent.ele(NAMESPACE, name).txt(clean(text))
  const link = (parent: typeof feed, rel: string, href: string, type: string) =>
    parent.ele(NAMESPACE, 'link', { rel, href, type })
  feed.att('xml:lang', 'zh-CN')
  add(feed, 'id', `${base}/public/feed.atom`)
  add(feed, 'title', `${mark}重污染天气预警信息`)
  add(feed, 'updated', showInstant(entries[0]?.at ?? NEVER))
  link(feed, 'self', `${base}/public/feed.atom`, 'application/atom+xml')
  link(feed, 'alternate', `${base}/public`, 'text/html')
  add(feed.ele(NAMESPACE, 'author'), 'name', 'Airshed')
  for (const one of entries) {
    const entry = feed.ele(NAMESPACE, 'entry')
    add(entry, 'id', `urn:uuid:${one.id}`)
    add(entry, 'title', mark + one.title)
    add(entry, 'updated', showInstant(one.at))
    add(entry.ele(NAMESPACE, 'author'), 'name', one.author)
    link(entry, 'alternate', one.page, 'text/html')
    link(entry, 'enclosure', one.cap, 'application/cap+xml')
    add(entry, 'summary', mark + one.summary)
  }
  return feed.end({ prettyPrint: true })
}
