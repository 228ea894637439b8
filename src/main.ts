import { join } from 'node:path'
import { openWorld, startEngine, type Engine, type Setting } from './app.ts'
import { isLoopback, readConfig, type Config } from './config.ts'
import { buildConsole } from './console/build.ts'
import { CONSOLE } from './console/routes.ts'
import { Networks } from './dispatch/channels/networks.ts'
import { Page } from './dispatch/channels/page.ts'
import { NO_PROVIDERS, providersOf } from './dispatch/channels/providers.ts'
import { readChannelSettings } from './dispatch/channels/settings.ts'
import { Webhook } from './dispatch/channels/webhook.ts'
import { Demonstration } from './drill/demonstration.ts'
import { furnishAreas } from './drill/furnish.ts'
import { drillRoutes } from './drill/held/routes.ts'
import { InputError } from './errors.ts'
import { Live } from './live.ts'
import { startOtlp } from './ops/otlp.ts'
import { loadAreas } from './inventory/store.ts'
import { hasDemonstrationLogins } from './people/store.ts'
import type { World } from './world.ts'

/** After this the system is told that something hangs; what was under way is repeated after the next start. */
const GRACE_MS = 10_000

/** The real world: the only place that may reach outside. */
function live(config: Config): Setting {
  const permit = Live.forMain()
  const networks = Networks.live(permit, config.webhookNetworks)
  const settings = config.channels === null ? null : readChannelSettings(config.channels)
  const providers = settings ? providersOf(settings, process.env) : NO_PROVIDERS
  return {
    kind: 'live',
    config,
    schema: 'airshed',
    clock: null,
    channels: () => [
      new Webhook(networks),
      new Page(),
      ...providers.open(Networks.live(permit, settings?.networks ?? [])),
    ],
    providers,
    routes: (life) => [drillRoutes(life)],
    furnish: async (world) => {
      if (!isLoopback(config.host) && (await hasDemonstrationLogins(world.db)))
        throw new InputError(
          `HOST is "${config.host}", but this database holds demonstration log-ins: use another one.`,
        )
      if ((await loadAreas(world.db)).length === 0) await furnishAreas(world)
    },
  }
}

/** The engine that the environment asks for: the demonstration city with its simulated enterprises, or the real world. */
export async function openEngine(
  config: Config,
): Promise<{ engine: Engine; demonstration: Demonstration | null; close(): Promise<void> }> {
  const demonstration = config.demo ? await Demonstration.open(config) : null
  try {
    const engine = await startEngine(demonstration?.setting ?? live(config))
    const tracing = config.otlp === null ? null : startOtlp(config.otlp, engine.world.log)
    return {
      engine,
      demonstration,
      async close() {
        await engine.close()
        await demonstration?.close()
        await tracing?.close()
      },
    }
  } catch (error) {
    await demonstration?.close()
    throw error
  }
}

/** The data that the environment names, with nothing that moves and no queue: for papers when nothing else works. */
export async function openData(config: Config): Promise<{ world: World; close(): Promise<void> }> {
  const kind = config.demo ? 'demo' : 'live'
  const schema = config.demo ? 'airshed_demo' : 'airshed'
  return await openWorld({ kind, config, schema, clock: null, channels: () => [] })
}

/** What is not built is built; where that fails the engine starts all the same, because orders do not need a screen. */
async function readyConsole(say: (line: string) => void): Promise<void> {
  try {
    await buildConsole()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    say(error.message)
  }
}

/** Runs the engine and says where it is; ends by SIGINT or SIGTERM. */
export async function serve(config: Config): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  if (config.parts.includes('api')) await readyConsole(say)
  const opened = await openEngine(config)
  const { engine, demonstration } = opened
  const parts = config.parts.length === 3 ? 'all parts' : config.parts.join(', ')
  say(
    `Airshed runs (${engine.world.kind}, ${engine.world.db.kind === 'embedded' ? 'embedded database' : 'PostgreSQL'}, ${parts})`,
  )
  if (engine.url !== '') {
    say(`  duty console           ${engine.url}${CONSOLE}`)
    say(`  interface              ${engine.url}/api/docs`)
    say(`  description            ${engine.url}/api/openapi.json`)
  }
  demonstration?.introduce(say, join(config.dataDirectory, 'demo-logins.json'))

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    say('stopping …')
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    opened.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`could not stop in good order: ${String(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

if (import.meta.main)
  try {
    await serve(readConfig(process.env))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
