import { createHash } from 'node:crypto'
import { monotonicMs } from '../clock.ts'
import type { Db } from '../db/port.ts'

/** A page as it is sent: made once for everybody who asks until something changes. */
export interface Kept {
  readonly type: string
  readonly bytes: Buffer
  readonly tag: string
}

/** After a change pages are made anew no sooner than this: on a red night something is committed all the time. */
const REST_MS = 250
/** Another process's commits ring no bell here, and time passes by itself. */
const LOOK_MS = 2_000
/** Pages by cursor and area that a curious visitor may have made; past this the one asked for longest ago goes. */
const MOST = 500

/**
 * Pages that are the same for everybody (公开页面缓存). Whoever asks is answered from memory: how many they are, the
 * database is asked for each page at most once in `restMs`, and only if something was committed since, or `LOOK_MS` has
 * passed.
 */
export class Shelf {
  readonly #restMs: number
  readonly #pages = new Map<string, { readonly kept: Promise<Kept>; readonly madeAt: number; readonly bell: number }>()
  readonly #stop: () => void
  #bell = 0

  constructor(db: Db, restMs = REST_MS) {
    this.#restMs = restMs
    this.#stop = db.subscribe('journal', () => this.#bell++)
  }

  /** @param make is called once for all that ask meanwhile; where it fails, everybody of them is told */
  async take(key: string, make: () => Promise<Pick<Kept, 'type'> & { readonly text: string }>): Promise<Kept> {
    const now = monotonicMs()
    const found = this.#pages.get(key)
    if (found !== undefined) {
      const age = now - found.madeAt
      if (age < LOOK_MS && (found.bell === this.#bell || age < this.#restMs)) return await found.kept
    }
    const kept = make().then(({ type, text }) => {
      const bytes = Buffer.from(text, 'utf8')
      return { type, bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
    })
    this.#pages.delete(key)
    this.#pages.set(key, { kept, madeAt: now, bell: this.#bell })
    // What could not be made is not kept.
    kept.catch(() => this.#pages.delete(key))
    if (this.#pages.size > MOST) for (const [oldest] of [...this.#pages].slice(0, 1)) this.#pages.delete(oldest)
    return await kept
  }

  close(): void {
    this.#stop()
  }
}
