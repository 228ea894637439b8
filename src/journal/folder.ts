import { createPublicKey, type KeyObject } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintOf } from '../db/keys.ts'
import { knownKeys, readCheckpoint, type Checkpoint, type KnownKeys } from './checkpoint.ts'

/**
 * The folder of the checkpoints (检查点目录), `AIRSHED_CHECKPOINTS`: a file of lines for each day, and the public keys
 * that signed them. Files only grow, so that the folder may lie where nothing can be changed or taken away.
 */
export class CheckpointFolder {
  readonly #path: string
  constructor(path: string) {
    this.#path = path
  }

  keep(checkpoint: Checkpoint, secret: KeyObject): void {
    mkdirSync(this.#path, { recursive: true })
    const key = join(this.#path, `${fingerprintOf(secret)}.pem`)
    if (!existsSync(key)) append(key, publicPem(secret))
    const file = join(this.#path, `${checkpoint.at.slice(0, 10)}.jsonl`)
    const line = `${JSON.stringify(checkpoint)}\n`
    append(file, endsInLine(file) ? line : `\n${line}`)
  }

  /** Every checkpoint, oldest first. */
  all(): Checkpoint[] {
    return this.#files('.jsonl').flatMap(linesOf)
  }

  newest(): Checkpoint | null {
    for (const file of this.#files('.jsonl').toReversed()) {
      const last = linesOf(file).at(-1)
      if (last !== undefined) return last
    }
    return null
  }

  /** The keys that lie in the folder, beside the one that signs now. */
  keys(own: KeyObject): KnownKeys {
    return knownKeys([own, ...this.#files('.pem').map((file) => readFileSync(file, 'utf8'))])
  }

  #files(ending: string): string[] {
    if (!existsSync(this.#path)) return []
    return readdirSync(this.#path)
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(this.#path, name))
  }
}

export function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
}

function linesOf(file: string): Checkpoint[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => readCheckpoint(line) ?? [])
}

function endsInLine(file: string): boolean {
  return !existsSync(file) || /(^|\n)$/.test(readFileSync(file, 'utf8').slice(-1))
}

/** On the disk before anybody counts on it. */
function append(file: string, text: string): void {
  const open = openSync(file, 'a', 0o644)
  try {
    writeSync(open, text)
    fsyncSync(open)
  } finally {
    closeSync(open)
  }
}
