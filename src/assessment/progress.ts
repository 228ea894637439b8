import { SingleBar } from 'cli-progress'

/** Below this a command is done before a bar could be read. */
const LONG = 100_000

/** A bar over the rows of a file, on standard error; nothing where that is no terminal or the file is short. */
export function rowBar(rows: number): { done(more: number): void; stop(): void } {
  if (!process.stderr.isTTY || rows < LONG) return { done: () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    stream: process.stderr,
    format: '[{bar}] {percentage} % {value}/{total}',
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(rows, 0)
  return { done: (more) => bar.increment(more), stop: () => bar.stop() }
}
