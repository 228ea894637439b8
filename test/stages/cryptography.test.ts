import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CipherName, decrypt, encrypt } from '../../src/db/cipher.ts'
import { digest, type HashName } from '../../src/db/digest.ts'
import type { EmbeddedDb } from '../../src/db/embedded.ts'
import { note } from '../../src/db/journal.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { keepPeople, readPeople } from '../../src/db/person.ts'
import { seal, stretchesOf, verify } from '../../src/db/seal.ts'
import { check, sm3 } from '../../src/journal/checker.mjs'
import { exportLines } from '../../src/journal/routes.ts'
import { newId } from '../../src/model/id.ts'
import { openEmbedded } from '../help/databases.ts'
import { runs } from '../help/runs.ts'

const NOW = '2020-12-25T10:00:00.000Z'

describe('national cryptography', () => {
  it('is SM3 as the examples of GB/T 32905-2016 have it, in the engine and in the checker', () => {
    const examples = [
      ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
      ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
    ] as const
    for (const [text, hash] of examples) {
      expect(digest('sm3', text).toString('hex')).toBe(hash)
      expect(sm3(Buffer.from(text))).toBe(hash)
    }
  })

  it('the checker’s own SM3 is that of OpenSSL', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sm3(bytes)).toBe(createHash('sm3').update(bytes).digest('hex'))
      }),
      runs(50),
    )
  })

  it('is SM4 as the example of GB/T 32907-2016 has it', () => {
    const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const counter = createCipheriv('sm4-ctr', block, block)
    expect(counter.update(Buffer.alloc(16)).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
  })

  it('HMAC-SM3 is RFC 2104 over it', () => {
    const key = randomBytes(32)
    const pad = (byte: number) => Buffer.from([...key, ...new Uint8Array(32)].map((each) => each ^ byte))
    const inner = Buffer.from(sm3(Buffer.concat([pad(0x36), Buffer.from('重污染')])), 'hex')
    expect(createHmac('sm3', key).update('重污染').digest('hex')).toBe(sm3(Buffer.concat([pad(0x5c), inner])))
  })
})

describe.each<CipherName>(['aes', 'sm4'])('%s', (cipher) => {
  it('gives back what was put in, never the same bytes twice, and nothing that was touched', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, by) => {
        const key = randomBytes(32)
        const sealed = encrypt(key, Buffer.from(plain), cipher)
        expect([...decrypt(key, sealed)]).toEqual([...plain])
        expect(encrypt(key, Buffer.from(plain), cipher).equals(sealed)).toBe(false)
        expect(() => decrypt(randomBytes(32), sealed)).toThrow()
        expect(() => decrypt(key, sealed.subarray(0, at % sealed.length))).toThrow()
        const touched = Buffer.from(sealed)
        touched[at % sealed.length] = (touched[at % sealed.length] ?? 0) ^ by
        expect(() => decrypt(key, touched)).toThrow()
      }),
      runs(40),
    )
  })
})

describe('a life in which the setting changes', () => {
  let db: EmbeddedDb
  beforeAll(async () => {
    db = await openEmbedded()
  })
  afterAll(() => db.close())

  async function happen(times: number, hash: HashName): Promise<void> {
    for (let k = 0; k < times; k++) {
      const entry = { area: '140800', kind: 'test', subject: newId(NOW), event: 'HAPPENED', body: { hash, k } }
      await db.transaction((tx) => note(tx, entry, { now: NOW, by: 'engine' }))
    }
    await seal(db, hash)
  }

  it('chains by one hash after the other, says from where on, and both check it', async () => {
    await happen(2, 'sha256')
    await happen(3, 'sm3')
    await seal(db, 'sha256')
    await happen(1, 'sha256')
    expect(await stretchesOf(db)).toEqual([
      { from: 3, hash: 'sm3' },
      { from: 6, hash: 'sha256' },
    ])
    const verdict = await verify(db)
    expect(verdict).toMatchObject({ ok: true, sealed: 6 })
    const lines: string[] = []
    for await (const part of exportLines(db, 1, Infinity)) lines.push(...part.trimEnd().split('\n'))
    expect(lines.map((line) => (JSON.parse(line) as { algorithm: string }).algorithm)).toEqual([
      'sha256',
      'sha256',
      'sm3',
      'sm3',
      'sm3',
      'sha256',
    ])
    expect(await check(lines)).toMatchObject({ ok: true, entries: 6, head: verdict.head })
    // An entry that says another hash than it was chained by does not hold.
    for (const at of [1, 3]) {
      const other = lines[at]?.replace(
        /"algorithm":"(sha256|sm3)"/,
        (_, was) => `"algorithm":"${was === 'sm3' ? 'sha256' : 'sm3'}"`,
      )
      expect(await check(lines.with(at, other ?? ''))).toMatchObject({ ok: false, broken: { n: at + 1 } })
    }
  })

  it('and reads the people of both', async () => {
    const keys = passingKeys('sm4')
    const person = { name: '张三', phone: '10000000001' }
    const ids = await db.transaction(async (tx) => [
      ...(await keepPeople(tx, { ...keys, cipher: 'aes' }, [{ person, area: '140800' }], NOW)),
      ...(await keepPeople(tx, keys, [{ person, area: '140800' }], NOW)),
    ])
    expect([...(await readPeople(db, keys, ids)).values()]).toEqual([person, person])
    const raw = await db.rows<{ start: string }>(
      `select encode(substring(sealed from 1 for 8), 'escape') as start from person where id = $1`,
      [ids[1]],
    )
    expect(raw).toEqual([{ start: '#sm4ctr1' }])
  })
})
