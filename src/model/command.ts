/** Where a command writes: data to `out`, progress and words to `err`; one call is one line. */
export interface Io {
  out(line: string): void
  err(line: string): void
}

export interface Command {
  /** One line for `airshed help`. */
  readonly usage: string
  /** Returns the exit status: 0 done, 1 the answer is no, 2 wrong use (or throw `InputError`). */
  run(args: string[], io: Io): Promise<number>
}

export type Commands = Readonly<Record<string, Command>>
