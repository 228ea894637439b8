import { spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { request } from 'undici'

/** Whoever is called for help has to take it in so long. */
const PATIENCE_MS = 10_000

/** What is told: one line for a person, and the same as data. */
export interface Call {
  readonly text: { readonly zh: string; readonly en: string }
  readonly [more: string]: unknown
}

/**
 * Calls for help past the engine (引擎外报警): an address that takes a POST of JSON, or a program of this machine that
 * gets the same on its standard input. No queue, no channel and no database has to work for it.
 * @throws Error where nobody took it
 */
export async function callForHelp(where: string, call: Call): Promise<void> {
  const body = JSON.stringify(call)
  if (isAbsolute(where)) return await run(where, body)
  const { statusCode, body: answer } = await request(where, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  })
  await answer.dump()
  if (statusCode >= 300) throw new Error(`AIRSHED_ALARM answered ${statusCode}`)
}

function run(program: string, input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { stdio: ['pipe', 'ignore', 'ignore'], timeout: PATIENCE_MS })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`AIRSHED_ALARM: ${program} ended with ${code ?? signal}`))
    })
    // One that does not read what it is told has been called all the same.
    child.stdin.once('error', () => undefined)
    child.stdin.end(`${input}\n`)
  })
}
