import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command, Io } from '../../src/model/command.ts'

export interface Ran {
  readonly status: number
  readonly out: string[]
  readonly err: string[]
}

/** Runs a command of the command line in this process, without an engine. */
export async function runCommand(command: Command | undefined, ...args: string[]): Promise<Ran> {
  if (command === undefined) throw new Error('there is no such command')
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    engine: () => Promise.reject(new Error('this command needs no engine')),
    ground: () => Promise.reject(new Error('this command needs no engine')),
  }
  return { status: await command.run(args, io), out, err }
}

/** A file in a directory of its own. */
export function fileWith(content: string | Uint8Array, name = 'series.csv'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'airshed-')), name)
  writeFileSync(path, content)
  return path
}
