import { SingleBar } from 'cli-progress'
import { epochMs, showInstant, type Instant } from '../model/time.ts'

/** A bar over the days of a drill, on standard error; nothing where that is no terminal. */
export function progressBar(
  name: string,
  start: Instant,
  end: Instant,
): { at(now: Instant, orders: number): void; stop(): void } {
  if (!process.stderr.isTTY) return { at: () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    stream: process.stderr,
    format: `演练 ${name} [{bar}] {now} 已执行 {orders}`,
    hideCursor: true,
    clearOnComplete: true,
  })
  const length = epochMs(end) - epochMs(start)
  bar.start(length, 0, { now: showInstant(start).slice(0, 16), orders: 0 })
  return {
    at: (now, orders) =>
      bar.update(Math.min(epochMs(now) - epochMs(start), length), { now: showInstant(now).slice(0, 16), orders }),
    stop: () => bar.stop(),
  }
}
