import { createHash, createPublicKey, generateKeyPairSync, randomBytes, verify, type JsonWebKey } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../src/db/port.ts'
import { canonicalOf } from '../../src/dispatch/genuine/canonical.ts'
import { Codes, readCode, showCode } from '../../src/dispatch/genuine/code.ts'
import { standingOf } from '../../src/dispatch/genuine/decide.ts'
import { Genuine } from '../../src/dispatch/genuine/genuine.ts'
import { signingKeyRoutes, verifyKeyRoutes } from '../../src/dispatch/genuine/routes.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { addMinutes } from '../../src/model/time.ts'
import { bearer, openTestApp, type TestApp } from '../help/app.ts'
import { openEmbedded } from '../help/databases.ts'

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const place = fc.record({
  warning: fc.integer({ min: 0, max: 2 ** 15 - 1 }),
  enterprise: fc.integer({ min: 0, max: 2 ** 21 - 1 }),
  revision: fc.integer({ min: 0, max: 2 ** 9 - 1 }),
})

describe('the code of an order', () => {
  const codes = new Codes({ master: Buffer.alloc(32, 7) })
  const given = (of: Parameters<Codes['codeOf']>[0]) => codes.codeOf(of) ?? ''

  test('leads back to its order, however it is written', () => {
    fc.assert(
      fc.property(place, (of) => {
        const code = given(of)
        expect(code).toMatch(/^[2-9A-HJ-NP-Z]{10}$/)
        for (const written of [code, showCode(code).toLowerCase(), ` ${code.slice(0, 4)} ${code.slice(4)}`])
          expect(codes.placeOf(readCode(written))).toEqual(of)
      }),
    )
  })

  test('with one letter wrong, or two that changed places, is no code', () => {
    fc.assert(
      fc.property(place, fc.nat(9), fc.nat(8), fc.constantFrom(...Array.from(LETTERS)), (of, at, pair, letter) => {
        const code = given(of)
        if (code[at] !== letter) expect(codes.placeOf(code.slice(0, at) + letter + code.slice(at + 1))).toBeNull()
        const swapped = code.slice(0, pair) + code[pair + 1] + code[pair] + code.slice(pair + 2)
        if (swapped !== code) expect(codes.placeOf(swapped)).toBeNull()
      }),
    )
  })

  test('tells nothing of its neighbour and nothing to another world', () => {
    const all = Array.from({ length: 3_000 }, (_, n) => given({ warning: 1, enterprise: n, revision: 1 }))
    expect(new Set(all).size).toBe(3_000)
    // Each letter stands at each place about as often as any other: 3,000 / 32 = 94 times.
    for (let at = 0; at < 10; at++)
      for (const letter of LETTERS) {
        const times = all.filter((code) => code[at] === letter).length
        expect(times).toBeGreaterThan(40)
        expect(times).toBeLessThan(160)
      }
    const elsewhere = new Codes({ master: Buffer.alloc(32, 8) })
    expect(all.filter((code) => elsewhere.placeOf(code)?.warning === 1)).toHaveLength(0)
  })

  test('is none where a number has outgrown it, and nothing that is no code is read as one', () => {
    expect(codes.codeOf({ warning: 2 ** 15, enterprise: 1, revision: 1 })).toBeNull()
    expect(codes.codeOf({ warning: 1, enterprise: 2 ** 21, revision: 1 })).toBeNull()
    expect(codes.codeOf({ warning: 1, enterprise: 1, revision: 2 ** 9 })).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => (text.length === 10 ? true : codes.placeOf(text) === null)))
    for (const text of ['', 'keys', '1111111111', '0OI0OI0OI0', '222222222', '2'.repeat(11)])
      expect(codes.placeOf(text)).toBeNull()
  })
})

describe('what is answered of an order', () => {
  test.each([
    [{ state: 'live', revision: 1, newest: 1 }, 'inForce'],
    [{ state: 'planned', revision: 1, newest: 1 }, 'inForce'],
    [{ state: 'superseded', revision: 1, newest: 2 }, 'replaced'],
    // Released, and then the warning was raised again: what holds is the newer one.
    [{ state: 'released', revision: 1, newest: 2 }, 'replaced'],
    [{ state: 'released', revision: 2, newest: 2 }, 'lifted'],
    [null, 'unknown'],
  ] as const)('%j', (order, standing) => {
    expect(standingOf(order, 'live')).toBe(standing)
    for (const kind of ['drill', 'demo'] as const) expect(standingOf(order, kind)).toBe('exercise')
  })
})

describe('the keys', () => {
  const statement = {
    world: 'live',
    code: '7K3MQ9XW2T',
    kind: 'order',
    number: '运城市 2020-12-26-1',
    revision: 2,
    creditCode: '91140802YX9000014L',
    level: 'orange',
    issuedAt: '2020-12-24T18:00:00+08:00',
    content: '{"form":1}',
  } as const
  let db: Db
  beforeAll(async () => {
    db = await openEmbedded()
  })
  afterAll(() => db.close())

  test('the text that is signed is this one', () => {
    expect(canonicalOf(statement)).toBe(
      [
        'airshed-order-1',
        'world: live',
        'code: 7K3MQ9XW2T',
        'kind: order',
        'number: 运城市 2020-12-26-1',
        'revision: 2',
        'enterprise: 91140802YX9000014L',
        'level: orange',
        'issuedAt: 2020-12-24T18:00:00+08:00',
        `content: sha256 ${createHash('sha256').update('{"form":1}').digest('hex')}`,
      ].join('\n'),
    )
    expect(canonicalOf({ ...statement, world: 'demo' })).toContain('world: exercise')
  })

  test('are shared by all processes, change, and stay good for what they signed', async () => {
    const [now, by] = ['2020-12-24T10:00:00.000Z', 'user:admin']
    const keys = passingKeys()
    const world = { kind: 'live', db, keys, links: { base: 'https://yjc.example.cn' } } as const
    // Another machine, with another key of its own but the same master key: the database's key is the one that signs.
    const other = { ...world, keys: { ...keys, signing: generateKeyPairSync('ed25519').privateKey } }
    const [one, two] = [new Genuine(world), new Genuine(other)]
    const first = await one.keyAt(now)
    expect(await two.keyAt(now)).toBe(first)
    const text = canonicalOf(statement)
    const old = await one.prove(statement.code, text, first)
    expect(await two.prove(statement.code, text, first), 'the same bytes at every attempt').toEqual(old)

    const made = await one.rotate('140800', { now, by })
    expect(made.since).toBe(addMinutes(now, 5))
    expect(await two.keyAt(addMinutes(now, 4)), 'not before every process has read it').toBe(first)
    expect(await two.keyAt(addMinutes(now, 5))).toBe(made.kid)
    await one.ready(made.kid)
    const fresh = await one.prove(statement.code, text, made.kid)
    expect(fresh.signature).not.toBe(old.signature)

    const published = await two.publicKeys()
    expect(published.map(({ kid, since }) => ({ kid, since }))).toEqual([
      { kid: first, since: null },
      { kid: made.kid, since: made.since },
    ])
    for (const proof of [old, fresh]) {
      const jwk = published.find(({ kid }) => kid === proof.key) as unknown as JsonWebKey
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      const signature = Buffer.from(proof.signature, 'base64url')
      expect(verify(null, Buffer.from(text), key, signature)).toBe(true)
      expect(verify(null, Buffer.from(text.replace('revision: 2', 'revision: 3')), key, signature)).toBe(false)
    }
    const [entry] = await db.rows(`select actor, event from journal where kind = 'signingKey'`)
    expect(entry).toEqual({ actor: by, event: 'KEY_ROTATED' })
    const [row] = await db.rows<{ sealed: Uint8Array }>('select sealed from signing_key limit 1')
    expect(Buffer.from(row?.sealed ?? []).includes(keys.signing.export({ type: 'pkcs8', format: 'der' }))).toBe(false)
  })

  test('a process with another master key does not start', async () => {
    const world = {
      kind: 'live',
      db,
      keys: { ...passingKeys(), master: randomBytes(32) },
      links: { base: '' },
    } as const
    await expect(new Genuine(world).ready()).rejects.toThrow('AIRSHED_DATA holds other keys')
  })
})

describe('over HTTP', () => {
  let t: TestApp
  beforeAll(async () => {
    t = await openTestApp({ routes: [signingKeyRoutes], parts: { besides: [verifyKeyRoutes] } })
  })
  afterAll(() => t.close())

  test('anybody reads the public keys; an administrator makes the next one', async () => {
    const read = async () => (await t.app.inject({ url: '/verify/keys' })).json<{ keys: { kid: string }[] }>()
    expect(await read()).toMatchObject({ world: 'exercise', keys: [{ kty: 'OKP', crv: 'Ed25519', since: null }] })
    const rotate = (who: string) =>
      t.app.inject({ method: 'POST', url: '/api/v1/signing-keys', headers: bearer(t.tokens.get(who)) })
    expect((await rotate('dutyOfficer')).statusCode).toBe(403)
    const made = await rotate('administrator')
    expect(made.statusCode).toBe(201)
    expect((await read()).keys.map(({ kid }) => kid)).toContain(made.json<{ kid: string }>().kid)
  })
})
