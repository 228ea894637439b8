import type { Id } from '../model/id.ts'

/** `desk` is the engine's own work; `dispatch` the messages: a flood of one never keeps the other waiting. */
export type Lane = 'desk' | 'dispatch'
export const LANES: readonly Lane[] = ['desk', 'dispatch']

/** What the queue knows of an effect: its id, and how early it comes at the desk (1 first); messages keep their order. */
export interface Ticket {
  readonly id: Id
  readonly priority: number
}

/** One lane being worked on. */
export interface LaneWorker {
  /** Takes nothing new and waits for what is running. */
  close(): Promise<void>
}

/** How long somebody who is silent is taken for alive, and how often that is looked at. */
export interface Leases {
  /**
   * A worker that is killed holds its tickets for this long before others may take them. Shorter, and a process that is
   * busy for some seconds (a large plan on a small machine) loses what it is still doing; longer, and orders wait for a
   * worker that no longer lives.
   */
  readonly workerMs: number
  readonly lookForLostMs: number
  /**
   * A ticket this old is added again; one that still waits or runs is not doubled by it. Shorter, and a long queue is
   * added over and over; longer, and what a wiped queue lost waits as long.
   */
  readonly ticketMs: number
  readonly reconcileMs: number
}

export const LEASES: Leases = { workerMs: 15_000, lookForLostMs: 5_000, ticketMs: 30_000, reconcileMs: 5_000 }

export interface WorkOptions {
  /** How many handlers run at once in this process. */
  readonly concurrency: number
  /** A handler threw (its id is given), or the queue itself failed (null). The ticket is gone in both cases. */
  readonly onError: (error: Error, id: Id | null) => void
}

/**
 * The disposable queue (law 1): it may be wiped at any moment and holds nothing but ids. It decides no retry, delay or
 * deadline (they would read the wall clock): those are the relay's and the machines'. A ticket that is already waiting
 * or being worked on is not added a second time.
 */
export interface EffectQueue {
  add(lane: Lane, tickets: readonly Ticket[]): Promise<void>
  work(lane: Lane, handler: (id: Id) => Promise<void>, options: WorkOptions): Promise<LaneWorker>
  /** Tickets waiting or being worked on. */
  size(lane: Lane): Promise<number>
  /** Forgets everything, also what is being worked on (its handlers run to their end). */
  wipe(): Promise<void>
  /** Closes what `work` has opened, then the connections. */
  close(): Promise<void>
}
