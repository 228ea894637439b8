import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs, wallClock } from '../clock.ts'
import type { World } from '../world.ts'
import { callForHelp } from './alarm.ts'
import { type Breach, INVARIANTS, nameOf } from './invariants.ts'
import { Rounds } from './look.ts'
import { keepVerdict } from './store.ts'
import { wakeOfficers } from './wake.ts'

/** Measured on the clock that never steps: an hour's step of the other one neither skips a look nor doubles it. */
const EVERY_MS = 60_000
/** The first look waits until the process has come to itself. */
const FIRST_MS = 5_000
/** The same trouble is told again after so long: often enough to be dealt with, seldom enough to be read. */
const REMIND_MS = 60 * 60_000
/** A database that is away for a moment is no alarm; away for so many looks it is. */
const BLIND_LOOKS = 2

export interface WatchOptions {
  /** `host:pid`, for the heartbeat and the alarm. */
  readonly process: string
  /** Where `auditor.json` is written. */
  readonly directory: string
  /** `AIRSHED_ALARM`, or null: the heartbeat and the metrics alone. */
  readonly alarm: string | null
  readonly everyMs?: number
  readonly firstMs?: number
}

/**
 * The auditor (不变式核查): looks at the standing invariants over live data every minute, in the clock's process. It
 * writes a heartbeat file, by which somebody outside sees that it looks, and calls for help by a way of its own.
 */
export function startAuditor(world: World, options: WatchOptions): { close(): Promise<void> } {
  const { process, directory, alarm, everyMs = EVERY_MS, firstMs = FIRST_MS } = options
  const { db, log, clock } = world
  const closing = new AbortController()
  const rounds = new Rounds(world)
  const told = new Map<string, number>()
  let blind = 0

  async function look(): Promise<void> {
    const from = monotonicMs()
    try {
      const breaches = await rounds.look()
      blind = 0
      const ms = Math.round(monotonicMs() - from)
      const counts = Object.fromEntries(
        [...Map.groupBy(breaches, ({ invariant }) => invariant)].map(([id, some]) => [id, some.length]),
      )
      const verdict = { at: clock.now(), ok: breaches.length === 0, ms, counts }
      await keepVerdict(db, verdict)
      beat({ ...verdict, breaches })
      await tell(breaches, (due) => wakeOfficers(world, due))
    } catch (error) {
      blind += 1
      log.error({ err: error }, 'the auditor could not look')
      beat({ at: wallClock.now(), ok: false, error: String(error) })
      if (blind >= BLIND_LOOKS)
        await tell([{ invariant: 'I6', why: 'the auditor can not look', area: '', what: String(error) }])
    }
  }

  /** Whole or not at all: somebody may be reading. */
  function beat(state: object): void {
    const file = join(directory, 'auditor.json')
    try {
      writeFileSync(`${file}.new`, `${JSON.stringify({ ...state, process }, null, 2)}\n`, { mode: 0o600 })
      renameSync(`${file}.new`, file)
    } catch (error) {
      log.error({ err: error }, `${file} could not be written`)
    }
  }

  /** What is new, or has lasted for another hour; and once when all is well again. */
  async function tell(
    breaches: readonly Breach[],
    wake: (due: readonly Breach[]) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const now = monotonicMs()
    const names = new Set(breaches.map(nameOf))
    const due = breaches.filter((breach) => now - (told.get(nameOf(breach)) ?? -Infinity) >= REMIND_MS)
    const over = told.size > 0 && names.size === 0
    for (const breach of due) log.error({ breach }, 'a standing invariant is broken')
    if (due.length > 0)
      await wake(due).catch((error: unknown) => log.error({ err: error }, 'nobody could be woken for it'))
    if (alarm !== null && (due.length > 0 || over)) {
      try {
        await callForHelp(alarm, { text: over ? WELL : wordsOf(due), process, breaches: due })
      } catch (error) {
        // It is told again at the next look.
        log.error({ err: error }, 'nobody could be called for help')
        return
      }
    }
    for (const breach of due) told.set(nameOf(breach), now)
    for (const name of told.keys()) if (!names.has(name)) told.delete(name)
  }

  async function loop(): Promise<void> {
    await pause(firstMs)
    while (!closing.signal.aborted) {
      await look()
      await pause(everyMs)
    }
  }
  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined)
  }

  const running = loop()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}

const WELL = { zh: '核查：此前的问题已消除。', en: 'Auditor: what was wrong is over.' }

function wordsOf(breaches: readonly Breach[]): { zh: string; en: string } {
  const [first] = breaches
  if (!first) return WELL
  const { zh } = INVARIANTS[first.invariant]
  return {
    zh: `核查发现 ${breaches.length} 处违反不变式，第一处 ${first.invariant}（${zh}）：${first.what}`,
    en: `Auditor: ${breaches.length} breaches of standing invariants; the first is ${nameOf(first)}`,
  }
}
