import { createHash, sign, type KeyObject } from 'node:crypto'
import { Zip, ZipDeflate } from 'fflate'
import { fingerprintOf } from '../../db/keys.ts'
import type { Instant } from '../../model/time.ts'

/** A file of a bundle, part after part: it never lies in memory as a whole. */
export interface Part {
  readonly name: string
  readonly content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
}

/** The list of what is in a bundle with the hash of each, as `sha256sum -c` reads it, and its signature. */
const SUMS = 'SHA256SUMS'
const FORM = 'airshed-bundle-1'

/** Packs files as they come, and at last the signed list of them (封存). */
export async function* packed(
  parts: AsyncIterable<Part>,
  { at, secret }: { at: Instant; secret: KeyObject },
): AsyncGenerator<Buffer> {
  const out: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    out.push(chunk)
  })
  async function* add({ name, content }: Part): AsyncGenerator<Buffer, string> {
    const hash = createHash('sha256')
    const file = new ZipDeflate(name)
    file.mtime = at
    zip.add(file)
    for await (const chunk of content) {
      const bytes = Buffer.from(chunk)
      hash.update(bytes)
      file.push(bytes)
      for (const each of out.splice(0)) yield Buffer.from(each)
    }
    file.push(new Uint8Array(0), true)
    for (const each of out.splice(0)) yield Buffer.from(each)
    return hash.digest('hex')
  }
  let sums = ''
  for await (const part of parts) sums += `${yield* add(part)}  ${part.name}\n`
  const hash = yield* add({ name: SUMS, content: [sums] })
  yield* add({ name: `${SUMS}.json`, content: [`${JSON.stringify(signed(hash, at, secret))}\n`] })
  zip.end()
  for (const each of out.splice(0)) yield Buffer.from(each)
}

function signed(sha256: string, at: Instant, secret: KeyObject): object {
  const key = fingerprintOf(secret)
  const text = [FORM, `sums: sha256 ${sha256}`, `at: ${at}`, `key: ${key}`].join('\n')
  return { form: FORM, sha256, at, key, signature: sign(null, Buffer.from(text), secret).toString('base64url') }
}
