import { wallClock } from './clock.ts'
import { readConfig, type Part } from './config.ts'
import { migrate } from './db/migrate.ts'
import { PostgresDb } from './db/postgres.ts'
import { InputError } from './errors.ts'
import { serve } from './main.ts'
import type { Command, Commands } from './model/command.ts'
import { readFlags } from './model/flags.ts'

/** The parts of the engine, for running them apart over PostgreSQL; contract §3. */
const part = (name: Part): Command => ({
  usage: name,
  async run(args) {
    readFlags(args, {}, this.usage)
    await serve(readConfig({ ...process.env, AIRSHED_ROLE: name }))
    // Ends by a signal, which ends the process.
    return await new Promise<number>(() => undefined)
  },
})

const migrateCommand: Command = {
  usage: 'migrate',
  async run(args, io) {
    readFlags(args, {}, this.usage)
    const { databaseUrl } = readConfig(process.env)
    if (databaseUrl === null)
      throw new InputError('DATABASE_URL is not set: the embedded database is brought up to date by each start')
    const db = await PostgresDb.open(databaseUrl, { schema: 'airshed' })
    try {
      io.out(JSON.stringify({ applied: await migrate(db, wallClock.now()) }))
    } finally {
      await db.close()
    }
    return 0
  },
}

export const commands: Commands = {
  migrate: migrateCommand,
  api: part('api'),
  worker: part('worker'),
  clock: part('clock'),
}
