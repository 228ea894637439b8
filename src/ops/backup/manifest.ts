import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../../errors.ts'

/**
 * What lies beside a backup, as `FILE.json`: by which a restore tells that the file is whole, and that its journal is
 * the one that was backed up. Keep a copy of it where the backup's keeper can not write.
 */
export const manifestForm = z.object({
  database: z.enum(['embedded', 'postgres']),
  takenAt: z.string(),
  sha256: z.string(),
  /** Where the chain of the journal ended just before. */
  head: z.object({ n: z.int(), hash: z.string() }).nullable(),
  /** Fingerprint of the master key without which nobody in it has a name. */
  masterKey: z.string().nullable(),
})
export type Manifest = z.infer<typeof manifestForm>

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file)) hash.update(part as Buffer)
  return hash.digest('hex')
}

export function writeManifest(file: string, manifest: Manifest): void {
  writeFileSync(`${file}.json`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
}

/** @returns null where there is none: an older one, or lost */
export function readManifest(file: string): Manifest | null {
  let text: string
  try {
    text = readFileSync(`${file}.json`, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return manifestForm.parse(JSON.parse(text))
  } catch {
    throw new InputError(`${file}.json: not as airshed backup writes it; move it away to restore without it`)
  }
}
