import { createHash } from 'node:crypto'
import { realpathSync, rmSync, writeFileSync, readFileSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { platform, pid } from 'node:process'
import { InputError } from '../errors.ts'

/**
 * One owner of an embedded directory. PGlite itself admits two processes, acknowledges the commits of both and is then
 * destroyed; so the second is refused here, by name.
 * On Linux the lock is a listening socket in the abstract name space: the kernel frees it the moment the process dies,
 * even by SIGKILL, and nothing is left on disk. Elsewhere it is a pid file that is never taken from a living process.
 */
export async function lockDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = realpathSync(directory)
  return platform === 'linux' ? await bySocket(path) : byPidFile(path)
}

function taken(path: string, cause?: unknown): InputError {
  return new InputError(
    `${path} is open in another airshed process: stop that one, or let AIRSHED_DATA name another directory`,
    { cause },
  )
}

function bySocket(path: string): Promise<{ release(): Promise<void> }> {
  const name = `\0airshed-${createHash('sha256').update(path).digest('hex')}`
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? taken(path, error) : error)
    })
    server.listen(name, () => {
      server.unref()
      resolve({ release: () => new Promise((done) => server.close(() => done())) })
    })
  })
}

function byPidFile(path: string): { release(): Promise<void> } {
  const file = join(path, 'owner.pid')
  for (;;) {
    try {
      writeFileSync(file, String(pid), { flag: 'wx', mode: 0o600 })
      return { release: async () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (isAlive(Number(readFileSync(file, 'utf8')))) throw taken(path, error)
      rmSync(file, { force: true })
    }
  }
}

function isAlive(other: number): boolean {
  if (!Number.isInteger(other) || other <= 0) return false
  try {
    process.kill(other, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
