#!/usr/bin/env node
/*
 * Checks an export of an Airshed journal, and its signed checkpoints, offline (日志离线校验). One file, no dependency,
 * nothing of the engine: it can be read in ten minutes and run on any machine with Node 18 or newer.
 *
 *   node checker.mjs EXPORT.jsonl [--checkpoints FILE-OR-FOLDER] [--key FILE-OR-FOLDER] [--from N] [--to N]
 *   node checker.mjs --bundle FOLDER [--key FILE-OR-FOLDER]
 *
 * Each line of the export is one entry with its place `n`, the `algorithm` and the `hash`, which is that algorithm over
 * the 32 bytes of the hash before and the JSON of [seq, tx, at, area, kind, subject, members, event, actor, body].
 * Before the first entry stand 32 zero bytes. A checkpoint is an Ed25519 signature over the hash of one place; with it
 * shows also what was cut off at the end. Keys should come from where the journal does not. `--from` and `--to` are for
 * an export that holds a part on purpose. Exit status: 0 it holds, 1 it does not, 2 wrong use.
 */
import { createHash, createPublicKey, getHashes, verify } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const FIELDS = ['seq', 'tx', 'at', 'area', 'kind', 'subject', 'members', 'event', 'actor', 'body']
const FORM = 'airshed-checkpoint-1'
const BUNDLE = 'airshed-bundle-1'

/** Walks the lines of an export; `checkpoints` as objects, `keys` as PEM. */
export async function check(lines, { checkpoints = [], keys = [], from = 1, to = null } = {}) {
  const wanted = new Map()
  for (const each of checkpoints) wanted.set(each.n, [...(wanted.get(each.n) ?? []), each])
  const known = new Map(keys.map((pem) => [nameOfKey(pem), createPublicKey(pem)]))
  for (const each of checkpoints) {
    const why = faultOfSignature(each, known)
    if (why !== null) return { ok: false, entries: 0, head: null, broken: { n: each.n ?? null, why } }
  }
  let n = null
  let head = null
  let entries = 0
  let checked = 0
  const broken = (at, why) => ({ ok: false, entries, head, checkpoints: checked, broken: { n: at, why } })
  for await (const line of lines) {
    if (line === '') continue
    let entry = null
    try {
      entry = JSON.parse(line)
    } catch {
      // told below
    }
    const expectedAt = n === null ? from : n + 1
    if (entry === null || typeof entry !== 'object') return broken(expectedAt, 'a line can not be read')
    if (!Number.isSafeInteger(entry.n) || entry.n !== expectedAt)
      return broken(expectedAt, `entry ${expectedAt} is missing`)
    if (n === null) {
      if (from !== 1 && !/^[0-9a-f]{64}$/.test(entry.previous ?? ''))
        return broken(from, 'nothing says what it hangs on')
      head = from === 1 ? '0'.repeat(64) : entry.previous
      const faults = faultsAt(wanted.get(from - 1), head, null)
      if (faults !== null) return broken(from, faults)
    }
    if (entry.previous !== undefined && entry.previous !== head) return broken(entry.n, 'it hangs on another entry')
    if (entry.algorithm !== 'sha256' && entry.algorithm !== 'sm3') return broken(entry.n, 'an unknown algorithm')
    const text = JSON.stringify(FIELDS.map((field) => entry[field] ?? null))
    const hash = hashOf(entry.algorithm, Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(text)]))
    if (hash !== entry.hash) return broken(entry.n, 'the entry is not what was sealed')
    n = entry.n
    head = hash
    entries += 1
    const signed = wanted.get(n) ?? []
    const faults = faultsAt(signed, head, entry.algorithm)
    if (faults !== null) return broken(n, faults)
    checked += signed.length
  }
  if (to !== null && n !== to) return broken(n, `it does not end at entry ${to}`)
  const beyond = to === null ? checkpoints.find((each) => each.n > (n ?? 0)) : undefined
  if (beyond) return broken(beyond.n, `the journal ends before the signed checkpoint of ${beyond.at}`)
  return { ok: true, entries, from, to: n, head, checkpoints: checked }
}

function faultsAt(signed = [], hash, algorithm) {
  const other = signed.find((each) => each.hash !== hash || (algorithm !== null && each.algorithm !== algorithm))
  return other ? `the chain is not the one that the checkpoint of ${other.at} was signed for` : null
}

function faultOfSignature(checkpoint, known) {
  const { form, world, n, algorithm, hash, at, key, signature } = checkpoint ?? {}
  if (form !== FORM) return 'this is no checkpoint'
  const publicKey = known.get(key)
  if (!publicKey) return `the key ${key} of the checkpoint of ${at} is not among those given by --key`
  const text = [FORM, `world: ${world}`, `n: ${n}`, `hash: ${algorithm} ${hash}`, `at: ${at}`, `key: ${key}`].join('\n')
  const good = verify(null, Buffer.from(text), publicKey, Buffer.from(String(signature), 'base64url'))
  return good ? null : `the signature of the checkpoint of ${at} does not hold`
}

function nameOfKey(pem) {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 12)
}

const HAS_SM3 = getHashes().includes('sm3')

function hashOf(algorithm, bytes) {
  if (algorithm === 'sm3' && !HAS_SM3) return sm3(bytes)
  return createHash(algorithm).update(bytes).digest('hex')
}

/** SM3 as GB/T 32905-2016 writes it, for a Node whose OpenSSL has none. */
export function sm3(bytes) {
  const turn = (x, k) => ((x << (k % 32)) | (x >>> (32 - (k % 32)))) >>> 0
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / 64) * 64)
  Buffer.from(bytes).copy(padded)
  padded[bytes.length] = 0x80
  padded.writeBigUInt64BE(BigInt(bytes.length) * 8n, padded.length - 8)
  let state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
  for (let block = 0; block < padded.length; block += 64) {
    const w = Array.from({ length: 68 }, (_, j) => (j < 16 ? padded.readUInt32BE(block + j * 4) : 0))
    for (let j = 16; j < 68; j++) {
      const x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
      w[j] = (x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6]) >>> 0
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let j = 0; j < 64; j++) {
      const ss1 = turn((turn(a, 12) + e + turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) >>> 0, 7)
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g)
      const tt1 = (ff + d + ((ss1 ^ turn(a, 12)) >>> 0) + ((w[j] ^ w[j + 4]) >>> 0)) >>> 0
      const tt2 = (gg + h + ss1 + w[j]) >>> 0
      ;[a, b, c, d] = [tt1, a, turn(b, 9), c]
      ;[e, f, g, h] = [(tt2 ^ turn(tt2, 9) ^ turn(tt2, 17)) >>> 0, e, turn(f, 19), g]
    }
    state = [a, b, c, d, e, f, g, h].map((x, k) => (x ^ state[k]) >>> 0)
  }
  return state.map((x) => x.toString(16).padStart(8, '0')).join('')
}

function filesOf(path, ending) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(path, name))
}

function readCheckpoints(path) {
  return filesOf(path, '.jsonl').flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line)]
        } catch {
          return [] // cut off by a crash while it was written: as if it had not been
        }
      }),
  )
}

/** An unpacked bundle: every file by the signed list of hashes, then the journal in it by its checkpoint. */
async function checkBundle(folder, given) {
  const read = (name) => readFileSync(join(folder, name))
  const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
  const broken = (why) => ({ ok: false, entries: 0, head: null, broken: { n: null, why } })
  const keys =
    given.length > 0 ? given : filesOf(join(folder, 'keys'), '.pem').map((file) => readFileSync(file, 'utf8'))
  const said = JSON.parse(read('SHA256SUMS.json').toString('utf8'))
  const pem = keys.find((each) => nameOfKey(each) === said.key)
  if (said.form !== BUNDLE || pem === undefined)
    return broken(`the key ${said.key} of the bundle is not among those given`)
  const text = [BUNDLE, `sums: sha256 ${said.sha256}`, `at: ${said.at}`, `key: ${said.key}`].join('\n')
  const signature = Buffer.from(String(said.signature), 'base64url')
  if (!verify(null, Buffer.from(text), createPublicKey(pem), signature))
    return broken('the signature of the bundle does not hold')
  const sums = read('SHA256SUMS')
  if (sha256(sums) !== said.sha256) return broken('SHA256SUMS is not what was signed')
  const listed = new Set(['SHA256SUMS', 'SHA256SUMS.json'])
  for (const line of sums.toString('utf8').split('\n').filter(Boolean)) {
    const [hash, name] = [line.slice(0, 64), line.slice(66)]
    listed.add(name)
    let bytes = null
    try {
      bytes = read(name)
    } catch {
      return broken(`${name} is missing`)
    }
    if (sha256(bytes) !== hash) return broken(`${name} is not what was packed`)
  }
  const extra = namesIn(folder).find((name) => !listed.has(name))
  if (extra !== undefined) return broken(`${extra} was not packed`)
  const checkpoints = readCheckpoints(join(folder, 'checkpoints.jsonl'))
  const [first = ''] = read('journal.jsonl').toString('utf8').split('\n', 1)
  const from = first === '' ? 1 : JSON.parse(first).n
  const verdict = await checkFile({
    file: join(folder, 'journal.jsonl'),
    checkpoints,
    keys,
    from,
    to: checkpoints[0]?.n,
  })
  return { ...verdict, files: listed.size, keyFromOutside: given.length > 0 }
}

function namesIn(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((each) => {
    const name = below === '' ? each.name : `${below}/${each.name}`
    return each.isDirectory() ? namesIn(folder, name) : [name]
  })
}

function checkFile(given) {
  statSync(given.file)
  return check(createInterface({ input: createReadStream(given.file), crlfDelay: Infinity }), given)
}

const USE =
  'use: node checker.mjs EXPORT.jsonl [--checkpoints FILE-OR-FOLDER] [--key FILE-OR-FOLDER] [--from N] [--to N], or node checker.mjs --bundle FOLDER [--key FILE-OR-FOLDER]'

async function main(args) {
  const given = { file: null, bundle: null, checkpoints: [], keys: [], from: 1, to: null }
  for (let k = 0; k < args.length; k++) {
    const value = args[k + 1]
    if (args[k] === '--checkpoints' && value) given.checkpoints.push(...readCheckpoints(value))
    else if (args[k] === '--key' && value)
      given.keys.push(...filesOf(value, '.pem').map((file) => readFileSync(file, 'utf8')))
    else if (args[k] === '--bundle' && value) given.bundle = value
    else if (['--from', '--to'].includes(args[k]) && /^\d+$/.test(value ?? '')) given[args[k].slice(2)] = Number(value)
    else if (given.file === null && !args[k].startsWith('--')) {
      given.file = args[k]
      continue
    } else throw new Error(USE)
    k += 1
  }
  if ((given.file === null) === (given.bundle === null)) throw new Error(USE)
  const verdict = given.bundle === null ? await checkFile(given) : await checkBundle(given.bundle, given.keys)
  process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return verdict.ok ? 0 : 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv.slice(2)).then(
    (status) => (process.exitCode = status),
    (error) => {
      process.stderr.write(`${error.message}\n`)
      process.exitCode = 2
    },
  )
