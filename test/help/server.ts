import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, closeSync, constants, existsSync, globSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A private server of a test run: it ends with the process that started it, however that ends. */
export interface Served {
  readonly pid: number
  /** Like a power failure of it: kill -9 of the server and of its processes, all at one moment. Its folder stays. */
  kill(): Promise<void>
  /** Shuts it down and deletes its folder. */
  remove(): Promise<void>
}

export interface Identity {
  readonly uid: number
  readonly gid: number
}

/**
 * The server is a child of a shell that reads from us: when this process dies, even by kill -9, the pipe ends and the
 * shell takes the server and its folder away. Otherwise every crashed run would leave both behind.
 * A line on the pipe instead of its end means that the server was killed on purpose and its folder is still needed.
 */
const KEEPER = `trap '' INT TERM HUP
home=$1; shift
"$@" </dev/null >&2 3<&- &
server=$!
echo $server
(
  if ! read -r kept; then
    kill -INT $server
    while kill -0 $server; do sleep 0.05; done
    rm -rf "$home"
  fi
) <&3 >/dev/null 2>&1 &
wait
`

/** `home` is the server's folder; what it says goes to `log` in it. */
export async function serve(home: string, command: readonly string[], as: Identity | null): Promise<Served> {
  const log = openSync(logOf(home), 'a')
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'sh', home, ...command], {
    stdio: ['ignore', 'pipe', log, 'pipe'],
    ...as,
  })
  closeSync(log)
  const pid = Number(await firstLine(keeper))
  const pipe = keeper.stdio[3]
  if (!Number.isInteger(pid) || !(pipe instanceof Socket)) throw new Error(`${command[0]} did not start`)
  const gone = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  keeper.unref()
  pipe.unref()
  return {
    pid,
    async kill() {
      process.kill(pid, 'SIGSTOP') // else it brings forth more while we look for them
      const all = [...childrenOf(pid), pid]
      for (const one of all) process.kill(one, 'SIGKILL')
      keeper.ref()
      pipe.end('kept\n')
      await gone
      while (all.some(lives)) await sleep(5)
    },
    async remove() {
      keeper.ref()
      pipe.end()
      await gone
    },
  }
}

/**
 * The processes of a server. One that waits for what a dead one holds never hears that the server is gone, and what it
 * still uses keeps the next server from starting. Where there is no /proc they are left to end by themselves.
 */
function childrenOf(pid: number): number[] {
  if (!existsSync('/proc/self/stat')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => statOf(one)?.parent === pid)
}

function lives(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== null && stat.state !== 'Z'
}

/** null where there is no such process. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    // The name before them is in brackets and may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state: state ?? '', parent: Number(parent) }
  } catch {
    return null
  }
}

function logOf(home: string): string {
  return join(home, 'log')
}

/** Repeats `ask` until it holds; the server's own words are in the error if it never does. */
export async function untilReady(what: string, home: string, ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await ask()) return
    await sleep(50)
  }
  throw new Error(`${what} was not ready after 15 seconds: ${tail(home)}`)
}

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the probe has no port'))
        else resolve(address.port)
      })
    })
  })
}

/** The full path of a program, from the folders (patterns; the last that matches wins) or the PATH; null where none is. */
export function findProgram(name: string, folders: readonly string[]): string | null {
  const inFolders = folders.flatMap((folder) => globSync(join(folder, name)).toSorted(byNumbers).toReversed())
  const inPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
  return [...inFolders, ...inPath].find(executable) ?? null
}

/** Whom a server runs as that refuses root; null where we are not root. */
export function unprivileged(): Identity | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('running as root without a user "postgres" or "nobody" to run PostgreSQL as')
}

function firstLine(keeper: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = ''
    keeper.once('error', reject)
    keeper.once('exit', () => resolve(read))
    keeper.stdout?.on('data', (bytes: Buffer) => {
      read += bytes.toString()
      if (!read.includes('\n')) return
      keeper.stdout?.destroy()
      resolve(read.trim())
    })
  })
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function tail(home: string): string {
  return readFileSync(logOf(home), 'utf8').trim().split('\n').slice(-5).join(' | ')
}

function byNumbers(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
