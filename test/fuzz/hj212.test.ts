import { beforeAll, expect, test } from 'vitest'
import { Frames, pack } from '../../src/evidence/hj212/frame.ts'
import { measuredBy, parse, write } from '../../src/evidence/hj212/parse.ts'

/* Data loggers with everything that lines and people do to a frame: what is whole behind it must come through. */

/** Mutated frames; `npm run check` asks for 100,000, and a million go by hand: `FUZZ_FRAMES=1000000`. */
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 10_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20201218)
/** What the heap may grow by over all of them: a frame is a kilobyte, and one is held. */
const MOST_MB = 48

let random: () => number
beforeAll(() => {
  random = mulberry(SEED)
})

test('of a stream of good and mutated frames every good one is found, at any cut, and memory stays', () => {
  const frames = new Frames()
  let [good, found, told] = [0, 0, 0]
  const before = process.memoryUsage().heapUsed
  for (let sent = 0; sent < FRAMES; sent += 50) {
    const parts: Buffer[] = []
    for (let n = 0; n < 50; n++) {
      parts.push(mutated(frame(sent + n)))
      if (random() < 0.2) parts.push(frame(++good, 'GOOD'))
    }
    const stream = Buffer.concat(parts)
    for (let at = 0; at < stream.length;) {
      const to = Math.min(stream.length, at + 1 + Math.floor(random() * 700))
      for (const one of frames.push(stream.subarray(at, to))) {
        if ('fault' in one) {
          told++
          continue
        }
        const said = parse(one.segment)
        if ('code' in said) continue
        measuredBy(said)
        if (said.mn === 'GOOD') found++
      }
      at = to
    }
  }
  expect(found, `seed ${SEED}`).toBeGreaterThanOrEqual(good)
  expect(told).toBeGreaterThan(FRAMES / 10)
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20
  expect(grown, `${grown.toFixed(0)} MB`).toBeLessThan(MOST_MB)
}, 600_000)

function frame(n: number, mn = 'DEVICE'): Buffer {
  const values = Array.from(
    { length: n % 9 },
    (_, k) => `a2100${k}-Avg=${(n * 7 + k) % 500}.${n % 10},a2100${k}-Flag=N`,
  )
  const cp = [`DataTime=202012180${n % 10}0000`, ...values].join(';')
  const qn = `20201218${String(n % 1e9).padStart(9, '0')}`
  return pack(write({ qn, st: '31', cn: '2051', pw: '123456', mn, flag: 5, packet: null, cp }))
}

/** Cut, changed, doubled, put in, left out, another length, another head: one to three times. */
function mutated(whole: Buffer): Buffer {
  let bytes = whole
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const at = Math.floor(random() * (bytes.length + 1))
    const byte = Buffer.from([Math.floor(random() * 256)])
    switch (Math.floor(random() * 8)) {
      case 0:
        bytes = bytes.subarray(0, at)
        break
      case 1:
        bytes = bytes.subarray(at)
        break
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at + 1)])
        break
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at)])
        break
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
        break
      case 5:
        bytes = Buffer.concat([
          bytes.subarray(0, 2),
          Buffer.from(String(Math.floor(random() * 1_100)).padStart(4, '0')),
          bytes.subarray(6),
        ])
        break
      case 6:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(random() < 0.5 ? '##' : '##0009'),
          bytes.subarray(at),
        ])
        break
      default:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(Math.floor(random() * 1_500), byte[0]),
          bytes.subarray(at),
        ])
    }
  }
  return bytes
}

/** Numbers from 0 to 1 that are the same for the same seed: fast-check would keep each of a million for shrinking. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
