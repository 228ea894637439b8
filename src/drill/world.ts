import { startEngine, type Engine } from '../app.ts'
import type { Part } from '../config.ts'
import { Networks } from '../dispatch/channels/networks.ts'
import { NO_PROVIDERS, type Providers } from '../dispatch/channels/providers.ts'
import { Webhook } from '../dispatch/channels/webhook.ts'
import type { Instant } from '../model/time.ts'
import { LEASES, type Leases } from '../queue/port.ts'
import { furnishCity, type DemoLogins } from './furnish.ts'
import { closedConfig } from './setting.ts'

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
  /** Who carries SMS and calls to them; nobody where it is missing. */
  readonly providers?: Providers
  /** What this process plays; all of it where it is missing. */
  readonly parts?: readonly Part[]
  /** Every wait for somebody who may be dead takes a tenth of the usual time: where dying is what is looked at. */
  readonly hurried?: boolean
}

const HURRIED: Leases = {
  workerMs: LEASES.workerMs / 10,
  lookForLostMs: LEASES.lookForLostMs / 10,
  ticketMs: LEASES.ticketMs / 10,
  reconcileMs: LEASES.reconcileMs / 10,
}
const HURRIED_PATIENCE_MS = 1_000

/** What somebody outside needs to play in a world. */
export interface Access extends DemoLogins {
  readonly url: string
  readonly city: string
  /** From which each enterprise's webhook secret follows, base64. */
  readonly secret: string
}

/**
 * Starts the engine of such a world, or the parts of it that this process plays; the same ground again goes on where it
 * was. Who plays no `api` has no access to give.
 */
export async function openGround(ground: Ground): Promise<{ engine: Engine; access: Access }> {
  const { parts = ['api', 'worker', 'clock'], hurried = false, providers = NO_PROVIDERS } = ground
  const { directory, databaseUrl, redisUrl, schema, port, city, list, rulebook, start, receivers } = ground
  let logins: DemoLogins | null = null
  const config = closedConfig({ port, dataDirectory: directory, databaseUrl, redisUrl, parts })
  const engine = await startEngine({
    kind: 'drill',
    config,
    schema,
    clock: start,
    judgedBy: rulebook,
    sole: ground.parts === undefined,
    channels: () => [
      new Webhook(Networks.loopback(), hurried ? HURRIED_PATIENCE_MS : undefined),
      ...providers.open(Networks.loopback()),
    ],
    providers,
    ...(hurried ? { leases: HURRIED } : {}),
    furnish: async (world) => {
      if (parts.includes('api')) logins = await furnishCity(world, { city, list, directory, receivers })
    },
  })
  const { logins: people, feeds } = (logins ?? { logins: [], feeds: [] }) as DemoLogins
  const secret = engine.world.keys.master.toString('base64')
  return { engine, access: { url: engine.url, city, logins: people, feeds, secret } }
}
