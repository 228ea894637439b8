import { startEngine, type Engine } from '../app.ts'
import type { Config } from '../config.ts'
import { Networks } from '../dispatch/channels/networks.ts'
import { Webhook } from '../dispatch/channels/webhook.ts'
import type { Instant } from '../model/time.ts'
import { furnishCity, type DemoLogins } from './furnish.ts'

/** A world made for one drill or bench (演练世界): its own directory or schema, queue prefix and keys (law 13). */
export interface Ground {
  /** Of the keys, and of the database where there is no PostgreSQL. */
  readonly directory: string
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** Schema on PostgreSQL and prefix of the queue. */
  readonly schema: string
  readonly port: number
  readonly city: string
  /** A file of `fixtures/lists`, or a path. */
  readonly list: string
  readonly rulebook: string
  readonly start: Instant
  /** Where the simulated enterprises listen. */
  readonly receivers: string
}

/** What somebody outside needs to play in a world. */
export interface Access extends DemoLogins {
  readonly url: string
  readonly city: string
  /** From which each enterprise's webhook secret follows, base64. */
  readonly secret: string
}

/** Starts the engine of such a world; the same ground again goes on where it was. */
export async function openGround(ground: Ground): Promise<{ engine: Engine; access: Access }> {
  const { directory, databaseUrl, redisUrl, schema, port, city, list, rulebook, start, receivers } = ground
  let logins: DemoLogins | null = null
  const config: Config = {
    port,
    host: '127.0.0.1',
    dataDirectory: directory,
    databaseUrl,
    redisUrl,
    parts: ['api', 'worker', 'clock'],
    demo: false,
    publicUrl: null,
    webhookNetworks: [],
    channels: null,
    logLevel: 'error',
  }
  const engine = await startEngine({
    kind: 'drill',
    config,
    schema,
    clock: start,
    judgedBy: rulebook,
    sole: true,
    channels: () => [new Webhook(Networks.loopback())],
    furnish: async (world) => {
      logins = await furnishCity(world, { city, list, directory, receivers })
    },
  })
  if (logins === null) throw new Error('a drill world without log-ins')
  const { logins: people, feeds } = logins as DemoLogins
  const secret = engine.world.keys.master.toString('base64')
  return { engine, access: { url: engine.url, city, logins: people, feeds, secret } }
}
