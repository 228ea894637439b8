import { setTimeout as sleep } from 'node:timers/promises'
import { type Effect, loadEffects } from '../db/effects.ts'
import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { BATCH } from './store.ts'

/**
 * How long ids are collected before they are loaded together. With none, each ticket is a query of its own, which caps
 * the embedded database at some 800 a second; with 50, a lane of 100 handlers spends its time waiting.
 */
const COLLECT_MS = 3

interface Batch {
  readonly ids: Id[]
  readonly effects: Promise<ReadonlyMap<Id, Effect>>
}

/** Loads the effects of many tickets with one query. */
export class EffectLoader {
  readonly #db: Reader
  #open: Batch | null = null

  constructor(db: Reader) {
    this.#db = db
  }

  /** The effect, or null when it is done or parked. */
  async load(id: Id): Promise<Effect | null> {
    const batch = (this.#open ??= this.#begin())
    batch.ids.push(id)
    if (batch.ids.length === BATCH) this.#open = null
    return (await batch.effects).get(id) ?? null
  }

  #begin(): Batch {
    const ids: Id[] = []
    return { ids, effects: this.#collected(ids) }
  }

  async #collected(ids: Id[]): Promise<ReadonlyMap<Id, Effect>> {
    await sleep(COLLECT_MS)
    if (this.#open?.ids === ids) this.#open = null
    const effects = await loadEffects(this.#db, ids)
    return new Map(effects.map((effect) => [effect.id, effect]))
  }
}
