/**
 * Gathers single items into one call for many. A batch leaves when `most` are together or `afterMs` after its first
 * item, one batch at a time. Whoever awaits `push` has one item in here at most, so that memory stays flat.
 */
export class Gather<Item> {
  readonly #flush: (items: Item[]) => Promise<void>
  readonly #most: number
  readonly #afterMs: number
  #waiting: { item: Item; done: () => void; failed: (error: unknown) => void }[] = []
  #running: Promise<void> | null = null
  #full: () => void = () => undefined

  constructor(flush: (items: Item[]) => Promise<void>, { most, afterMs }: { most: number; afterMs: number }) {
    this.#flush = flush
    this.#most = most
    this.#afterMs = afterMs
  }

  /** Resolves when the batch with this item is through; rejects with what failed it. */
  push(item: Item): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ item, done, failed })
      if (this.#waiting.length >= this.#most) this.#full()
      this.#running ??= this.#run()
    })
  }

  /** Waits until everything gathered so far is through. */
  async close(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < this.#most) await this.#together()
      const batch = this.#waiting.splice(0, this.#most)
      try {
        await this.#flush(batch.map(({ item }) => item))
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    this.#running = null
  }

  /** Until `most` are together, but no longer than `afterMs`. */
  #together(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#afterMs)
      this.#full = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
