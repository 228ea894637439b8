import { InputError, Refusal } from './errors.ts'
import { readConfig } from './config.ts'
import { runningServer } from './http/owner.ts'
import type { Commands, Door, Io } from './model/command.ts'
import type { World } from './world.ts'

/**
 * The command line (contract §3): each command lives in the `commands.ts` of its stage and is imported when it is
 * called. Exit status: 0 done, 1 the answer is no, 2 wrong use or unreadable input.
 */
const COMMANDS: Readonly<Record<string, () => Promise<{ commands: Commands }>>> = {
  aqi: () => import('./assessment/commands.ts'),
  assess: () => import('./assessment/commands.ts'),
  'bench card': () => import('./assessment/commands.ts'),
  replay: () => import('./season/replay/commands.ts'),
  rulebooks: () => import('./episode/commands.ts'),
  'bench replay': () => import('./episode/commands.ts'),
  'rules check': () => import('./rules.ts'),
  feed: () => import('./feed/commands.ts'),
  import: () => import('./inventory/commands.ts'),
  lint: () => import('./inventory/lintCommand.ts'),
  template: () => import('./inventory/lintCommand.ts'),
  'journal verify': () => import('./journal/commands.ts'),
  'call-sheet': () => import('./receipts/callSheet/commands.ts'),
  'keys rotate': () => import('./accounts/peopleKeys/commands.ts'),
  auditor: () => import('./auditor/commands.ts'),
  backup: () => import('./ops/backup/commands.ts'),
  restore: () => import('./ops/backup/commands.ts'),
  drill: () => import('./drill/commands.ts'),
  'bench dispatch': () => import('./drill/commands.ts'),
  'bench deadlines': () => import('./drill/commands.ts'),
  'bench plan': () => import('./plan/commands.ts'),
  'bench ingest': () => import('./drill/commands.ts'),
  'bench verify': () => import('./drill/commands.ts'),
  'bench list': () => import('./drill/listCommands.ts'),
  'bench evidence': () => import('./drill/evidenceCommands.ts'),
  'bench loggers': () => import('./drill/evidenceCommands.ts'),
  migrate: () => import('./parts.ts'),
  api: () => import('./parts.ts'),
  worker: () => import('./parts.ts'),
  clock: () => import('./parts.ts'),
}

/** Lines are gathered: a write for each of a million answers takes longer than finding them. */
const GATHER = 64 * 1024

class Output implements Io {
  #text = ''
  #close: (() => Promise<void>) | null = null
  out(line: string): void {
    this.#text += `${line}\n`
    if (this.#text.length > GATHER) this.flush()
  }
  err(line: string): void {
    process.stderr.write(`${line}\n`)
  }
  async engine(): Promise<Door> {
    const config = readConfig(process.env)
    const running = await runningServer(config.dataDirectory)
    if (running !== null) return running
    // Without a server the same door is opened for this one command; what it leaves to do is done at the next start.
    const { openEngine } = await import('./main.ts')
    const opened = await openEngine({ ...config, host: '127.0.0.1', port: 0, parts: ['api'], logLevel: 'warn' })
    this.#close = () => opened.close()
    const own = await runningServer(config.dataDirectory)
    if (own === null) throw new Error('the engine opened for this command does not answer')
    return own
  }
  async ground(): Promise<Door | World> {
    const config = readConfig(process.env)
    const running = config.databaseUrl === null ? await runningServer(config.dataDirectory) : null
    if (running !== null) return running
    const { openData } = await import('./main.ts')
    const opened = await openData(config)
    this.#close = () => opened.close()
    return opened.world
  }
  async end(): Promise<void> {
    this.flush()
    await this.#close?.()
  }
  flush(): void {
    if (this.#text !== '') process.stdout.write(this.#text)
    this.#text = ''
  }
}

async function main(args: string[]): Promise<number> {
  const io = new Output()
  try {
    return await run(args, io)
  } catch (error) {
    if (error instanceof InputError) io.err(error.message)
    else if (error instanceof Refusal) io.err(`${error.message} ${error.say('en').next}`)
    else throw error
    return error instanceof InputError ? 2 : 1
  } finally {
    await io.end()
  }
}

async function run(args: string[], io: Io): Promise<number> {
  const [first, second] = args
  if (first === undefined) {
    await help((line) => io.err(line))
    return 2
  }
  if (first === 'help' || first === '--help') {
    await help((line) => io.out(line))
    return 0
  }
  const name = [`${first} ${second}`, first].find((known) => Object.hasOwn(COMMANDS, known))
  const load = name === undefined ? undefined : COMMANDS[name]
  if (name === undefined || load === undefined) {
    const near = Object.keys(COMMANDS).filter((known) => known.startsWith(`${first} `))
    throw new InputError(
      near.length > 0
        ? `airshed ${first}: which? ${near.join(', ')}`
        : `airshed ${first}: there is no such command; airshed help lists them`,
    )
  }
  const command = (await load()).commands[name]
  if (command === undefined) throw new Error(`${name} is not among the commands of its stage`)
  const rest = args.slice(name.split(' ').length)
  if (rest.includes('--help')) {
    io.out(`airshed ${command.usage}`)
    return 0
  }
  return command.run(rest, io)
}

async function help(say: (line: string) => void): Promise<void> {
  for (const [name, load] of Object.entries(COMMANDS)) {
    const { commands } = await load()
    say(`airshed ${commands[name]?.usage ?? name}`)
  }
}

// Whoever reads the answers may stop early (`| head`): then there is nobody left to write for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = await main(process.argv.slice(2))
