import { readList } from '../../src/inventory/reading.ts'
import { referring } from '../../src/inventory/people.ts'
import type { Entry } from '../../src/model/enterprise.ts'
import { decideOrder } from '../../src/plan/decide.ts'
import { revise } from '../../src/plan/diff.ts'
import type { OrderContent, Terms } from '../../src/plan/order.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { AREAS, fixtureList } from './lists.ts'

const rules = { measures: loadMeasures(), applying: loadApplying() }

/** Signed on 24 December at 18:00 for the 26th at 0:00 until the 29th at 0:00, Beijing time. */
export const ORANGE: Terms = {
  level: 'orange',
  starts: '2020-12-25T16:00:00.000Z',
  ends: '2020-12-28T16:00:00.000Z',
  issuedAt: '2020-12-24T10:00:00.000Z',
  asOf: '2020-12-24',
  list: { id: 'list', name: '示例市应急减排清单' },
  spares: new Set(),
}
/** Raised on the 26th at 17:30 from 18:00 on, until further notice. */
export const RED: Terms = {
  ...ORANGE,
  level: 'red',
  starts: '2020-12-26T10:00:00.000Z',
  ends: null,
  issuedAt: '2020-12-26T09:30:00.000Z',
  asOf: '2020-12-26',
}

/** The first order of an enterprise. */
export function ordered(entry: Entry, terms: Terms = ORANGE): OrderContent {
  const content = decideOrder({ entry }, terms, rules)
  if (content === null) throw new Error('this level asks nothing of a list')
  return content
}

/** What it is told when the level rises. */
export function raised(entry: Entry, from: Terms = ORANGE, to: Terms = RED): OrderContent {
  return revise(ordered(entry, from), ordered(entry, to), entry)
}

/** The enterprises of a fixture, people by their telephone numbers instead of ids. */
export async function fixtureEntries(name: string): Promise<Entry[]> {
  const { list } = await readList(fixtureList(name), AREAS, loadIndustries())
  return (list?.enterprises ?? []).map(({ entry }) => referring(entry, ({ phone }) => phone))
}
