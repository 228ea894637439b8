import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Conductor } from '../../src/drill/conductor.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { Enterprises } from '../../src/drill/enterprises.ts'
import { writeList } from '../../src/drill/list.ts'
import { readPlay, type Play } from '../../src/drill/scenario.ts'
import { summarise } from '../../src/drill/summary.ts'
import { chance } from '../../src/drill/temperament.ts'
import type { Ground } from '../../src/drill/world.ts'
import { freePort } from '../help/server.ts'
import { check, type Found } from './checker.ts'

/** Where the killed engine keeps its truth and its queue. */
export interface Backend {
  readonly name: string
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
}

export interface Killed {
  readonly kills: number
  readonly wrong: readonly string[]
  readonly found: Found
  readonly seconds: number
}

export const CITY = '140900'
/** Of the receivers more is broken than in a drill: what happens around a kill is what is looked for. */
export const SHARES = { slow: 0.1, silent: 0.05, refusing: 0.03, faulty: 0.15 }

/**
 * Plays a drill of `size` enterprises (orange, raised to red, lifted) against an engine in a process of its own that is
 * killed `kills` times at moments that follow from the seed, and started again on the same data each time.
 */
export async function playKilled(
  seed: number,
  { backend, kills, size }: { backend: Backend; kills: number; size: number },
): Promise<Killed> {
  const directory = mkdtempSync(join(tmpdir(), 'airshed-crash-'))
  const began = performance.now()
  const logFile = join(directory, 'receivers.jsonl')
  const list = join(directory, 'list.xlsx')
  const listed = await writeList(list, CITY, size, seed)
  const play = shortened(readPlay('xinzhou-2023-12'), list, seed)
  const enterprises = await Enterprises.open({
    seed,
    shares: SHARES,
    answering: true,
    now: play.start,
    marked: true,
    logFile,
  })
  const ground: Ground = {
    directory: join(directory, 'world'),
    databaseUrl: backend.databaseUrl,
    redisUrl: backend.redisUrl,
    schema: `crash_${seed}_${process.pid}`,
    port: await freePort(),
    city: CITY,
    list,
    rulebook: play.scenario.rulebook,
    start: play.start,
    receivers: enterprises.base,
  }
  let engine = await EngineProcess.start(ground)
  try {
    enterprises.trust(Buffer.from(engine.access.secret, 'base64'))
    const over = new AbortController()
    const conductor = new Conductor(play, engine.access, enterprises, {
      speed: null,
      progress: () => undefined,
      tell: () => undefined,
    })
    let done = 0
    const killing = (async () => {
      while (done < kills && !over.signal.aborted) {
        const messages = 1 + Math.floor(chance(seed, 'kill at', done) * 60)
        await moment(enterprises, { messages, ms: 150 + chance(seed, 'kill after', done) * 1_500 }, over.signal)
        if (over.signal.aborted) return
        await engine.kill()
        done += 1
        engine = await EngineProcess.start(ground)
      }
    })()
    const playing = conductor.play().finally(() => over.abort())
    const [played] = await Promise.all([playing, killing])
    const { wrong } = await summarise(play.scenario.name, played, enterprises.ledger)
    await sleep(1_500) // the sealer looks once a second
    const found = await check({
      url: engine.access.url,
      officer: await played.officers.token('dutyOfficer'),
      auditor: await played.officers.token('auditor'),
      logFile,
      listed,
    })
    await played.client.close()
    return { kills: done, wrong, found, seconds: (performance.now() - began) / 1000 }
  } finally {
    await engine.stop()
    await enterprises.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The days around the episode: the rest of the scenario only moves the clock. */
export function shortened(play: Play, listFile: string, seed: number): Play {
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
