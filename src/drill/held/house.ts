import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { epochMs, parseInstant, type Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { endDrill, keepProgress, type HeldDrill, type Outcome, type Progress } from './store.ts'
import { line, type Line, type Told } from './told.ts'

const PROCESS = join(import.meta.dirname, 'process.ts')
/** What happened is written down so often, and whether somebody wants it stopped is looked at. */
const EVERY_MS = 1_000
/** A drill of a season opener, two levels and a bad night tells of some two hundred. */
const MOST_TOLD = 500
/** Of what a process said that ended by itself. */
const MOST_SAID = 4_000

type Played = Extract<Line, { played: unknown }>['played']

/**
 * Plays one drill after another in a process of its own (演练进程): with an embedded database that goes with it, none of
 * this engine's addresses, keys or servers, and after everything else on the machine.
 */
export class DrillHouse {
  readonly #world: Pick<World, 'db' | 'clock' | 'log'>
  readonly #priority: number
  #playing: { readonly child: ChildProcess; readonly done: Promise<void> } | null = null

  /** @param priority of its process, as `os.setPriority` has it */
  constructor(world: Pick<World, 'db' | 'clock' | 'log'>, priority: number) {
    this.#world = world
    this.#priority = priority
  }

  /** @param span its first and its last instant, of which its progress is a share */
  begin(
    drill: Pick<HeldDrill, 'id' | 'area' | 'speed'> & { readonly file: string },
    span: { start: Instant; end: Instant },
  ): void {
    const { PATH, HOME, LANG, NODE_COMPILE_CACHE } = process.env
    const directory = mkdtempSync(join(tmpdir(), 'airshed-drill-'))
    const child = spawn(process.execPath, [PROCESS, JSON.stringify({ file: drill.file, speed: drill.speed })], {
      env: { PATH, HOME, LANG, NODE_COMPILE_CACHE, TMPDIR: directory },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    if (child.pid !== undefined) setPriority(child.pid, this.#priority)
    const done = this.#follow(drill, span, child)
      .catch((error: unknown) =>
        this.#world.log.error({ err: error }, 'what became of a drill could not be written down'),
      )
      .finally(() => {
        rmSync(directory, { recursive: true, force: true })
        this.#playing = null
      })
    this.#playing = { child, done }
  }

  /** With the engine its drill ends. */
  async close(): Promise<void> {
    this.#playing?.child.kill('SIGKILL')
    await this.#playing?.done
  }

  async #follow(
    { id, area }: Pick<HeldDrill, 'id' | 'area'>,
    { start, end }: { start: Instant; end: Instant },
    child: ChildProcess,
  ): Promise<void> {
    const { db, clock } = this.#world
    let progress: Progress = { now: start, share: 0, orders: 0 }
    let events: readonly Told[] = []
    let said = ''
    let stopped = false
    let played: Played | null = null
    child.stderr?.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-MOST_SAID)))
    const gone = once(child, 'close')
    const heard = (async () => {
      if (child.stdout === null) return
      for await (const text of createInterface({ input: child.stdout })) {
        const one = line.parse(JSON.parse(text))
        if ('played' in one) played = one.played as Played
        else if ('progress' in one) progress = progressOf(one.progress as { now: string; orders: number }, start, end)
        else events = [...events, one].slice(-MOST_TOLD)
      }
    })()
    let over = false
    const ended = Promise.allSettled([gone, heard]).then(() => (over = true))
    while (!over) {
      await Promise.race([ended, sleep(EVERY_MS)])
      if (await keepProgress(db, id, { progress, events })) {
        stopped = true
        child.kill('SIGKILL')
      }
    }
    const result = outcomeOf(played, stopped)
    const { summary = null, report = result === 'failed' ? said : null } = played ?? {}
    await db.transaction((tx) =>
      endDrill(tx, { id, area }, { outcome: result, summary, report }, { now: clock.now(), by: 'engine' }),
    )
  }
}

function outcomeOf(played: Played | null, stopped: boolean): Outcome {
  if (played !== null) return played.holds ? 'passed' : 'wrong'
  return stopped ? 'stopped' : 'failed'
}

function progressOf({ now, orders }: { now: string; orders: number }, start: Instant, end: Instant): Progress {
  const at = parseInstant(now) ?? start
  const share = (epochMs(at) - epochMs(start)) / (epochMs(end) - epochMs(start))
  return { now: at, share: Math.min(1, Math.max(0, share)), orders }
}
