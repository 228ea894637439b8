import { rmSync } from 'node:fs'
import { monotonicMs } from '../../clock.ts'
import { playDrill } from '../play.ts'
import { asked, told, type Line } from './told.ts'

/*
 * A drill as a process of its own: `node src/drill/held/process.ts '{"file":…,"speed":…}'` plays it on an embedded
 * database in TMPDIR, which is its own and goes with it, and prints a line of JSON for everything that it tells. It ends
 * when its standard input does: it does not outlive whoever started it.
 */

/** More often, and the page would draw what nobody can read. */
const EVERY_MS = 400

const { file, speed } = asked.parse(JSON.parse(process.argv[2] ?? ''))
const say = (line: Line, done?: () => void) => process.stdout.write(`${JSON.stringify(line)}\n`, done)
let shownAt = 0

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
    tell: (event) => say({ told: told.parse(event) }),
    progress: (now, orders) => {
      const at = monotonicMs()
      if (at - shownAt < EVERY_MS) return
      shownAt = at
      say({ progress: { now, orders } })
    },
  },
)
say({ played: { summary, report, holds: wrong.length === 0 } }, () => process.exit(0))
