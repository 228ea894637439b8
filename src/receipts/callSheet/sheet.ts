import { readPeople } from '../../db/person.ts'
import { note } from '../../db/journal.ts'
import { itemsOf, sayItems } from '../../dispatch/texts/items.ts'
import { chinese } from '../../dispatch/texts/chinese.ts'
import { afterEnd } from '../../dispatch/texts/words.ts'
import type { WarningRow } from '../../episode/store.ts'
import { contactsOf } from '../../inventory/store.ts'
import type { Id } from '../../model/id.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import { showKg } from '../../model/tonnes.ts'
import type { World } from '../../world.ts'
import { uncalled, unplanned, type Uncalled } from './store.ts'

/** Why somebody is telephoned: nobody has the order, nobody has answered it, or nobody was told that it has ended. */
export const BECAUSE_ZH = { unreached: '未送达', unanswered: '未确认', untold: '未告知结束' } as const
export type Because = keyof typeof BECAUSE_ZH

/** One call (一通电话). */
export interface Call {
  readonly enterprise: Id
  readonly name: string
  readonly number: string
  readonly revision: number
  readonly because: Because
  /** Kilograms a day of all pollutants, exact decimal. */
  readonly kg: string
  /** What to say, in one line. */
  readonly say: string
  /** Whom to call, in order. */
  readonly contacts: readonly { readonly name: string; readonly post: string | null; readonly phone: string }[]
}

/** The call sheet (电话通知单): what is left to do when every channel fails. */
export interface CallSheet {
  readonly warning: { readonly id: Id; readonly name: string }
  readonly exercise: boolean
  readonly printedAt: Instant
  readonly printedBy: string
  readonly reason: string
  readonly calls: number
  /** Enterprises for which no order exists yet, since its plan has not come to them. */
  readonly unplanned: number
  /** Those with the most that nobody has first. */
  readonly counties: readonly { readonly code: string; readonly name: string; readonly calls: readonly Call[] }[]
}

/** Orders read at once: the one embedded connection is free in between (law 14). */
const PAGE = 500

type Row = Pick<Uncalled, 'area' | 'weight' | 'id'> & { readonly call: Call }

/**
 * Whom to call and what to say, from the database alone: neither the queue nor any channel is asked. Who printed it and
 * why goes into the journal, since it names people with their numbers.
 */
export async function callSheet(
  world: Pick<World, 'kind' | 'db' | 'keys' | 'areas'>,
  warning: WarningRow,
  areas: readonly string[],
  { by, name, reason, now }: { by: string; name: string; reason: string; now: Instant },
): Promise<CallSheet> {
  const { db } = world
  const rows: Row[] = []
  for (let after: Id | null = null; ;) {
    const page: Uncalled[] = await uncalled(db, warning.id, areas, after, PAGE)
    rows.push(...(await called(world, page)))
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE) break
  }
  const { id, area } = warning
  const body = { calls: rows.length, areas: [...new Set(rows.map((row) => row.area))].sort() }
  const doing = { now, by, because: reason }
  await db.transaction((tx) =>
    note(tx, { area, kind: 'warning', subject: id, event: 'CALL_SHEET_PRINTED', body }, doing),
  )
  return {
    warning: { id, name: warning.name },
    exercise: world.kind !== 'live',
    printedAt: now,
    printedBy: name,
    reason,
    calls: rows.length,
    unplanned: await unplanned(db, id, warning.context.revision),
    counties: byCounty(rows).map(([code, calls]) => ({ code, name: world.areas.find(code)?.name ?? code, calls })),
  }
}

async function called({ db, keys }: Pick<World, 'db' | 'keys'>, page: readonly Uncalled[]): Promise<Row[]> {
  const contacts = await contactsOf(
    db,
    page.map(({ enterprise }) => enterprise),
  )
  const people = await readPeople(
    db,
    keys,
    [...contacts.values()].flat().map(({ person }) => person),
  )
  return page.map((row) => ({
    ...row,
    call: {
      enterprise: row.enterprise,
      name: row.name,
      number: row.number,
      revision: row.revision,
      because: becauseOf(row.state),
      kg: showKg(row.weight),
      say: say(row),
      contacts: (contacts.get(row.enterprise) ?? []).flatMap(({ person, post }) => {
        const known = people.get(person)
        return known && known.phone !== '' ? [{ name: known.name, post, phone: known.phone }] : []
      }),
    },
  }))
}

function becauseOf(state: string): Because {
  return ENDED.has(state) ? 'untold' : state === 'live' ? 'unanswered' : 'unreached'
}

/** States in which an order has ended, and its receiver has to hear of it. */
const ENDED: ReadonlySet<string> = new Set(['released', 'recalled'])

/** All that holds, not only what changed: whoever has to be called may never have had the revision before. */
function say({ state, content, changedAt }: Uncalled): string {
  if (state === 'recalled') return `该指令为误发，撤回，请勿执行。${afterEnd({ content, language: 'zh' })}`
  if (state === 'released') return `${chinese.when(changedAt)}起指令解除。${afterEnd({ content, language: 'zh' })}`
  return `${LEVEL_ZH[content.level]}预警。${sayItems(itemsOf(content, 'zh'), 'zh')}${chinese.until({ ends: content.ends, changes: [] })}。`
}

const FIRST: Readonly<Record<Because, number>> = { unreached: 0, unanswered: 1, untold: 2 }

/** By county, the one with the most that nobody has first; in each the unreached first, then by mass. */
export function byCounty(rows: readonly Row[]): [string, Call[]][] {
  const counties = [...Map.groupBy(rows, ({ area }) => area)].map(([area, own]) => ({
    area,
    mass: own.reduce((sum, { weight, call }) => sum + (call.because === 'unreached' ? weight : 0), 0),
    calls: own.sort(
      (a, b) =>
        FIRST[a.call.because] - FIRST[b.call.because] ||
        b.weight - a.weight ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    ),
  }))
  counties.sort((a, b) => b.mass - a.mass || (a.area < b.area ? -1 : 1))
  return counties.map(({ area, calls }) => [area, calls.map(({ call }) => call)])
}
