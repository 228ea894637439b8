import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { wallClock } from '../../clock.ts'
import { type Config, readConfig } from '../../config.ts'
import { InputError } from '../../errors.ts'
import { runningServer } from '../../http/owner.ts'
import type { Command, Commands } from '../../model/command.ts'
import { readFlags } from '../../model/flags.ts'
import { backUpEmbedded, backUpPostgres, fingerprintIn, restore } from './backup.ts'
import { withEmbedded } from './embedded.ts'
import { readManifest } from './manifest.ts'
import { copied } from './routes.ts'

const backup: Command = {
  usage: 'backup FILE',
  async run(args, io) {
    const { config, file } = read(args, this.usage)
    for (const name of [file, `${file}.json`])
      if (existsSync(name))
        throw new InputError(`${name} is there already: give another name, a backup is never replaced`)
    await take(config, file)
    io.out(JSON.stringify({ file, bytes: statSync(file).size, ...readManifest(file) }))
    const keys = join(config.dataDirectory, 'keys')
    io.err(
      `The keys are not in it. Keep a copy of ${keys} (fingerprint ${fingerprintIn(config.dataDirectory) ?? 'none here'}) in another place: without it nobody in the backup has a name or a telephone number, and no engine starts on it.`,
    )
    return 0
  },
}

async function take(config: Config, file: string): Promise<void> {
  const { databaseUrl, dataDirectory } = config
  if (databaseUrl !== null) {
    await backUpPostgres(databaseUrl, schemaOf(config), file, wallClock.now())
    return
  }
  const door = await runningServer(dataDirectory)
  if (door === null) {
    await withEmbedded(dataDirectory, (db) => backUpEmbedded(db, file, wallClock.now()))
    return
  }
  const { status, body } = await door({ method: 'POST', path: '/backup' })
  if (status !== 201) throw new InputError(`the running server gave no backup: ${JSON.stringify(body)}`)
  const from = copied.parse(body).file
  move(`${from}.json`, `${file}.json`)
  move(from, file)
}

/** Also onto another disk. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    copyFileSync(from, to)
    rmSync(from)
  }
}

const restoring: Command = {
  usage: 'restore FILE',
  async run(args, io) {
    const { config, file } = read(args, this.usage)
    const { databaseUrl, dataDirectory } = config
    const checkpoints = config.checkpoints ?? join(dataDirectory, 'checkpoints')
    const place = { databaseUrl, schema: schemaOf(config), directory: dataDirectory, checkpoints }
    const found = await restore(place, file, wallClock.now())
    io.out(JSON.stringify(found))
    for (const sentence of found.wrong) io.err(sentence)
    if (found.ok)
      io.err(
        `Restored as of ${found.until ?? 'its beginning'}. What was sent after that, these data do not know of; what they have not done yet (${found.messages} messages, ${found.effects} more, ${found.deadlines} deadlines that have passed) is done when a worker and a clock start. Read "Restore" in src/ops/README.md first.`,
      )
    return found.ok ? 0 : 1
  },
}

function read(args: string[], usage: string): { config: Config; file: string } {
  const { positionals } = readFlags(args, {}, usage)
  const [file, more] = positionals
  if (file === undefined || more !== undefined) throw new InputError(`one file is needed. Use: airshed ${usage}`)
  return { config: readConfig(process.env), file: resolve(file) }
}

/** As `main` and the demonstration name theirs. */
function schemaOf({ demo }: Config): string {
  return demo ? 'airshed_demo' : 'airshed'
}

export const commands: Commands = { backup, restore: restoring }
