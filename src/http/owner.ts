import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { Door } from '../model/command.ts'

/** `owner.json`: where the running server is, and the token by which it knows the owner of the machine (contract §2). */
const ownerForm = z.object({ url: z.url({ protocol: /^http$/ }), token: z.string().min(1) })
export type Owner = z.infer<typeof ownerForm>

/** Answers are read by a person who waits; a server that takes longer hangs. */
const PATIENCE_MS = 60_000

export function ownerFile(dataDirectory: string): string {
  return join(dataDirectory, 'owner.json')
}

/**
 * The server that runs on this data directory; null when there is none. A file left behind by a kill counts as none,
 * also where another server has taken the port since: it does not know the token.
 */
export async function runningServer(dataDirectory: string): Promise<Door | null> {
  const owner = readOwner(ownerFile(dataDirectory))
  if (owner === null) return null
  const door = doorOf(owner)
  try {
    const { status } = await door({ method: 'GET', path: '/sessions/me' })
    return status === 200 ? door : null
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') return null
    throw error
  }
}

export function doorOf({ url, token }: Owner): Door {
  return async ({ method, path, body, type = 'application/json' }) => {
    const answer = await request(new URL(`/api/v1${path}`, url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': type }) },
      body: body ?? null,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    })
    return { status: answer.statusCode, body: await answer.body.json() }
  }
}

function readOwner(path: string): Owner | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new InputError(`${path}: cannot be read (${codeOf(error)}): run this as the user who runs the server`)
  }
  const read = ownerForm.safeParse(parse(text))
  if (!read.success) throw new InputError(`${path}: not as a server writes it: remove it and start the server again`)
  return read.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // cut off by a crash: no form takes null
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
