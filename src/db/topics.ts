import type { Topic } from './port.ts'

/** Who in this process wants to look after a commit. */
export class Topics {
  readonly #subscribers: Record<Topic, Set<() => void>> = {
    effects: new Set(),
    journal: new Set(),
    callers: new Set(),
  }

  subscribe(topic: Topic, run: () => void): () => void {
    this.#subscribers[topic].add(run)
    return () => this.#subscribers[topic].delete(run)
  }

  announce(topics: Iterable<Topic>): void {
    for (const topic of topics) for (const run of this.#subscribers[topic]) run()
  }
}
