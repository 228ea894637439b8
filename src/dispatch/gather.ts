import { currentTrace, within } from '../db/trace.ts'

interface Waiting<Item> {
  readonly item: Item
  /** What it came of; a batch of one origin keeps it. */
  readonly trace: string | null
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Gathers single items into one call for many. A batch leaves when `most` are together or `afterMs` after its first
 * item, or when nothing more came for `quietMs`; no more than `atOnce` are under way. Whoever awaits `push` has one item
 * in here at most, so that memory stays flat.
 */
export class Gather<Item> {
  readonly #flush: (items: Item[]) => Promise<void>
  readonly #most: number
  readonly #afterMs: number
  readonly #quietMs: number
  readonly #atOnce: number
  #waiting: Waiting<Item>[] = []
  #gathering: Promise<void> | null = null
  readonly #flying = new Set<Promise<void>>()
  #full: () => void = () => undefined
  #more: () => void = () => undefined

  constructor(
    flush: (items: Item[]) => Promise<void>,
    {
      most,
      afterMs,
      quietMs = afterMs,
      atOnce = 1,
    }: { most: number; afterMs: number; quietMs?: number; atOnce?: number },
  ) {
    this.#flush = flush
    this.#most = most
    this.#afterMs = afterMs
    this.#quietMs = quietMs
    this.#atOnce = atOnce
  }

  /** Resolves when the batch with this item is through; rejects with what failed it. */
  push(item: Item): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ item, trace: currentTrace(), done, failed })
      if (this.#waiting.length >= this.#most) this.#full()
      else this.#more()
      this.#gathering ??= this.#gather()
    })
  }

  /** Waits until everything gathered so far is through. */
  async close(): Promise<void> {
    while (this.#gathering !== null || this.#flying.size > 0) await Promise.all([this.#gathering, ...this.#flying])
  }

  async #gather(): Promise<void> {
    // Whoever pushed has yet to note that this runs: ended before, it would be noted for ever.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      if (this.#flying.size === this.#atOnce) await Promise.race(this.#flying)
      if (this.#waiting.length < this.#most) await this.#together()
      const flight: Promise<void> = this.#leave(this.#waiting.splice(0, this.#most)).finally(() =>
        this.#flying.delete(flight),
      )
      this.#flying.add(flight)
    }
    this.#gathering = null
  }

  async #leave(batch: Waiting<Item>[]): Promise<void> {
    try {
      const [first] = batch
      const shared = first !== undefined && batch.every(({ trace }) => trace === first.trace) ? first.trace : null
      await within(shared, () => this.#flush(batch.map(({ item }) => item)))
      for (const { done } of batch) done()
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  /** Until `most` are together or nothing more comes, but no longer than `afterMs`. */
  #together(): Promise<void> {
    return new Promise((resolve) => {
      const leave = () => {
        clearTimeout(longest)
        clearTimeout(quiet)
        this.#more = () => undefined
        resolve()
      }
      const longest = setTimeout(leave, this.#afterMs)
      let quiet = setTimeout(leave, this.#quietMs)
      this.#full = leave
      this.#more = () => {
        clearTimeout(quiet)
        quiet = setTimeout(leave, this.#quietMs)
      }
    })
  }
}
