import { readFileSync } from 'node:fs'
import { canonical } from '../../src/db/journal.ts'
import { run, start, type Outcome } from '../../src/db/machine.ts'
import { MACHINES, type Machine, type MachineKind, type Stored } from '../../machines/index.ts'

/** An entry of a journal, as far as machines are concerned. */
export interface Told {
  readonly kind: string
  readonly subject: string
  readonly members: readonly string[] | null
  readonly event: string
  readonly body: {
    readonly input?: unknown
    readonly event?: { readonly type: string }
    readonly from?: string
    readonly to?: string
    readonly effects?: readonly string[]
  }
}

/** The entries of a recording: one a line, written by `test/help/record.ts`. */
export function readRecording(path: string): Told[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told)
}

/** What the machines make of a journal: where each row stands at its end, and each entry that they answer otherwise. */
export interface Replayed {
  readonly rows: ReadonlyMap<string, Stored & { readonly kind: MachineKind }>
  readonly otherwise: readonly string[]
  readonly steps: number
}

/** Runs the machines again on what a journal says happened to them, entry after entry. */
export function replayed(
  entries: Iterable<Told>,
  machines: Readonly<Record<MachineKind, Machine>> = MACHINES,
): Replayed {
  const rows = new Map<string, Stored & { kind: MachineKind }>()
  const otherwise: string[] = []
  let steps = 0
  for (const entry of entries) {
    const { kind, subject, members, event, body } = entry
    if (!(kind in MACHINES) || (body.to === undefined && event !== 'REFUSED')) continue
    const machine = machines[kind as MachineKind]
    for (const id of members ?? [subject]) {
      steps++
      const row = rows.get(id)
      const say = (what: string) => otherwise.push(`${kind} ${id} ${event}: ${what}`)
      if (event === 'BEGUN') {
        const begun = start(machine, body.input)
        if (row !== undefined) say('it had begun already')
        take(begun, entry, say)
        rows.set(id, { kind: kind as MachineKind, ...begun.stored })
        continue
      }
      if (row === undefined || body.event === undefined) {
        say('it had not begun')
        continue
      }
      const outcome = run(machine, row, body.event)
      if (event === 'REFUSED') {
        if (outcome !== null) say(`taken in ${row.state}`)
        continue
      }
      if (row.state !== body.from) say(`from ${row.state}, not ${body.from}`)
      if (outcome === null) {
        say(`refused in ${row.state}`)
        continue
      }
      take(outcome, entry, say)
      rows.set(id, { kind: row.kind, ...outcome.stored })
    }
  }
  return { rows, otherwise, steps }
}

function take({ stored, effects }: Outcome, { body }: Told, say: (what: string) => void): void {
  if (stored.state !== body.to) say(`to ${stored.state}, not ${body.to}`)
  const asked = effects.map(({ kind }) => kind)
  if (canonical(asked) !== canonical(body.effects ?? []))
    say(`asks for ${asked.join()}, not ${(body.effects ?? []).join()}`)
}
