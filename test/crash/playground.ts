import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Played } from '../../src/drill/conductor.ts'
import { Enterprises } from '../../src/drill/enterprises.ts'
import { writeList } from '../../src/drill/list.ts'
import { readPlay, type Play } from '../../src/drill/scenario.ts'
import { summarise } from '../../src/drill/summary.ts'
import type { Ground } from '../../src/drill/world.ts'
import { freePort } from '../help/server.ts'
import { check, type Found } from './checker.ts'

/** Where the engine keeps its truth and its queue. */
export interface Backend {
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
}

/** What a crash run found: by the drill's own sums, and by the checker that shares no code with the engine. */
export interface Outcome {
  readonly wrong: readonly string[]
  readonly found: Found
  readonly seconds: number
}

const CITY = '140900'
/** Of the receivers more is broken than in a drill: what happens around a kill is what is looked for. */
const SHARES = { slow: 0.1, silent: 0.05, refusing: 0.03, faulty: 0.15 }

/**
 * A drill of `size` enterprises (orange, raised to red, lifted) and the ground for an engine that is to be troubled.
 * Its receivers listen until it is disposed of: a run that forgets one never ends.
 */
export class Playground implements AsyncDisposable {
  readonly play: Play
  readonly ground: Ground
  readonly enterprises: Enterprises
  readonly #directory: string
  readonly #listed: readonly string[]
  readonly #began = performance.now()

  private constructor(directory: string, play: Play, ground: Ground, enterprises: Enterprises, listed: string[]) {
    this.#directory = directory
    this.play = play
    this.ground = ground
    this.enterprises = enterprises
    this.#listed = listed
  }

  /**
   * @param repeating share of the answers that are given twice
   * @param empty a migrated embedded database to begin with; made anew where it is missing
   */
  static async open(
    seed: number,
    { databaseUrl, redisUrl }: Backend,
    { size, repeating, empty }: { size: number; repeating: number; empty?: string | undefined },
  ): Promise<Playground> {
    const directory = mkdtempSync(join(tmpdir(), 'airshed-crash-'))
    if (empty !== undefined) cpSync(empty, join(directory, 'world/pglite'), { recursive: true })
    const list = join(directory, 'list.xlsx')
    const listed = await writeList(list, CITY, size, seed)
    const play = shortened(readPlay('xinzhou-2023-12'), list, seed)
    const enterprises = await Enterprises.open({
      seed,
      shares: SHARES,
      answering: true,
      now: play.start,
      marked: true,
      logFile: logIn(directory),
      repeating,
    })
    const ground: Ground = {
      directory: join(directory, 'world'),
      databaseUrl,
      redisUrl,
      schema: `crash_${seed}_${process.pid}`,
      port: await freePort(),
      city: CITY,
      list,
      rulebook: play.scenario.rulebook,
      start: play.start,
      receivers: enterprises.base,
    }
    return new Playground(directory, play, ground, enterprises, listed)
  }

  /** Adds up what was played, against an engine that still runs at `url`. */
  async judge(played: Played, url: string): Promise<Outcome> {
    const { wrong } = await summarise(this.play.scenario.name, played, this.enterprises.ledger)
    await sleep(1_500) // the sealer looks once a second
    const found = await check({
      url,
      officer: await played.officers.token('dutyOfficer'),
      auditor: await played.officers.token('auditor'),
      logFile: logIn(this.#directory),
      listed: this.#listed,
    })
    await played.client.close()
    return { wrong, found, seconds: (performance.now() - this.#began) / 1000 }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.enterprises.close()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function logIn(directory: string): string {
  return join(directory, 'receivers.jsonl')
}

/** The days around the episode: the rest of the scenario only moves the clock. */
function shortened(play: Play, listFile: string, seed: number): Play {
  const start = '2023-12-23T16:00:00.000Z'
  const end = '2023-12-31T16:00:00.000Z'
  return {
    ...play,
    scenario: { ...play.scenario, seed },
    listFile,
    start,
    end,
    lines: play.lines.filter(({ at }) => at >= start && at < end),
  }
}

/**
 * Waits until the next thing goes wrong: after some messages more, or some time, whichever comes first. Messages alone
 * would never meet the engine at the desk, time alone seldom in the middle of a wave.
 */
export async function moment(
  { ledger }: Enterprises,
  { messages, ms }: { messages: number; ms: number },
  over: AbortSignal,
): Promise<void> {
  const until = performance.now() + ms
  const most = ledger.arrivals.length + messages
  while (performance.now() < until && ledger.arrivals.length < most && !over.aborted) await sleep(2)
}
