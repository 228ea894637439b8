import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { InputError } from '../errors.ts'
import { Conductor, type ConductOptions } from './conductor.ts'
import { Enterprises } from './enterprises.ts'
import { LIFELIKE } from './providers/faults.ts'
import { Providers } from './providers/providers.ts'
import { reportOf } from './report.ts'
import { readPlay } from './scenario.ts'
import { summarise } from './summary.ts'
import { telephonesOf } from './telephones.ts'
import { throwAway } from './throwAway.ts'
import { openGround } from './world.ts'

/** What came of a drill: its sums, its report in Markdown, and each sum that does not hold. */
export interface Outcome {
  readonly summary: Record<string, unknown>
  readonly report: string
  readonly wrong: readonly string[]
}

/**
 * Plays a drill through the whole production path (演练) in a world of its own that is gone afterwards, unless it is kept.
 * @throws InputError where there is no such scenario, or something was kept there already
 */
export async function playDrill(
  { name, speed, keep }: { readonly name: string; readonly speed: number | null; readonly keep: string | null },
  servers: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  { progress, tell }: Pick<ConductOptions, 'progress' | 'tell'>,
): Promise<Outcome> {
  const play = readPlay(name)
  if (keep !== null && existsSync(join(keep, 'world')))
    throw new InputError(`--keep ${keep}: a drill was kept there already; name another directory`)
  const place = throwAway(servers, keep ?? undefined)
  const { scenario, start, listFile } = play
  const enterprises = await Enterprises.open({
    seed: scenario.seed,
    shares: scenario.enterprises,
    answering: true,
    now: start,
    incidents: play.incidents,
    marked: true,
    ...(keep === null ? {} : { logFile: join(keep, 'receivers.jsonl') }),
  })
  const witness = telephonesOf(enterprises.ledger)
  const telephones = await Providers.open({ seed: scenario.seed, faults: LIFELIKE, now: start, witness })
  try {
    const { engine, access } = await openGround({
      directory: join(place.directory, 'world'),
      databaseUrl: place.databaseUrl,
      redisUrl: place.redisUrl,
      schema: place.schema,
      port: 0,
      city: scenario.city,
      list: listFile,
      rulebook: scenario.rulebook,
      start,
      receivers: enterprises.base,
      providers: telephones.describe(),
    })
    try {
      telephones.callBack(engine.url)
      enterprises.trust(Buffer.from(access.secret, 'base64'))
      const conductor = new Conductor(play, access, enterprises, { speed, telephones, progress, tell })
      const played = await conductor.play()
      const found = await summarise(scenario.name, played, enterprises.ledger)
      const nameOf = (area: string) => engine.world.areas.find(area)?.name ?? area
      const report = reportOf({ scenario, summary: found, seconds: played.seconds, nameOf })
      if (keep !== null) writeFileSync(join(keep, 'report.md'), report)
      await played.client.close()
      return { summary: found.summary, report, wrong: found.wrong }
    } finally {
      await engine.close()
    }
  } finally {
    await enterprises.close()
    await telephones.close()
    await place.remove()
  }
}
