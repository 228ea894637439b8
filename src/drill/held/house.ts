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
const AGAIN_MS = 5_000
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
  #closing = false
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
    const done = this.#follow(drill, span, child).finally(() => {
      child.kill('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
      // Another one may have begun since this one was written down.
      if (this.#playing?.child === child) this.#playing = null
    })
    this.#playing = { child, done }
  }

  /** With the engine its drill ends. */
  async close(): Promise<void> {
    this.#closing = true
    this.#playing?.child.kill('SIGKILL')
    await this.#playing?.done
  }

  async #follow(drill: Pick<HeldDrill, 'id' | 'area'>, span: { start: Instant; end: Instant }, child: ChildProcess) {
    let progress: Progress = { now: span.start, share: 0, orders: 0 }
    let events: readonly Told[] = []
    let said = ''
    let stopped = false
    let played: Played | null = null
    child.stderr?.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-MOST_SAID)))
    const hear = async (): Promise<void> => {
      if (child.stdout === null) return
      for await (const text of createInterface({ input: child.stdout })) {
        const one = lineOf(text)
        if (one === null) continue
        if ('played' in one) played = one.played
        else if ('progress' in one) progress = progressOf(one.progress, span)
        else events = [...events, one.told].slice(-MOST_TOLD)
      }
    }
    let over = false
    const ended = Promise.allSettled([once(child, 'close'), hear()]).then(() => (over = true))
    while (!over) {
      await Promise.race([ended, sleep(EVERY_MS)])
      // Without the database it plays on; what it came to is written down when there is one again.
      const asked = await keepProgress(this.#world.db, drill.id, { progress, events }).catch(() => false)
      if (!asked) continue
      stopped = true
      child.kill('SIGKILL')
    }
    const outcome = outcomeOf(played, stopped)
    const { summary = null, report = outcome === 'failed' ? said : null } = played ?? {}
    await this.#end(drill, { outcome, summary, report })
  }

  /** Writes down what became of it, however long there is no database: until then no other drill begins. */
  async #end(drill: Pick<HeldDrill, 'id' | 'area'>, came: Parameters<typeof endDrill>[2]): Promise<void> {
    const { db, clock, log } = this.#world
    for (;;) {
      try {
        return await db.transaction((tx) => endDrill(tx, drill, came, { now: clock.now(), by: 'engine' }))
      } catch (error) {
        log.error({ err: error, drill: drill.id }, 'what became of a drill could not be written down; trying again')
        if (this.#closing) return
        await sleep(AGAIN_MS)
      }
    }
  }
}

/** Null of a line that is none of ours: a library may print what it likes. */
function lineOf(text: string): Line | null {
  try {
    return line.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function outcomeOf(played: Played | null, stopped: boolean): Outcome {
  if (played !== null) return played.holds ? 'passed' : 'wrong'
  return stopped ? 'stopped' : 'failed'
}

function progressOf(
  { now, orders }: { now: string; orders: number },
  { start, end }: { start: Instant; end: Instant },
): Progress {
  const at = parseInstant(now) ?? start
  const share = (epochMs(at) - epochMs(start)) / (epochMs(end) - epochMs(start))
  return { now: at, share: Math.min(1, Math.max(0, share)), orders }
}
