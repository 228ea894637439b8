import type { Instant } from '../../model/time.ts'
import { ANSWERS, type Answer, type CheckItem, type Seen } from '../decide.ts'

/** What the form of a page says (表单); null where a choice is none of those that it gave. */
export function readForm(
  checklist: readonly CheckItem[],
  form: Readonly<Record<string, string>>,
  now: Instant,
  readInstant: (text: string) => Instant | null,
): (Seen & { readonly seenAt: Instant }) | null {
  const said = (name: string) => (form[name] ?? '').trim()
  const answers = checklist.flatMap(({ id }) => {
    const answer = ANSWERS.find((one) => one === said(`a.${id}`))
    const remark = said(`r.${id}`).slice(0, 500)
    return answer === undefined ? [] : [{ id, answer: answer satisfies Answer, remark: remark === '' ? null : remark }]
  })
  const lines = [...new Set(checklist.map(({ line }) => line))].flatMap((line) => {
    const shows = SHOWS.find((one) => one === said(`l.${line}`))
    return line === '' || shows === undefined ? [] : [{ line, shows }]
  })
  const outcome = OUTCOMES.find((one) => one === said('outcome'))
  if (outcome === undefined) return null
  const [kind, text] = [said('kind'), said('text').slice(0, 2_000)]
  const [plant, refused] = [said('plant').slice(0, 60), said('refusedBecause').slice(0, 500)]
  return {
    answers,
    lines,
    outcome,
    finding: outcome === 'notCompliant' && kind !== '' && text !== '' ? { kind, text } : null,
    signed: {
      inspector: said('inspector').slice(0, 60),
      plant: plant === '' ? null : plant,
      refusedBecause: refused === '' ? null : refused,
    },
    seenAt: readInstant(said('seenAt')) ?? now,
  }
}

const SHOWS = ['running', 'stopped', 'unclear'] as const
const OUTCOMES = ['compliant', 'notCompliant', 'unclear', 'refused'] as const
