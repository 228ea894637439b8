import { createHash } from 'node:crypto'
import { monotonicMs } from '../../clock.ts'
import type { Db } from '../../db/port.ts'

/** A page as it is sent: made once for everybody who asks until something changes. */
export interface Kept {
  readonly type: string
  readonly bytes: Buffer
  readonly tag: string
}

type Make = () => Promise<{ readonly type: string; readonly text: string }>

interface Page {
  readonly kept: Promise<Kept>
  readonly madeAt: number
  /** How often the bell had rung when it was begun. */
  readonly bell: number
  /** The one that takes its place is being made. */
  next: boolean
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
  readonly #pages = new Map<string, Page>()
  readonly #stop: () => void
  #bell = 0

  constructor(db: Db, restMs = REST_MS) {
    this.#restMs = restMs
    this.#stop = db.subscribe('journal', () => this.#bell++)
  }

  /**
   * What was made less than `LOOK_MS` ago is good enough while it is made anew, so that nobody waits for the database.
   * @param make is called once for all that ask meanwhile; where it fails, everybody who waits for it is told
   */
  async take(key: string, make: Make): Promise<Kept> {
    const now = monotonicMs()
    const found = this.#pages.get(key)
    if (found === undefined || now - found.madeAt >= LOOK_MS) return await this.#make(key, make, now).kept
    const isRested = now - found.madeAt >= this.#restMs
    if (found.bell === this.#bell || !isRested || found.next) return await found.kept
    if (this.#restMs === 0) return await this.#make(key, make, now).kept
    found.next = true
    const next = this.#made(make)
    const bell = this.#bell
    next.then(
      () => this.#keep(key, { kept: next, madeAt: monotonicMs(), bell, next: false }),
      () => this.#pages.delete(key),
    )
    return await found.kept
  }

  #make(key: string, make: Make, madeAt: number): Page {
    const kept = this.#made(make)
    const page = { kept, madeAt, bell: this.#bell, next: false }
    this.#keep(key, page)
    // What could not be made is not kept.
    kept.catch(() => this.#pages.delete(key))
    return page
  }

  async #made(make: Make): Promise<Kept> {
    const { type, text } = await make()
    const bytes = Buffer.from(text, 'utf8')
    return { type, bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
  }

  #keep(key: string, page: Page): void {
    this.#pages.delete(key)
    this.#pages.set(key, page)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > MOST && oldest !== undefined) this.#pages.delete(oldest)
  }

  close(): void {
    this.#stop()
  }
}
