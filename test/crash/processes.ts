import { setTimeout as sleep } from 'node:timers/promises'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import type { Access, Ground } from '../../src/drill/world.ts'
import { Watch } from './beside.ts'
import { PROCESSES, type ProcessName } from './faults.ts'

/** A minute, a tenth of it: so are the leases of a hurried ground. */
const FROZEN_MS = 6_000

/** A quarter of a second apart, and each takes a second to fail: longer than PostgreSQL takes to recover. */
const RESTARTS = 20

const PARTS = { api: ['api'], worker: ['worker'], clock: ['clock'] } as const

/** The five processes of one world. What is killed is started again at once, as a supervisor would. */
export class Processes {
  readonly watch = new Watch()
  readonly #ground: Ground
  readonly #running = new Map<ProcessName, EngineProcess>()
  /** What is being done to each: one thing after the other. */
  readonly #doing = new Map<ProcessName, Promise<void>>()

  private constructor(ground: Ground) {
    this.#ground = ground
  }

  static async start(ground: Ground): Promise<{ processes: Processes; access: Access }> {
    const processes = new Processes(ground)
    try {
      // The others need what the first `api` writes down: the keys' fingerprint and the address.
      const api = await processes.#start('api')
      const others = PROCESSES.filter((name) => name !== 'api').map((name) => processes.#start(name))
      await Promise.allSettled(others)
      await Promise.all(others)
      return { processes, access: api.access }
    } catch (error) {
      await processes.close() // else those that did start keep the run from ending
      throw error
    }
  }

  kill(name: ProcessName): Promise<void> {
    return this.#next(name, async (process) => {
      await process.kill()
      await this.#restart(name)
    })
  }

  /** Ends in good order, and is started again. */
  stop(name: ProcessName): Promise<void> {
    return this.#next(name, async (process) => {
      await process.stop()
      await this.#restart(name)
    })
  }

  /** As at an upgrade: SIGTERM, and a new one in its place. `ended` hears the exit status: 0 where it was in good order. */
  renew(name: ProcessName, ended: (status: number | null) => void): Promise<void> {
    return this.#next(name, async (process) => {
      ended(await process.terminate())
      await this.#restart(name)
    })
  }

  freeze(name: ProcessName): Promise<void> {
    return this.#next(name, async (process) => {
      process.freeze()
      await sleep(FROZEN_MS)
      process.thaw()
    })
  }

  async close(): Promise<void> {
    // What did not come back was named when it was given up.
    await Promise.allSettled(this.#doing.values())
    await Promise.all([...this.#running.values()].map((process) => process.kill()))
  }

  #next(name: ProcessName, work: (process: EngineProcess) => Promise<void>): Promise<void> {
    const before = this.#doing.get(name)
    const mine = (async () => {
      await before
      const process = this.#running.get(name)
      if (process) await work(process)
    })()
    this.#doing.set(name, mine)
    return mine
  }

  /** The database may be away at this moment: a supervisor tries again. */
  async #restart(name: ProcessName): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#start(name)
        return
      } catch (error) {
        if (tries === RESTARTS) throw new Error(`${name} does not come back`, { cause: error })
        await sleep(250)
      }
    }
  }

  async #start(name: ProcessName): Promise<EngineProcess> {
    const part = name.replace(/ \d$/, '') as keyof typeof PARTS
    const process = await EngineProcess.start({ ...this.#ground, parts: PARTS[part], hurried: true })
    this.watch.over(name, process)
    this.#running.set(name, process)
    return process
  }
}
