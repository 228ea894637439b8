import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'

export interface Spoken {
  readonly status: number | null
  readonly lines: readonly string[]
}

/** What outlives a command that was stopped may keep its output open. */
const CLOSING_MS = 2000

/** Runs a command, shows what it says as it says it, and keeps it; it is stopped where it takes longer. */
export async function spoken(
  command: string,
  args: readonly string[],
  { environment = {}, minutes }: { environment?: Readonly<Record<string, string>>; minutes: number },
): Promise<Spoken> {
  const child = spawn(command, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
    timeout: minutes * 60_000,
  })
  let text = ''
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.setEncoding('utf8').on('data', (part: string) => {
      text += part
      to.write(part)
    })
  }
  const closed = once(child, 'close')
  const [status, signal] = (await once(child, 'exit')) as [number | null, string | null]
  await Promise.race([closed, sleep(CLOSING_MS, undefined, { ref: false })])
  child.stdout.destroy()
  child.stderr.destroy()
  const stopped = signal === null ? [] : [`stopped after ${minutes} minutes (${signal})`]
  return { status, lines: [...stripVTControlCharacters(text).trimEnd().split('\n'), ...stopped] }
}
