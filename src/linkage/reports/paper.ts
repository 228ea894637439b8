import type { Document } from '../../document/document.ts'
import type { Instant } from '../../model/time.ts'

/**
 * A report's text as an official document: its first line is the title, a line that ends with a colon the addressee, the
 * last two the office and the hour, where they are still as they were drafted. Whatever an officer wrote stands as written.
 */
export function asDocument(
  text: string,
  { office, at, mark }: { office: string; at: Instant; mark: string | null },
): Document {
  const [title = '', ...rest] = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  const [first] = rest
  const addressee = first?.endsWith('：') ? first.slice(0, -1) : null
  const body = addressee === null ? rest : rest.slice(1)
  const date = body.at(-2) === office ? body.at(-1) : undefined
  const paragraphs = date === undefined ? body : body.slice(0, -2)
  return {
    title,
    number: null,
    addressee,
    body: paragraphs.map((one) => ({ kind: 'paragraph', text: one })),
    closing: date === undefined ? null : { office, date },
    footer: [],
    mark,
    at,
  }
}
