import { spawn } from 'node:child_process'
import { InputError } from '../../errors.ts'

/**
 * The world's schema alone, by PostgreSQL's own program, of one moment however long it takes. What the queue holds is
 * left out: it is made again from what is not done.
 */
export async function dump(url: string, schema: string, file: string): Promise<void> {
  await run('pg_dump', url, [
    '--format=custom',
    `--schema=${schema}`,
    '--no-owner',
    '--no-privileges',
    `--file=${file}`,
  ])
}

/** All of it or nothing. */
export async function load(url: string, file: string): Promise<void> {
  await run('pg_restore', url, ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges', file])
}

function run(program: string, address: string, args: readonly string[]): Promise<void> {
  // Whoever lists the processes of this machine sees their arguments: the password goes another way.
  const url = new URL(address)
  const password = decodeURIComponent(url.password)
  url.password = ''
  return new Promise((resolve, reject) => {
    const child = spawn(program, [`--dbname=${url.href}`, '--no-password', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(password === '' ? {} : { PGPASSWORD: password }) },
    })
    let said = ''
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-2_000)))
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return reject(error)
      reject(
        new InputError(`${program} is not on this machine: install PostgreSQL's client (Debian: postgresql-client)`),
      )
    })
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new InputError(`${program} failed: ${said.trim().split('\n').slice(0, 3).join(' | ')}`))
    })
  })
}
