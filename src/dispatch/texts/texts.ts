import type { Texts } from '../channel.ts'
import { long } from './long.ts'
import { plain } from './plain.ts'
import { short } from './short.ts'
import { spoken } from './spoken.ts'
import type { Told } from './told.ts'
import { inTheirWords, marks, title } from './words.ts'

/** What one receiver is told (文本), for each kind of channel, in the receiver's language; pure. */
export function textsOf(told: Told): Texts {
  return { subject: subject(told), short: short(told), spoken: spoken(told), long: long(told) }
}

function subject(told: Told): string {
  const { occasion, content, number } = told
  const say = inTheirWords(told)
  const { purpose } = occasion
  const urgent = purpose === 'reminder' || purpose === 'second' ? say.urgent[purpose] : ''
  return `${marks(told)}${urgent}${say.subject(title(told), plain(content.enterprise.name), plain(number))}`
}
