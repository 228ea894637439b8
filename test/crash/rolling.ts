import { setTimeout as sleep } from 'node:timers/promises'
import { Conductor } from '../../src/drill/conductor.ts'
import { playBeside } from './beside.ts'
import { PROCESSES } from './faults.ts'
import type { Servers } from './faulty.ts'
import { moment, type Outcome, Playground } from './playground.ts'
import { Processes } from './processes.ts'

/** Everybody's turn comes so often, the second time in another wave than the first, as far as the drill is long enough. */
const ROUNDS = 2
/** The next process is told to end after so long, or so many messages: an upgrade goes on whatever the engine does. */
const BETWEEN_MS = 2_000
/** Order, raise and release of each enterprise, shared out over the turns. */
const WAVES = 3

/**
 * Plays the drill against five processes over PostgreSQL and Redis while, from the first order on, one after the other is
 * told to end and started again. Each has to end in good order: status 0 within its ten seconds.
 */
export async function playRolling(
  seed: number,
  { postgres, redis }: Servers,
  { size }: { size: number },
): Promise<Outcome & { readonly renewed: number }> {
  const backend = { databaseUrl: postgres.url, redisUrl: redis.url }
  await using playground = await Playground.open(seed, backend, { size, repeating: 0 })
  const { ground, enterprises, play } = playground
  const { processes, access } = await Processes.start(ground)
  try {
    enterprises.trust(Buffer.from(access.secret, 'base64'))
    const conductor = new Conductor(play, access, enterprises, {
      speed: null,
      progress: () => undefined,
      tell: () => undefined,
    })
    let renewed = 0
    const disorderly: string[] = []
    const turns = Array.from({ length: ROUNDS }, () => PROCESSES).flat()
    const messages = Math.ceil((size * WAVES) / turns.length)
    const played = await playBeside(conductor, processes.watch, async (over) => {
      while (enterprises.ledger.arrivals.length === 0 && !over.aborted) await sleep(20)
      for (const name of turns) {
        if (over.aborted) return
        await processes.renew(name, (status) => {
          if (status !== 0) disorderly.push(`${name} ended with ${status} after SIGTERM`)
        })
        renewed += 1
        await moment(enterprises, { messages, ms: BETWEEN_MS }, over)
      }
    })
    const { wrong, ...outcome } = await playground.judge(played, access.url)
    // A drill that is over before everybody's turn has shown nothing.
    const few = renewed < PROCESSES.length ? [`only ${renewed} processes had their turn`] : []
    return { renewed, ...outcome, wrong: [...wrong, ...few, ...disorderly] }
  } finally {
    await processes.close()
  }
}
