import { ask, finish, type Effect } from '../../db/effects.ts'
import { DatabaseError } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import { addMinutes } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { Gather } from '../gather.ts'
import { carryingAll } from './decide.ts'
import { countFailure } from './store.ts'
import { Turns } from './turns.ts'

/**
 * Messages of these that are under way at once in this process, however many effects it holds. Most of them wait for
 * their commit: with 512 the writers ran short of outcomes in a flood. More hold their bodies in memory for nothing;
 * fewer, and receivers that let one wait hold up all others.
 */
const AT_ONCE = 1_024
/** A message that met an error is tried by itself after so long: as any other effect that failed once. */
const RETRY_MINUTES = 1 / 6
/** Ends are written together: each by itself would be a commit for some twenty messages. */
const END_MS = 50
const QUIET_MS = 15
const MOST_ENDS = 100

type Attempt = (delivery: Id) => Promise<unknown>

/**
 * Makes first attempts that were asked for together (同批首发). A slow receiver keeps only its own turn; what fails is
 * asked for by itself. After a crash all of them are looked at again, and those whose outcome is recorded are left alone.
 */
export class Together {
  readonly #world: Pick<World, 'db' | 'clock' | 'log'>
  readonly #attempt: Attempt
  readonly #turns = new Turns(AT_ONCE)
  readonly #ends: Gather<Id>
  #resting = false

  constructor(world: Pick<World, 'db' | 'clock' | 'log'>, attempt: Attempt) {
    this.#world = world
    this.#attempt = attempt
    this.#ends = new Gather((ids) => world.db.transaction((tx) => finish(tx, ids)), {
      most: MOST_ENDS,
      afterMs: END_MS,
      quietMs: QUIET_MS,
    })
  }

  async deliver({ id, area, params }: Effect<'deliverTogether'>): Promise<void> {
    const { db, clock, log } = this.#world
    const failed: { delivery: Id; why: string }[] = []
    const waiting: Id[] = []
    const away: DatabaseError[] = []
    const one = async (delivery: Id): Promise<void> => {
      if (this.#resting) return void waiting.push(delivery)
      try {
        await this.#attempt(delivery)
      } catch (error) {
        if (error instanceof DatabaseError && error.passes) away.push(error)
        else {
          failed.push({ delivery, why: error instanceof Error ? error.message : String(error) })
          log.warn({ err: error, delivery }, 'a message failed among others and is tried by itself')
        }
      }
    }
    await Promise.all(params.deliveries.map((delivery) => this.#turns.run(() => one(delivery))))
    // The database went away: all of them are looked at again when it is back.
    if (away[0]) throw away[0]
    if (failed.length === 0 && waiting.length === 0) return await this.#ends.push(id)
    const now = clock.now()
    await db.transaction(async (tx) => {
      await finish(tx, [id])
      if (waiting.length > 0) await ask(tx, [carryingAll(waiting, area)], now)
      const again = await ask(
        tx,
        failed.map(({ delivery: subject }) => ({
          kind: 'deliver',
          subject,
          area,
          params: { attempt: 1 },
          notBefore: addMinutes(now, RETRY_MINUTES),
        })),
        now,
      )
      await countFailure(
        tx,
        again,
        failed.map(({ why }) => why),
      )
    })
  }

  /** From now on what waits for its turn is given back, to be taken up by another process. */
  rest(): void {
    this.#resting = true
  }

  async close(): Promise<void> {
    await this.#ends.close()
  }
}
