import { rmSync } from 'node:fs'
import { monotonicMs } from '../../clock.ts'
import { playDrill } from '../play.ts'
import { asked, type Line } from './told.ts'

/*
 * A drill as a process of its own: `node src/drill/held/process.ts '{"file":…,"speed":…}'` plays it on an embedded
 * database in TMPDIR, which is its own and goes with it, and prints a line of JSON for everything that it tells. It ends
 * when its standard input does: it does not outlive whoever started it.
 */

/** More often, and the page would draw what nobody can read. */
const EVERY_MS = 400

const { file, speed } = asked.parse(JSON.parse(process.argv[2] ?? ''))
const say = (line: Line) => process.stdout.write(`${JSON.stringify(line)}\n`)
let told = 0

process.stdin.resume()
process.stdin.once('end', () => {
  const { TMPDIR } = process.env
  if (TMPDIR !== undefined) rmSync(TMPDIR, { recursive: true, force: true })
  process.exit(1)
})

const { summary, report, wrong } = await playDrill(
  { name: file, speed, keep: null },
  { databaseUrl: null, redisUrl: null },
  {
    tell: (event) => say(event as Line),
    progress: (now, orders) => {
      const at = monotonicMs()
      if (at - told < EVERY_MS) return
      told = at
      say({ progress: { now, orders } })
    },
  },
)
process.stdout.write(`${JSON.stringify({ played: { summary, report, holds: wrong.length === 0 } })}\n`, () =>
  process.exit(0),
)
