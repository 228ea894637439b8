import type { OrderContent } from '../../plan/order.ts'
import type { Sentences } from './catalogue.ts'
import { plain } from './plain.ts'
import { SENTENCES } from './sentences.ts'
import type { Told } from './told.ts'

/** The sentences in the language of whoever is told. */
export function inTheirWords({ language }: Pick<Told, 'language'>): Sentences {
  return SENTENCES[language]
}

/** What stands before everything else, so that nobody acts on what is no order, or on the same order twice. */
export function marks(told: Told): string {
  const say = inTheirWords(told)
  const { exercise, trial, repeated } = told
  return `${exercise ? say.exercise : ''}${trial ? say.trial : ''}${repeated ? say.repeated : ''}`
}

/** Whether the message says what changed against the revision before; otherwise all of it is new. */
export function isRevision({ content }: Pick<Told, 'content'>): boolean {
  return content.changes.length > 0
}

/** What kind of message it is, in a few words. */
export function title(told: Told): string {
  const { occasion, area, content } = told
  const { level, unruled } = content
  return inTheirWords(told).titleOf(occasion, { area: plain(area), level, revised: isRevision(told), unruled })
}

/** What a revision says of everything that it does not name. */
export function unchanged(told: Pick<Told, 'content' | 'language'>): string {
  const { changes, suspended } = told.content
  const words = inTheirWords(told)
  return changes.length === 0 || suspended || changes.some(({ say }) => words.isUnchanged(say)) ? '' : words.unchanged
}

/** Why the same order comes again, or comes to another person; empty for the order itself. */
export function reason(told: Told): string {
  const { purpose } = told.occasion
  return purpose === 'reminder' || purpose === 'second' ? inTheirWords(told)[purpose] : ''
}

/** What stands still for another reason, its season plan above all, goes on standing: an ended order does not start it. */
export function afterEnd({ content, language }: { content: OrderContent; language: Told['language'] }): string {
  const { basis, lines } = content
  return SENTENCES[language].afterEnd({
    idle: basis === 'idle' || basis === 'stopForCause',
    season: lines.some((line) => line.season !== undefined),
  })
}
