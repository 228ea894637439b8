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
let opened: Awaited<ReturnType<typeof openGround>> | null = null
let ending = false
process.stdin.resume()
process.stdin.once('end', end)
// As a supervisor ends a process of the real world.
process.once('SIGTERM', end)
opened = await openGround(JSON.parse(ground) as Ground)
const atReady = process.cpuUsage()
process.stdout.write(`${JSON.stringify(opened.access)}\n`)

function end(): void {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), GRACE_MS).unref()
  // Still starting, and perhaps waiting for a server that whoever started it has taken along.
  if (opened === null) process.exit(1)
  opened.engine.close().then(
    () => {
      const peakMB = Math.round(process.resourceUsage().maxRSS / 1024)
      const { user, system } = process.cpuUsage(atReady)
      const last = { peakMB, processorSeconds: (user + system) / 1e6 }
      return process.stdout.write(`${JSON.stringify(last)}\n`, () => process.exit(0))
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
}
