import { plain } from './plain.ts'
import type { Told } from './told.ts'
import { afterEnd, inTheirWords, isRevision, marks, reason, title } from './words.ts'

/**
 * The whole of it (邮件、群消息) as plain text: what changes first, then everything in force line by line with its clause,
 * how to answer, how to check that it is genuine, whom to call.
 */
export function long(told: Told): string {
  return [...head(told), ...body(told), ...foot(told)].map((line) => line.trimEnd()).join('\n')
}

function head(told: Told): string[] {
  const { content, number, revision, issuedAt, occasion } = told
  const { name, creditCode, grade } = content.enterprise
  const say = inTheirWords(told)
  const because = reason(told)
  return [
    `${marks(told)}${title(told)}`,
    ...(because === '' ? [] : [because]),
    ...(asks(told) && content.unruled !== undefined ? [say.ground(content.unruled)] : []),
    say.long.to(plain(name), creditCode, grade),
    say.long.number(plain(number), isRevision(told) ? say.version(revision) : say.firstVersion(revision)),
    say.long.given(issuedAt, occasion.purpose === 'release'),
    '',
  ]
}

function body(told: Told): string[] {
  const { occasion, issuedAt } = told
  const say = inTheirWords(told)
  switch (occasion.purpose) {
    case 'ending':
      return [say.untilLifted(occasion.ends, afterEnd(told))]
    case 'release':
      return [say.long.released(issuedAt, afterEnd(told))]
    case 'recall':
      return [say.long.recalled(plain(occasion.why)), afterEnd(told)]
    case 'answer':
      return [say.reason(say.ruled(occasion)), ...(occasion.why === '' ? [] : [grounds(told, occasion.why)])]
    case 'order':
    case 'reminder':
    case 'second':
      return [...changed(told), ...inForce(told)]
  }
}

function grounds(told: Told, why: string): string {
  return `${inTheirWords(told).grounds}${inTheirWords(told).reason(plain(why))}`
}

function changed(told: Told): string[] {
  if (!isRevision(told)) return []
  return [inTheirWords(told).long.changed, ...numbered(told.content.changes.map(({ say }) => say[told.language])), '']
}

function inForce(told: Told): string[] {
  const { language, content } = told
  const { summary, lines, transport, suspended } = content
  const words = inTheirWords(told)
  return [
    suspended ? words.long.resting : words.long.inForce,
    plain(summary[language]),
    ...numbered([
      ...lines.map(({ say }) => say[language]),
      ...(transport ? [`${words.transport(transport.say)}${words.stops.end}`] : []),
    ]),
  ]
}

function numbered(sentences: readonly string[]): string[] {
  return sentences.map((sentence, n) => `${n + 1}. ${plain(sentence)}`)
}

/** Whether it asks for something, and does not only tell. */
function asks({ occasion: { purpose } }: Told): boolean {
  return purpose === 'order' || purpose === 'reminder' || purpose === 'second'
}

function foot(told: Told): string[] {
  const { genuine, page, call } = told
  const say = inTheirWords(told).long
  return [
    ...(asks(told) ? say.answer(page) : []),
    ...(genuine === null ? [] : ['', say.check(genuine.code, genuine.verify)]),
    ...(call === null ? [] : [say.call(plain(call))]),
    ...say.binding(page),
  ]
}
