import { ask } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import type { ListedLevel } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { TightenedLine } from '../../plan/tightening/decide.ts'
import { addTightening, enterprisesIn } from '../../plan/tightening/store.ts'

/** Enterprises of one effect: its handler writes them in one transaction. */
const AT_ONCE = 200

/** Orders some enterprises of a warning anew, as it is right by then. */
export async function planAnew(
  tx: Tx,
  warning: { readonly id: Id; readonly area: string },
  enterprises: readonly Id[],
  now: Instant,
  notBefore: Instant = now,
): Promise<void> {
  const { id: subject, area } = warning
  const parts = Array.from({ length: Math.ceil(enterprises.length / AT_ONCE) }, (_, n) =>
    enterprises.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  )
  await ask(
    tx,
    parts.map((some) => ({ kind: 'planAgain', subject, area, params: { enterprises: some }, notBefore })),
    now,
  )
}

/** What a county asks beyond its city. */
export interface Declared {
  readonly area: string
  readonly county: string
  readonly level: ListedLevel | null
  readonly measures: readonly TightenedLine[]
  readonly group: string | null
  readonly reason: string
  readonly needsCity: boolean
}

/** Declares it, and orders anew whom it concerns, unless the city has to accept it first. */
export async function declare(
  tx: Tx,
  warning: { readonly id: Id; readonly area: string; readonly listId: Id | null },
  { county, ...declared }: Declared,
  doing: Doing,
): Promise<Id> {
  const made = {
    ...declared,
    warning: warning.id,
    title: `${county}加严措施`,
    declaredBy: doing.by,
    declaredAt: doing.now,
  }
  const subject = await addTightening(tx, made)
  const { area } = declared
  await note(tx, { area, kind: 'tightening', subject, event: 'TIGHTENING_DECLARED', body: made }, doing)
  if (!declared.needsCity) await planAnew(tx, warning, await concerned(tx, warning.listId, declared), doing.now)
  return subject
}

/** Whom a tightening concerns: those of its lines, or all of its county. */
export async function concerned(
  tx: Tx,
  list: Id | null,
  { area, level, measures }: Pick<Declared, 'area' | 'level' | 'measures'>,
): Promise<Id[]> {
  if (level === null) return [...new Set(measures.map(({ enterprise }) => enterprise))].sort()
  return list === null ? [] : await enterprisesIn(tx, list, [area])
}
