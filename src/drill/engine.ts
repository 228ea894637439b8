import { openGround, type Ground } from './world.ts'

/*
 * The engine of a drill as a process of its own, for those who want to kill it: `node src/drill/engine.ts '<Ground as
 * JSON>'` prints one line of JSON (`Access`) when it is ready, and ends when its standard input does: it does not
 * outlive whoever started it.
 */

/** As `main` gives itself: whoever started it may have taken PostgreSQL and Redis along, which closing would wait for. */
const GRACE_MS = 10_000

const [ground] = process.argv.slice(2)
if (ground === undefined) throw new Error('engine.ts: the ground is missing')
const { engine, access } = await openGround(JSON.parse(ground) as Ground)
process.stdout.write(`${JSON.stringify(access)}\n`)
process.stdin.resume()
process.stdin.once('end', () => {
  setTimeout(() => process.exit(1), GRACE_MS).unref()
  engine.close().then(
    () => {
      const peakMB = Math.round(process.resourceUsage().maxRSS / 1024)
      return process.stdout.write(`${JSON.stringify({ peakMB })}\n`, () => process.exit(0))
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
