import type { World } from '../world.ts'

/** Where a command writes: data to `out`, progress and words to `err`; one call is one line. */
export interface Io {
  out(line: string): void
  err(line: string): void
  /** The engine of this machine: the running server, or one that is opened for this command and closed after it. */
  engine(): Promise<Door>
  /**
   * The data of this machine when nothing else may work: the running server where it alone may open them, else the world
   * itself, without server and queue, closed after the command.
   */
  ground(): Promise<Door | World>
}

/** The way to a server for commands of this machine: one request, one answer. */
export type Door = (asked: {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** From `/api/v1` on. */
  readonly path: string
  /** JSON, or the bytes of a workbook. */
  readonly body?: Uint8Array
  readonly type?: string
}) => Promise<Answer>

export interface Answer {
  readonly status: number
  /** JSON of the answer. */
  readonly body: unknown
}

export interface Command {
  /** One line for `airshed help`. */
  readonly usage: string
  /** Returns the exit status: 0 done, 1 the answer is no, 2 wrong use (or throw `InputError`). */
  run(args: string[], io: Io): Promise<number>
}

export type Commands = Readonly<Record<string, Command>>
