import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Setting } from '../app.ts'
import type { Config } from '../config.ts'
import { Networks } from '../dispatch/channels/networks.ts'
import { Webhook } from '../dispatch/channels/webhook.ts'
import { wallClock } from '../clock.ts'
import { Enterprises } from './enterprises.ts'
import { LIFELIKE } from './providers/faults.ts'
import { Providers } from './providers/providers.ts'
import { furnishCity, type DemoLogins } from './furnish.ts'
import { drillRoutes } from './held/routes.ts'
import type { Shares } from './temperament.ts'
import type { World } from '../world.ts'

const CITY = '140800'
const LIST = 'yuncheng-2000.xlsx'
/** Invented, like the enterprises: enough of each to see what the board does with it. */
const SHARES: Shares = { slow: 0.12, silent: 0.05, refusing: 0.01, faulty: 0.04 }
/** The simulated enterprises look at the world's clock this often; it may be moved at any moment. */
const TELL_MS = 500

/**
 * The demonstration city (示范城市): Yuncheng's counties with invented enterprises, simulated in this process, that
 * receive their orders and answer them. It reaches nothing but this machine.
 */
export class Demonstration {
  readonly setting: Setting
  readonly #enterprises: Enterprises
  readonly #providers: Providers
  #logins: DemoLogins | null = null
  #telling: NodeJS.Timeout | undefined

  private constructor(config: Config, enterprises: Enterprises, providers: Providers) {
    this.#enterprises = enterprises
    this.#providers = providers
    const described = providers.describe()
    this.setting = {
      kind: 'demo',
      config,
      schema: 'airshed_demo',
      // Follows the wall until somebody moves it.
      clock: null,
      channels: () => [new Webhook(Networks.loopback()), ...described.open(Networks.loopback())],
      providers: described,
      routes: (life) => [drillRoutes(life)],
      furnish: async (world) => {
        enterprises.trust(world.keys.master)
        this.#tell(world)
        this.#logins = await furnishCity(world, {
          city: CITY,
          list: LIST,
          directory: config.dataDirectory,
          receivers: enterprises.base,
        })
      },
    }
  }

  static async open(config: Config): Promise<Demonstration> {
    // The same port as last time, if it is free: thousands of addresses in the database then stay as they are.
    const file = join(config.dataDirectory, 'demo-receivers')
    const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
    const enterprises = await openAt(port).catch(() => openAt(0))
    mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
    writeFileSync(file, new URL(enterprises.base).port)
    const providers = await Providers.open({ seed: 1, faults: LIFELIKE, now: wallClock.now() })
    return new Demonstration(config, enterprises, providers)
  }

  /** The addresses and log-ins, for the person who has just started it. */
  introduce(say: (line: string) => void, file: string): void {
    if (this.#logins === null) return
    say(`  demonstration log-ins  (also in ${file})`)
    for (const { login, password, name, area } of this.#logins.logins)
      say(`    ${login.padEnd(12)} ${password}   ${name} ${area}`)
    for (const { provider, key } of this.#logins.feeds) say(`    feed key     ${key}   ${provider}`)
  }

  #tell({ clock, links }: World): void {
    this.#telling = setInterval(() => {
      const now = clock.now()
      this.#enterprises.tell(now)
      if (links.base !== '') this.#providers.callBack(links.base)
      this.#providers.tell(now)
    }, TELL_MS).unref()
  }

  async close(): Promise<void> {
    clearInterval(this.#telling)
    await this.#enterprises.close()
    await this.#providers.close()
  }
}

function openAt(port: number): Promise<Enterprises> {
  return Enterprises.open({ seed: 1, shares: SHARES, answering: true, now: wallClock.now(), marked: true, port })
}
