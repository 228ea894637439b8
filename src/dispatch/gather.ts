/**
 * Gathers single items into one call for many. A batch leaves when `most` are together or `afterMs` after its first
 * item, or when nothing more came for `quietMs`, one batch at a time. Whoever awaits `push` has one item in here at most, so that memory stays flat.
 */
export class Gather<Item> {
  readonly #flush: (items: Item[]) => Promise<void>
  readonly #most: number
  readonly #afterMs: number
  readonly #quietMs: number
  #waiting: { item: Item; done: () => void; failed: (error: unknown) => void }[] = []
  #running: Promise<void> | null = null
  #full: () => void = () => undefined
  #more: () => void = () => undefined

  constructor(
    flush: (items: Item[]) => Promise<void>,
    { most, afterMs, quietMs = afterMs }: { most: number; afterMs: number; quietMs?: number },
  ) {
    this.#flush = flush
    this.#most = most
    this.#afterMs = afterMs
    this.#quietMs = quietMs
  }

  /** Resolves when the batch with this item is through; rejects with what failed it. */
  push(item: Item): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ item, done, failed })
      if (this.#waiting.length >= this.#most) this.#full()
      else this.#more()
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
