import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPostgres, startPostgres } from '../help/postgres.ts'
import { freePort } from '../help/server.ts'
import { settingsIn, stepsOf } from './containerfile.ts'

/*
 * `npm run -s container`: the steps of the Containerfile without a container engine: COPY and RUN in a temporary folder
 * with nothing in it but what they bring, then what the image would start, until `/readyz` says that it is ready, and
 * SIGTERM, after which it has ten seconds. What asks for root (packages of Debian, owners) is left out and named.
 */

const ROOT = join(import.meta.dirname, '../..')
const OPS = join(ROOT, 'src/ops')
const home = mkdtempSync(join(tmpdir(), 'airshed-container-'))
const image = join(home, 'image')
const settings: Record<string, string> = {}
let entry: string[] = []
let command: string[] = []

const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  for (const { word, rest } of stepsOf(readFileSync(join(OPS, 'container/Containerfile'), 'utf8'))) {
    if (word === 'COPY') copy(rest.split(/\s+/))
    else if (word === 'RUN') run(rest)
    else if (word === 'ENV') Object.assign(settings, settingsIn(rest))
    else if (word === 'ENTRYPOINT') entry = JSON.parse(rest) as string[]
    else if (word === 'CMD') command = JSON.parse(rest) as string[]
    else if (word === 'WORKDIR') mkdirSync(image, { recursive: true })
  }
  const native = globSync('node_modules/**/*.node', { cwd: image })
  if (native.length > 0) throw new Error(`built for one kind of processor: ${native.join(', ')}`)
  verifyUnits()
  const bin = findPostgres()
  if (bin === null) {
    say('not run: PostgreSQL, install postgresql to run it')
    if (process.env['CI'] === 'true') process.exitCode = 1
  } else await start(bin)
} finally {
  rmSync(home, { recursive: true, force: true })
}

function copy(words: string[]): void {
  const to = words.pop() ?? ''
  for (const from of words)
    cpSync(join(ROOT, from), to.endsWith('/') ? join(image, to, from) : join(image, to), { recursive: true })
}

function run(line: string): void {
  if (/^(apt-get|mkdir -p \/var)/.test(line)) {
    say(`left out: RUN ${line}`)
    return
  }
  say(`RUN ${line}`)
  execFileSync('/bin/sh', ['-c', line], { cwd: image, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The units as they are, but for the folder of the engine and its user, which this machine does not have. */
function verifyUnits(): void {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    say('not run: systemd-analyze, install systemd to run it')
    return
  }
  const units = join(home, 'units')
  mkdirSync(units)
  for (const name of globSync('airshed*.{service,timer}', { cwd: join(OPS, 'systemd') })) {
    const text = readFileSync(join(OPS, 'systemd', name), 'utf8')
    writeFileSync(join(units, name), text.replaceAll('/opt/airshed/node_modules/.bin/node', process.execPath))
  }
  const names = ['airshed@api.service', 'airshed-backup.service', 'airshed-backup.timer'].map((name) =>
    join(units, name),
  )
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...names], { encoding: 'utf8' })
  const ours = stderr.split('\n').filter((line) => line.includes('airshed'))
  if (status !== 0 || ours.length > 0) throw new Error(`systemd-analyze verify: ${stderr}`)
  say('units: verified')
}

async function start(bin: string): Promise<void> {
  const postgres = await startPostgres(bin, { durable: false })
  const port = await freePort()
  const [program = '', ...args] = [...entry, ...command]
  if (program !== 'node') throw new Error(`the image starts ${program}`)
  const environment = {
    PATH: process.env['PATH'],
    ...settings,
    // Of the image, those that this machine does not have, or has for others.
    AIRSHED_DATA: join(home, 'data'),
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: postgres.url,
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, args, { cwd: image, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  try {
    const ready = await Promise.race([untilReady(port), gone.then((code) => `ended with ${code}`)])
    say(`/readyz: ${ready}`)
    if (!existsSync(join(home, 'data/keys/master.key'))) throw new Error('it made no keys')
    const from = performance.now()
    child.kill('SIGTERM')
    const code = await Promise.race([gone, sleep(11_000, 'still runs')])
    if (code !== 0) throw new Error(`after SIGTERM: ${code}`)
    say(`SIGTERM: ended in ${Math.round(performance.now() - from)} ms`)
  } finally {
    child.kill('SIGKILL')
    await gone
    await postgres.remove()
  }
}

async function untilReady(port: number): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (answer?.status === 200) return JSON.stringify(await answer.json())
    await sleep(100)
  }
  throw new Error('it was not ready within a minute')
}
