import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Keys } from './db/keys.ts'
import type { Db } from './db/port.ts'
import type { Font } from './document/font.ts'
import type { Callee } from './dispatch/channels/callee.ts'
import type { OpenWays } from './dispatch/ways.ts'
import type { Areas } from './model/area.ts'
import type { Instant } from './model/time.ts'
import type { MeasureBook } from './rulebook/measures.ts'
import type { Rulebooks } from './rulebook/books.ts'

/**
 * What every stage is handed: one world (live, demonstration or drill) with its own database or schema, clock and keys.
 * Nothing of a stage is global, so that two worlds can run in one process and never meet.
 */
export interface World {
  readonly kind: 'live' | 'demo' | 'drill'
  readonly db: Db
  readonly clock: Clock
  readonly keys: Keys
  /** The folder of the signed checkpoints of its journal, outside of the database; null where none are written. */
  readonly checkpoints: string | null
  /** Where this world is reached from outside, for links in messages; known once it listens. */
  readonly links: { base: string }
  readonly areas: Areas
  readonly rulebooks: Rulebooks
  /** What each grade of each industry has to do, read once. */
  readonly measures: MeasureBook
  /** A drill may be judged by another book than the one of its dates (an id of `rules/levels`); otherwise null. */
  readonly judgedBy: string | null
  /** How receivers are reached here, the first way first; a rule of the day orders what this world has. */
  readonly ways: (now: Instant) => OpenWays
  /** Providers that call back, by name. */
  readonly providers: ReadonlyMap<string, Callee>
  /** For PDF files; null where this machine has none with Chinese letters. */
  readonly font: Font | null
  readonly log: Logger
}
