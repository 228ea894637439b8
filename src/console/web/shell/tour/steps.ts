import { hasOrders, isInForce, type Warning } from '../../api/warnings.ts'

/** The steps of the tour (导览), in the order of an episode; the last two also serve any other change under way. */
export const STEPS = [
  'forecast',
  'card',
  'confer',
  'sign',
  'board',
  'answer',
  'start',
  'lift',
  'changeConfer',
  'changeSign',
  'review',
] as const
export type Step = (typeof STEPS)[number]

/** Steps at which something is only looked at: the visitor says when. */
export type Look = 'card' | 'board' | 'review'

/** Who does a step; the signer is whom the change asks for. */
export const DOES: Readonly<Record<Step, 'duty' | 'signer'>> = {
  forecast: 'duty',
  card: 'duty',
  confer: 'duty',
  sign: 'signer',
  board: 'duty',
  answer: 'duty',
  start: 'duty',
  lift: 'duty',
  changeConfer: 'duty',
  changeSign: 'signer',
  review: 'duty',
}

interface Facts {
  readonly warning: Pick<Warning, 'state' | 'change'> | null
  readonly seen: readonly string[]
  /** The enterprise that the tour has picked has answered. */
  readonly answered: boolean
}

/** Where the visitor stands, as the state of the warning says: nothing of it is remembered but what was looked at. */
export function stepNow({ warning, seen, answered }: Facts): Step | 'done' | 'otherwise' {
  if (warning === null) return 'forecast'
  const { state, change } = warning
  if (state === 'dismissed' || state === 'withdrawn') return 'otherwise'
  if (state === 'lifted') return seen.includes('review') ? 'done' : 'review'
  if (!hasOrders(warning)) {
    if (/awaitingSignature$/i.test(state)) return 'sign'
    return seen.includes('card') ? 'confer' : 'card'
  }
  if (change !== null) return /awaitingSignature$/i.test(state) ? 'changeSign' : 'changeConfer'
  if (!seen.includes('board')) return 'board'
  if (!answered) return 'answer'
  return isInForce(warning) && state !== 'lifting' ? 'lift' : 'start'
}
