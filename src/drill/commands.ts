import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError } from '../errors.ts'
import type { Commands, Io } from '../model/command.ts'
import { Conductor } from './conductor.ts'
import { Enterprises } from './enterprises.ts'
import { progressBar } from './progress.ts'
import { readPlay } from './scenario.ts'
import { summarise } from './summary.ts'
import { openGround } from './world.ts'

export const commands: Commands = {
  drill: {
    usage: 'drill SCENARIO [--speed N] [--keep DIR]   plays a drill through the whole production path',
    run: drill,
  },
}

async function drill(args: string[], io: Io): Promise<number> {
  const { name, speed, keep } = readArguments(args)
  const play = readPlay(name)
  const directory = keep ?? mkdtempSync(join(tmpdir(), 'airshed-drill-'))
  if (keep !== null) mkdirSync(keep, { recursive: true })
  const { scenario, start, end, listFile } = play
  const enterprises = await Enterprises.open({
    seed: scenario.seed,
    shares: scenario.enterprises,
    answering: true,
    now: start,
    marked: true,
    ...(keep === null ? {} : { logFile: join(keep, 'receivers.jsonl') }),
  })
  const bar = progressBar(scenario.name, start, end)
  try {
    const { engine, access } = await openGround({
      directory: join(directory, 'world'),
      databaseUrl: null,
      redisUrl: null,
      schema: 'airshed_drill',
      port: 0,
      city: scenario.city,
      list: listFile,
      rulebook: scenario.rulebook,
      start,
      receivers: enterprises.base,
    })
    try {
      enterprises.trust(Buffer.from(access.secret, 'base64'))
      const conductor = new Conductor(play, access, enterprises, {
        speed,
        progress: (now, orders) => bar.at(now, orders),
        tell: (event) => io.out(JSON.stringify(event)),
      })
      const played = await conductor.play()
      const { summary, wrong } = await summarise(scenario.name, played, enterprises.ledger)
      bar.stop()
      for (const sentence of wrong) io.err(sentence)
      io.out(JSON.stringify({ summary }))
      await played.client.close()
      return wrong.length === 0 ? 0 : 1
    } finally {
      await engine.close()
    }
  } finally {
    bar.stop()
    await enterprises.close()
    if (keep === null) rmSync(directory, { recursive: true, force: true })
  }
}

function readArguments(args: string[]): { name: string; speed: number | null; keep: string | null } {
  const { values, positionals } = parsed(args)
  const [name, ...rest] = positionals
  if (name === undefined || rest.length > 0) throw new InputError('drill: name one scenario, such as yuncheng-2020-12')
  const speed = values.speed === undefined ? null : Number(values.speed)
  if (speed !== null && !(speed > 0))
    throw new InputError(`--speed ${values.speed}: it should be seconds of the world for each second, such as 3600`)
  return { name, speed, keep: values.keep ?? null }
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { speed: { type: 'string' }, keep: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (cause) {
    throw new InputError(`drill: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
