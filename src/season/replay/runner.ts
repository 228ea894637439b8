import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Refusal } from '../../errors.ts'
import type { Job, Played } from './job.ts'

/** Those that run and wait: a bureau has few who ask, and each waits for those before. */
const MOST = 4
const MOST_SECONDS = 60
/** A thread that wants more has been given more than a season. */
const MOST_MB = 1024

/** Plays one job at a time in a thread; what nobody waits for any more is stopped. */
export class Runner {
  #open = 0
  #last: Promise<void> = Promise.resolve()

  /**
   * @param prepare gives the job once its turn has come
   * @throws Refusal `replay.busy`, `replay.tooLong`
   */
  async run(prepare: () => Promise<Job>, asker: AbortSignal): Promise<Played> {
    if (this.#open >= MOST) throw new Refusal('replay.busy', { count: String(this.#open), retryAfter: '15' })
    this.#open++
    const before = this.#last
    const done = Promise.withResolvers<void>()
    this.#last = done.promise
    try {
      await before
      const over = AbortSignal.any([asker, AbortSignal.timeout(MOST_SECONDS * 1000)])
      const job = await prepare()
      over.throwIfAborted()
      return await inThread(job, over)
    } catch (error) {
      if (!isAbort(error)) throw error
      throw new Refusal('replay.tooLong', { seconds: String(MOST_SECONDS) }, { cause: error })
    } finally {
      this.#open--
      done.resolve()
    }
  }
}

async function inThread(job: Job, over: AbortSignal): Promise<Played> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: job,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
  })
  try {
    const [played] = (await once(thread, 'message', { signal: over })) as [Played]
    return played
  } finally {
    await thread.terminate()
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}
