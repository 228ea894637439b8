import type { JobsOptions, Job, JobType, WorkerOptions } from 'bullmq'
import type { Id } from '../model/id.ts'
import {
  type EffectQueue,
  type Lane,
  LANES,
  type Leases,
  type LaneWorker,
  type Ticket,
  type WorkOptions,
} from './port.ts'

/** What differs between BullMQ's back ends: how a queue and a worker are made, and what is to be closed in the end. */
export interface Bull {
  queue(name: string): Queue
  worker(name: string, run: (job: { id?: string }) => Promise<void>, options: BullWorkerOptions): Worker
  close(): Promise<void>
}

export type BullWorkerOptions = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'runRetryDelay'
>

/** The part of BullMQ's classes that is used: their full types differ for each back end. */
interface Queue {
  addBulk(jobs: { name: string; data: object; opts: JobsOptions }[]): Promise<unknown>
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>
  obliterate(options: { force: boolean }): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

interface Worker {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'failed', listener: (job: Pick<Job, 'id'> | undefined, error: Error) => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/**
 * A worker of BullMQ fetches its first jobs one by one and begins none before it holds as many as it may: with hundreds
 * each, in a process that is busy planning, the first messages leave seconds late. With fewer each, a lane takes many
 * connections that only wait.
 */
const MOST_OF_A_WORKER = 128

/**
 * After a failure of the queue's own server a worker rests this long. BullMQ's fifteen seconds are as many in which
 * nothing leaves although the server is back; much shorter, and hundreds of handlers knock at one that is starting.
 */
const PAUSE_MS = 1_000

/** The queue keeps nothing about what is over: the journal does. Retries are the relay's, which takes `now`. */
const TICKET: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** Nobody reads BullMQ's own events; without a limit ten thousand of each lane are kept. */
export const QUEUE_OPTIONS = { streams: { events: { maxLen: 100 } } }

/** BullMQ as the disposable queue of one world. Tickets of two worlds never meet: `prefix` is part of the queue's name. */
export class BullQueue implements EffectQueue {
  readonly #bull: Bull
  readonly #prefix: string
  readonly #leases: Leases
  /** BullMQ's own queues, for whoever looks into them. */
  readonly lanes: Readonly<Record<Lane, Queue>>
  readonly #workers = new Set<Worker>()

  constructor(bull: Bull, prefix: string, leases: Leases) {
    this.#bull = bull
    this.#leases = leases
    this.#prefix = prefix
    this.lanes = { desk: this.#queue('desk'), dispatch: this.#queue('dispatch') }
  }

  #queue(lane: Lane): Queue {
    const queue = this.#bull.queue(`${this.#prefix}-${lane}`)
    // Every call that meets a lost connection rejects by itself; without a listener this copy would end the process.
    queue.on('error', () => undefined)
    return queue
  }

  async add(lane: Lane, tickets: readonly Ticket[]): Promise<void> {
    if (tickets.length === 0) return
    const jobs = tickets.map(({ id, priority }) => ({
      name: 'effect',
      data: {},
      // Messages are all alike: sorting them would cost at every one, and change nothing.
      opts: { ...TICKET, jobId: id, ...(lane === 'desk' ? { priority } : {}) },
    }))
    await this.lanes[lane].addBulk(jobs)
  }

  async work(lane: Lane, handler: (id: Id) => Promise<void>, options: WorkOptions): Promise<LaneWorker> {
    const { concurrency, onError } = options
    const workers = sharesOf(concurrency).map((share) => {
      const worker = this.#bull.worker(
        `${this.#prefix}-${lane}`,
        async (job) => {
          if (job.id !== undefined) await handler(job.id)
        },
        {
          concurrency: share,
          lockDuration: this.#leases.workerMs,
          stalledInterval: this.#leases.lookForLostMs,
          runRetryDelay: PAUSE_MS,
        },
      )
      worker.on('failed', (job, error) => onError(error, job?.id ?? null))
      worker.on('error', (error) => onError(error, null))
      this.#workers.add(worker)
      return worker
    })
    await Promise.all(workers.map((worker) => worker.waitUntilReady()))
    return {
      close: async () => {
        for (const worker of workers) this.#workers.delete(worker)
        await Promise.all(workers.map((worker) => worker.close()))
      },
    }
  }

  async size(lane: Lane): Promise<number> {
    const counts = await this.lanes[lane].getJobCounts('waiting', 'prioritized', 'active')
    return Object.values(counts).reduce((sum, count) => sum + count, 0)
  }

  async wipe(): Promise<void> {
    for (const lane of LANES) await this.lanes[lane].obliterate({ force: true })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close()))
    await Promise.all(LANES.map((lane) => this.lanes[lane].close()))
    await this.#bull.close()
  }
}

/** How many handlers each worker runs at once. */
function sharesOf(concurrency: number): number[] {
  const workers = Math.ceil(concurrency / MOST_OF_A_WORKER)
  return Array.from({ length: workers }, (_, n) => Math.floor((concurrency + n) / workers))
}
