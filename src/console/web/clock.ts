/*
 * The only file of the console that reads a clock. The world's time is the server's: an officer's machine may be minutes
 * off, and the clock of a demonstration stands wherever it was set.
 */

interface Told {
  /** The world's instant, and the browser's when it was told. */
  readonly world: number
  readonly here: number
  readonly stands: boolean
}

/** A clock that was set differs from the server's by more than an answer takes. */
const SAME_MS = 5_000
let told: Told | null = null
const listeners = new Set<() => void>()

/** The server's `Date` of any answer: good to a second, and there in every world. */
export function heardServer(date: string | null): void {
  const world = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(world) || told?.stands === true) return
  const here = Date.now()
  if (told !== null && Math.abs(told.world - told.here - (world - here)) < 1_500) return
  tell({ world, here, stands: false })
}

/** What `GET /clock` of a demonstration or drill said, beside the `Date` of the same answer. */
export function heardClock(now: string, date: string | null): void {
  const world = Date.parse(now)
  const server = date === null ? world : Date.parse(date)
  const stands = Math.abs(world - server) > SAME_MS
  if (told !== null && told.stands === stands && stands && told.world === world) return
  tell({ world, here: Date.now(), stands })
}

/** Milliseconds of the world's now. */
export function nowMs(): number {
  if (told === null) return Date.now()
  return told.stands ? told.world : told.world + (Date.now() - told.here)
}

export function clockStands(): boolean {
  return told?.stands === true
}

/** Of this browser: how old is what it shows, and when sound comes back. */
export function browserMs(): number {
  return Date.now()
}

/** Called when the clock was moved, and every second. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener)
  const timer = setInterval(listener, 1_000)
  return () => {
    listeners.delete(listener)
    clearInterval(timer)
  }
}

function tell(next: Told): void {
  told = next
  for (const listener of listeners) listener()
}
