import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { verify } from '../../src/db/seal.ts'
import { addMinutes } from '../../src/model/time.ts'
import { backUpEmbedded, backUpPostgres, restore } from '../../src/ops/backup/backup.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { type Backend, StoryEngine } from '../help/engine.ts'
import { findPostgres, startPostgres, type PrivatePostgres } from '../help/postgres.ts'
import { until } from '../help/until.ts'

/*
 * A backup is taken in the midst of a response, the engine goes on, and then all that it had is lost. What is restored
 * elsewhere goes on from the backup: whoever had no order gets it, and who had one already gets the same once more under
 * the same key, as a repeated attempt would come. `npm run check` does it with more.
 */

const SIZE = Number(process.env['RESTORE_SIZE'] ?? '12')
const CLI = join(import.meta.dirname, '../../src/cli.ts')

async function story(backend: Backend, elsewhere: () => Promise<Backend>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'airshed-restore-'))
  const file = join(home, 'yesterday')
  let down = true
  /** Enterprises in the order in which they are first tried: one in three is not reachable until after the backup. */
  const tried: string[] = []
  const isDown = (code: string) => tried.indexOf(code) % 3 === 2
  const told = await StoryEngine.open(backend, {
    list: brickworks(SIZE),
    clock: '2024-12-16T10:00:00.000Z',
    answering: ({ body }) => {
      const { creditCode } = body.enterprise
      if (!tried.includes(creditCode)) tried.push(creditCode)
      return { status: down && isDown(creditCode) ? 503 : 200 }
    },
  })
  try {
    const desk = new Desk(told)
    const day = await desk.episode()
    expect(await desk.sign()).toBe(200)
    await told.settle()
    const before = told.received.length
    const { db, clock } = told.engine.world
    await until(async () => {
      const { entries, sealed } = await verify(db)
      return entries === sealed
    })
    const now = clock.now()
    const manifest =
      db instanceof EmbeddedDb
        ? await backUpEmbedded(db, file, now)
        : await backUpPostgres(told.databaseUrl ?? '', told.schema, file, now)
    expect(manifest.head?.n).toBeGreaterThan(10)

    // It goes on, and the rest of the orders leave: of that the backup knows nothing.
    down = false
    await told.at(addMinutes(now, 30))
    const orders = () => told.received.filter(({ body }) => body.kind === 'order')
    const keyOf = ({ headers }: (typeof told.received)[number]) => String(headers['idempotency-key'])
    const first = new Set(orders().map(keyOf))
    expect(first.size).toBe(SIZE)
    await until(async () => (await verify(db)).sealed > (manifest.head?.n ?? 0))

    // All is lost but the backup and the keys, which were kept in another place.
    const dataDirectory = join(home, 'elsewhere')
    cpSync(join(told.directory, 'keys'), join(dataDirectory, 'keys'), { recursive: true })
    const { databaseUrl } = await elsewhere()
    const checkpoints = join(told.directory, 'checkpoints')
    const place = { databaseUrl, schema: told.schema, directory: dataDirectory, checkpoints }
    await told.engine.close()
    const sentBefore = told.received.length
    const found = await restore(place, file, addMinutes(now, 30))
    expect(found).toMatchObject({ ok: true, wrong: [], warnings: [{ state: expect.any(String) }] })
    expect(found.messages).toBe(Math.floor(SIZE / 3))
    expect(found.links).toBe(manifest.head?.n)
    // The checkpoint at its end was signed for more than was restored.
    expect(found.beyond?.n).toBeGreaterThan(found.links)
    await expect(restore(place, file, now)).rejects.toThrow(/already/)

    await told.restart({ dataDirectory, databaseUrl })
    await told.at(addMinutes(now, 40))
    const again = told.received.slice(sentBefore)
    expect(again.length).toBeGreaterThan(0)
    // Only who had nothing when the backup was taken is told again, and by the key under which it knows it.
    for (const message of again.filter(({ body }) => body.kind === 'order')) {
      expect(first).toContain(keyOf(message))
      expect(isDown(message.body.enterprise.creditCode)).toBe(true)
    }
    expect(new Set(orders().map(keyOf))).toEqual(first)
    expect(before).toBeGreaterThan(0)

    const { id } = await desk.living()
    const board = await told.ask<{ planned: number; unreached: number }>('duty', 'GET', `/warnings/${id}/board`)
    expect(board.body).toMatchObject({ planned: SIZE, unreached: 0 })
    // The journal goes on where it was, whatever the new server counts its transactions from.
    const world = told.engine.world
    await until(async () => {
      const { ok, entries, sealed } = await verify(world.db)
      return ok && entries === sealed && sealed > found.links
    })
    expect((await told.ask('auditor', 'GET', '/audit')).body).toMatchObject({ ok: true, breaches: [] })
    // And so does the response: everybody is released.
    await desk.at(day, 20)
    expect(await desk.change('lift', {})).toBe(200)
    await told.settle()
    expect(told.received.filter(({ body }) => body.kind === 'release').length).toBe(SIZE)
  } finally {
    await told.close()
    rmSync(home, { recursive: true, force: true })
  }
}

describe('what was backed up goes on elsewhere', () => {
  test(
    'embedded',
    () => story({ databaseUrl: null, redisUrl: null }, async () => ({ databaseUrl: null, redisUrl: null })),
    180_000,
  )

  const bin = findPostgres()
  const databaseUrl = inject('postgresUrl')
  if (bin !== null && databaseUrl !== null)
    describe('PostgreSQL, onto a new server', () => {
      let other: PrivatePostgres
      beforeAll(async () => {
        other = await startPostgres(bin, { durable: false })
      })
      afterAll(() => other.remove())
      test(
        'whose transactions are counted from the beginning',
        () => story({ databaseUrl, redisUrl: null }, async () => ({ databaseUrl: other.url, redisUrl: null })),
        180_000,
      )
    })
})

describe('the commands', () => {
  let home: string
  let told: StoryEngine
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'airshed-restore-'))
    const ground = { databaseUrl: null, redisUrl: null }
    const answering = () => ({ status: 200 })
    told = await StoryEngine.open(ground, { list: brickworks(3), clock: '2024-12-16T10:00:00.000Z', answering })
  })
  afterAll(async () => {
    await told.close()
    rmSync(home, { recursive: true, force: true })
  })

  const run = (directory: string, ...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { PATH: process.env['PATH'], AIRSHED_DATA: directory, LOG_LEVEL: 'silent' }
      execFile(process.execPath, [CLI, ...args], { env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      )
    })

  test('ask the running server for its database, and say what is not in the file', async () => {
    const file = join(home, 'today')
    const taken = await run(told.directory, 'backup', file)
    expect(taken.err).toMatch(/^The keys are not in it\..*fingerprint [0-9a-f]{12}/)
    expect(taken.code).toBe(0)
    expect(JSON.parse(taken.out)).toMatchObject({ file, database: 'embedded', sha256: expect.any(String) })
    expect(await run(told.directory, 'backup', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there already/),
    })
    expect(await run(told.directory, 'restore', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is open in another airshed process/),
    })

    // Without its keys it is restored, and said to be of no use so.
    const bare = await run(join(home, 'bare'), 'restore', file)
    expect(bare).toMatchObject({
      code: 1,
      err: expect.stringMatching(/holds no keys: copy the folder "keys" of fingerprint/),
    })
    expect(JSON.parse(bare.out)).toMatchObject({ ok: false, warnings: [] })

    // One byte is another; the journal is another's; it is no backup at all.
    const place = { databaseUrl: null, schema: 'any', directory: join(home, 'third'), checkpoints: join(home, 'none') }
    const kept = readFileSync(`${file}.json`, 'utf8')
    const manifest = JSON.parse(kept) as { head: { hash: string } }
    writeFileSync(`${file}.json`, JSON.stringify({ ...manifest, head: { ...manifest.head, hash: '00' } }))
    expect((await restore(place, file, told.engine.world.clock.now())).wrong[0]).toMatch(
      /is not the one that was backed up/,
    )
    writeFileSync(`${file}.json`, kept)
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const fourth = { ...place, directory: join(home, 'fourth') }
    await expect(restore(fourth, file, '2024-12-16T10:00:00.000Z')).rejects.toThrow(/knows another sum/)
    await expect(
      restore({ ...fourth, databaseUrl: 'postgres://x@127.0.0.1:1/x' }, file, '2024-12-16T10:00:00.000Z'),
    ).rejects.toThrow(/unset DATABASE_URL/)
    writeFileSync(file, 'no backup')
    await expect(restore(fourth, file, '2024-12-16T10:00:00.000Z')).rejects.toThrow(/is no backup of Airshed/)
  }, 180_000)
})
