import type { EffectKind } from '../../machines/effects.ts'
import { DESK } from '../../src/app/desk.ts'
import { Postman } from '../../src/bulletin/subscription/effects.ts'
import { loadEffects, type Effect, type EffectHandlers } from '../../src/db/effects.ts'
import type { Db, Tx } from '../../src/db/port.ts'
import { Dispatch } from '../../src/dispatch/effects.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { NO_PROVIDERS } from '../../src/dispatch/channels/providers.ts'
import { Webhook } from '../../src/dispatch/channels/webhook.ts'
import { fireDue } from '../../src/queue/clock.ts'
import { Trials } from '../../src/dispatch/trial/effects.ts'
import { Caller } from '../../src/waking/effects.ts'
import { Inviter } from '../../src/waking/invitations/effects.ts'
import { PostCaller } from '../../src/waking/shifts/effects.ts'
import type { World } from '../../src/world.ts'

/** Called before each transaction of a handler: where a story lets something else happen in between. */
export type Between = () => Promise<void>

/**
 * Carries effects out by hand, one after the other or several at once, in a world whose engine has no worker and no
 * clock: what a queue may do at any time in any order, the story does when it likes.
 */
export class ByHand {
  readonly #world: World
  readonly #dispatch: Dispatch
  readonly #handlers: EffectHandlers
  readonly #stuck = new Set<string>()

  constructor(world: World, between: Between = async () => undefined, providers = NO_PROVIDERS) {
    this.#world = { ...world, db: interrupted(world.db, between) }
    const channels = [new Webhook(Networks.loopback()), ...providers.open(Networks.loopback(), 700)]
    this.#dispatch = new Dispatch(this.#world, channels)
    const { deliver, deliverTogether, askProvider, pace } = this.#dispatch
    const postman = new Postman(channels)
    this.#handlers = {
      ...DESK,
      deliver,
      deliverTogether,
      askProvider,
      pace,
      call: new Caller(channels).call,
      callToPost: new PostCaller(channels).callToPost,
      inviteParties: new Inviter(channels).inviteParties,
      confirmSubscription: postman.confirmSubscription,
      tellPublic: postman.tellPublic,
      sendTrial: new Trials(channels).sendTrial,
    }
  }

  /** What is due now, the oldest first. */
  async due(kind?: EffectKind): Promise<Effect[]> {
    const rows = await this.#world.db.rows<{ id: string }>(
      `select id from effect where parked_at is null and not_before <= $1 and ($2::text is null or kind = $2)
       order by priority, id`,
      [this.#world.clock.now(), kind ?? null],
    )
    const ids = rows.map(({ id }) => id)
    const effects = new Map((await loadEffects(this.#world.db, ids)).map((effect) => [effect.id, effect]))
    return ids.flatMap((id) => effects.get(id) ?? [])
  }

  /** Carries out an effect as a worker would, marked as taken up: what is done already is left alone by its handler. */
  async carryOut<K extends EffectKind>(effect: Effect<K>): Promise<void> {
    const { db, clock } = this.#world
    await db.rows('update effect set queued_at = $2 where id = $1', [effect.id, clock.now()])
    const handler: EffectHandlers[K] = this.#handlers[effect.kind]
    await handler(this.#world, effect)
  }

  /** Those of a kind that are due now, once. */
  async run(kind: EffectKind): Promise<void> {
    for (const effect of await this.due(kind)) await this.carryOut(effect)
  }

  /** Deadlines that have passed. */
  async tick(): Promise<void> {
    await fireDue(this.#world, this.#world.clock.now(), this.#stuck)
  }

  /** Until nothing is due any more. */
  async settle(): Promise<void> {
    for (;;) {
      await this.tick()
      const effects = await this.due()
      if (effects.length === 0) return
      await Promise.all(effects.map((effect) => this.carryOut(effect)))
    }
  }

  async close(): Promise<void> {
    await this.#dispatch.close()
  }
}

function interrupted(db: Db, between: Between): Db {
  return {
    kind: db.kind,
    rows: (sql, params) => db.rows(sql, params),
    async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      await between()
      return await db.transaction(work)
    },
    subscribe: (topic, run) => db.subscribe(topic, run),
    hold: (group, member) => db.hold(group, member),
    close: () => db.close(),
  }
}
