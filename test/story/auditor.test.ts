import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Breach, INVARIANTS } from '../../src/auditor/invariants.ts'
import { lookAtAll, Rounds } from '../../src/auditor/look.ts'
import { notePublished, ordersAfter } from '../../src/auditor/store.ts'
import { startAuditor } from '../../src/auditor/watch.ts'
import type { Db, Tx } from '../../src/db/port.ts'
import { seal } from '../../src/db/seal.ts'
import { newId } from '../../src/model/id.ts'
import { addMinutes } from '../../src/model/time.ts'
import type { World } from '../../src/world.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { until } from '../help/until.ts'

/* A world with a response in force, in which something is broken by hand: the auditor says what. */

let story: StoryEngine
let world: World
let db: Db
let hands: ByHand
let desk: Desk

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(6),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  world = story.engine.world
  db = world.db
  hands = new ByHand(world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  while ((await seal(db)) > 0);
  await notePublished(db, await ordersAfter(db, '00000000-0000-0000-0000-000000000000', 100))
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

class Undone extends Error {}

/** What is found with something broken; afterwards it is whole again. */
async function found(plant: (tx: Tx) => Promise<unknown>, over: Partial<Pick<World, 'kind'>> = {}): Promise<Breach[]> {
  let breaches: Breach[] = []
  await db
    .transaction(async (tx) => {
      await plant(tx)
      breaches = await lookAtAll({ ...world, ...over, db: tx })
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return breaches
}

const sql =
  (...statements: string[]) =>
  async (tx: Tx) => {
    for (const statement of statements) await tx.script(statement)
  }
const ONE = `(select id from enterprise_order order by id limit 1)`
const CLI = join(import.meta.dirname, '../../src/cli.ts')
const NOBODY = newId('2024-12-16T10:00:00.000Z')

test('a world that is whole has no breach', async () => {
  expect(await found(async () => undefined)).toEqual([])
})

describe('what is broken by hand is named', () => {
  test.each<[keyof typeof INVARIANTS, string, ReturnType<typeof sql>]>([
    ['I1', 'nobody of the rank signed', sql(`update signature set rank = 0`)],
    [
      'I1',
      'nobody of the rank signed',
      sql(`alter table warning_notice drop constraint warning_notice_signature_id_fkey`, `delete from signature`),
    ],
    [
      'I1',
      'had concluded on it himself',
      sql(
        `update signature s set entered_by = (select decided_by from consultation c
         where c.warning_id = s.warning_id and c.decision = 'proceed' order by c.decided_at desc limit 1)`,
      ),
    ],
    [
      'I9',
      'numbers of notices have a gap',
      sql(
        `alter table warning_notice disable trigger warning_notice_is_immutable`,
        `update warning_notice set number = number + 5`,
      ),
    ],
    ['I1', 'not conferred on', sql(`update consultation set decision = 'dismiss'`)],
    [
      'I2',
      'two live orders',
      sql(
        `update enterprise_order set state = 'live' where id = ${ONE}`,
        `alter table enterprise_order disable trigger published_stays`,
        `update enterprise_order set credit_code = (select min(credit_code) from enterprise_order)`,
      ),
    ],
    ['I2', 'no live order while', sql(`update enterprise_order set state = 'released' where id = ${ONE}`)],
    [
      'I2',
      'holds no longer',
      sql(`update warning set context = jsonb_set(context, '{endsAt}', '"2030-01-01T00:00:00.000Z"')`),
    ],
    ['I3', 'lives after its warning has ended', sql(`update warning set state = 'lifted'`)],
    ['I3', 'nobody is told', sql(`update enterprise_order set state = 'released' where id = ${ONE}`)],
    [
      'I4',
      'waits for a person',
      sql(`insert into effect (id, kind, lane, subject, area, params, priority, not_before, last_error, parked_at)
        values ('${NOBODY}', 'assess', 'desk', '${NOBODY}', '140800', '{}', 1, '2024-12-16', 'no way', '2024-12-16')`),
    ],
    [
      'I4',
      'nobody carries it out',
      sql(`insert into effect (id, kind, lane, subject, area, params, priority, not_before)
        values ('${NOBODY}', 'assess', 'desk', '${NOBODY}', '140800', '{}', 1, '2024-12-01')`),
    ],
    ['I5', 'by which book', sql(`update warning set rulebook_hash = ''`)],
    ['I5', 'by which book', sql(`update assessment set clauses = '{}'`)],
    ['I5', 'by which book', sql(`update assessment set bulletins = '{}'`)],
    [
      'I6',
      'nothing will send it',
      sql(`update delivery set state = 'retrying' where id = (select min(id::text)::uuid from delivery)`),
    ],
    ['I6', 'no message carries it', sql(`update enterprise_order set state = 'planned' where id = ${ONE}`)],
    ['I6', 'nobody will ask', sql(`update enterprise_order set due_at = null, state = 'live' where id = ${ONE}`)],
    ['I6', 'no clock has told', sql(`update enterprise_order set due_at = '2024-12-01' where id = ${ONE}`)],
    [
      'I6',
      'nobody proposes',
      sql(`update consultation set decided_at = null where id = (select max(id::text)::uuid from consultation)`),
    ],
    [
      'I6',
      'call themselves no more',
      sql(`insert into conferring (id, area, state, context, machine_version, created_at, updated_at, name, begun_by)
        values ('${NOBODY}', '140800', 'calling', '{}', 1, '2024-12-16', '2024-12-16', '会商日程', 'engine')`),
    ],
    ['I9', 'guard of what is published', sql(`alter table consultation_minutes disable trigger minutes_stay`)],
    ['I7', 'guard of the journal', sql(`alter table journal disable trigger journal_is_append_only`)],
    [
      'I7',
      'does not hold',
      sql(
        `alter table journal disable trigger journal_is_append_only`,
        `update journal set actor = 'nobody' where seq = 1`,
      ),
    ],
    [
      'I7',
      'does not hold',
      sql(`alter table seal disable trigger seal_is_append_only`, `delete from seal where n = 2`),
    ],
    ['I8', 'goes to an address outside', sql(`update delivery set address = 'https://plant.example/hook' where true`)],
    ['I9', 'guard of what is published', sql(`alter table enterprise_order disable trigger published_stays`)],
    [
      'I9',
      'has changed',
      sql(
        `alter table enterprise_order disable trigger published_stays`,
        `update enterprise_order set content = (content::jsonb || '{"level": "orange", "x": 1}')::json where id = ${ONE}`,
      ),
    ],
    [
      'I10',
      'weaker than its city’s',
      sql(
        `update warning set state = 'inForce.steady'`,
        `insert into warning overriding user value select newer.* from warning w, jsonb_populate_record(w, jsonb_build_object('id', '${NOBODY}',
           'area', '140882', 'context', jsonb_set(w.context, '{level}', '"blue"'))) as newer`,
      ),
    ],
  ])('%s: %s', async (invariant, why, plant) => {
    const breaches = await found(plant)
    const named = breaches.filter((breach) => breach.invariant === invariant && breach.why.includes(why))
    expect(named, JSON.stringify(breaches)).not.toEqual([])
    for (const { what } of named) expect(what).not.toBe('')
  })

  test('I8: a log-in of a demonstration in the live world', async () => {
    const breaches = await found(sql(`update officer set demo = true where login = 'duty'`), { kind: 'live' })
    expect(breaches).toMatchObject([{ invariant: 'I8', what: 'duty' }])
  })

  test('every invariant has something that breaks it', () => {
    expect(Object.keys(INVARIANTS)).toHaveLength(10)
  })
})

test('what is published is refused another text, and a journal another line', async () => {
  for (const statement of [`update enterprise_order set content = '{}'`, `update journal set actor = 'x'`])
    await expect(db.rows(statement)).rejects.toThrow(/published stays|append-only/)
})

test('a look in turn finds what a whole look finds, and a journal that nobody seals', async () => {
  const rounds = new Rounds(world)
  expect(await rounds.look()).toEqual([])
  await story.ask('duty', 'POST', '/clock', { set: world.clock.now() })
  await db.rows(
    `insert into journal (at, area, kind, subject, event, actor, body)
    values ($1, '140800', 'x', $2, 'X', 'engine', '{}')`,
    [world.clock.now(), NOBODY],
  )
  expect(await rounds.look()).toEqual([])
  expect(await rounds.look()).toMatchObject([{ invariant: 'I7', why: 'the journal is not being sealed' }])
  while ((await seal(db)) > 0);
  expect(await rounds.look()).toEqual([])
})

describe('the watch', () => {
  /** A world whose database answers what the test wants it to. */
  const broken = (state: { away: boolean; demo: boolean }): World => ({
    ...world,
    kind: 'live',
    db: {
      ...({} as Db),
      kind: db.kind,
      rows: async (text, params) => {
        if (state.away) throw new Error('the database is away')
        if (state.demo && text.includes('from officer where demo')) return [{ area: '140800', what: 'duty' }] as never
        return await db.rows(text, params)
      },
      transaction: (work) => db.transaction(work),
    },
  })

  test('beats, tells of a breach once by the way outside, and when it is over', async () => {
    const calls: { text: { zh: string }; breaches: Breach[] }[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (part: Buffer) => (text += part.toString()))
      request.on('end', () => {
        calls.push(JSON.parse(text) as (typeof calls)[number])
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const alarm = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/help`
    const directory = mkdtempSync(join(tmpdir(), 'airshed-auditor-'))
    const beat = () =>
      JSON.parse(readFileSync(join(directory, 'auditor.json'), 'utf8')) as { ok: boolean; process: string }
    const woken = async () =>
      (
        await db.rows<{ area: string }>(
          `select area from effect where kind = 'wake' and params->>'cause' = 'auditorAlarm'`,
        )
      ).map(({ area }) => area)
    const state = { away: false, demo: true }
    const auditor = startAuditor(broken(state), { process: 'here:1', directory, alarm, everyMs: 20, firstMs: 0 })
    await until(() => calls.length === 1)
    await sleep(100)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.breaches).toMatchObject([{ invariant: 'I8', what: 'duty' }])
    expect(await woken()).toEqual(['140800'])
    expect(beat()).toMatchObject({ ok: false, process: 'here:1' })
    state.demo = false
    await until(() => calls.length === 2)
    expect(calls[1]?.text.zh).toContain('已消除')
    expect(beat().ok).toBe(true)
    state.away = true
    await until(() => calls.length === 3)
    expect(calls[2]?.breaches).toMatchObject([{ why: 'the auditor can not look' }])
    await auditor.close()
    // Told a second time it was not, and who can't see the database calls for nobody through it.
    expect(await woken()).toEqual(['140800'])
    await db.rows(`delete from effect where kind = 'wake'`)
    server.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test('calls a program of this machine', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'airshed-auditor-'))
    const program = join(directory, 'help.sh')
    writeFileSync(program, `#!/bin/sh\ncat > ${directory}/called\n`)
    chmodSync(program, 0o700)
    const auditor = startAuditor(broken({ away: false, demo: true }), {
      process: 'here:1',
      directory,
      alarm: program,
      everyMs: 20,
      firstMs: 0,
    })
    await until(() => execFileSync('ls', [directory]).includes('called'))
    await until(() => readFileSync(join(directory, 'called'), 'utf8').includes('"I8"'))
    await auditor.close()
    rmSync(directory, { recursive: true, force: true })
  })
})

test('the command is a process of its own: it names each breach and ends with 1, and with 0 when all is well', async () => {
  const audit = () =>
    new Promise<{ status: unknown; said: string; words: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', AIRSHED_DATA: story.directory }
      execFile(process.execPath, [CLI, 'auditor'], { env }, (error, said, words) =>
        resolve({ status: error?.code ?? 0, said, words }),
      )
    })
  expect(await audit()).toEqual({ status: 0, said: '', words: 'every standing invariant holds\n' })
  await db.rows(
    `insert into effect (id, kind, lane, subject, area, params, priority, not_before, last_error, parked_at)
     values ($1, 'assess', 'desk', $1, '140800', '{}', 1, '2024-12-16', 'no way', '2024-12-16')`,
    [NOBODY],
  )
  const broken = await audit()
  await db.rows('delete from effect where id = $1', [NOBODY])
  expect(broken).toMatchObject({ status: 1, words: '1 breaches\n' })
  expect(broken.said).toMatch(/^I4 .*waits for a person/)
})

describe('parked effects', () => {
  test('stand on the board, are read inside one’s area, and are tried again with a reason', async () => {
    const [warning] = await db.rows<{ id: string; area: string }>('select id, area from warning')
    const id = newId(world.clock.now())
    await db.rows(
      `insert into effect (id, kind, lane, subject, area, params, priority, not_before, failed, last_error, parked_at)
       values ($1, 'handOver', 'desk', $2, $3, '{}', 3, $4, 8, 'no way', $4)`,
      [id, warning?.id, warning?.area, addMinutes(world.clock.now(), -1)],
    )
    const board = await story.ask('duty', 'GET', `/warnings/${warning?.id}/board`)
    expect(board.body).toMatchObject({ parked: 1 })
    const list = await story.ask<{ items: object[] }>('duty', 'GET', '/effects/parked')
    expect(list.body.items).toMatchObject([{ id, kind: 'handOver', failed: 8, error: 'no way' }])
    expect((await story.ask<{ items: object[] }>('elsewhere', 'GET', '/effects/parked')).body.items).toEqual([])
    const retry = (who: string, reason: string) => story.ask(who, 'POST', `/effects/${id}/retry`, { reason })
    expect((await retry('elsewhere', 'x')).status).toBe(404)
    expect((await retry('vicemayor', 'x')).status).toBe(403)
    expect((await retry('duty', '')).status).toBe(400)
    expect((await retry('duty', 'the disk has room again')).status).toBe(202)
    expect((await retry('duty', 'once more')).status).toBe(404)
    const metrics = await (await fetch(`${story.engine.url}/metrics`)).text()
    expect(metrics).toMatch(/^airshed_effects_parked 0$/m)
    expect(metrics).toMatch(/^airshed_auditor_last_ok [1-9]/m)
    await hands.settle()
    expect(await db.rows('select id from effect where id = $1', [id])).toEqual([])
    const [entry] = await db.rows<{ body: string }>(`select body from journal where event = 'EFFECT_RETRIED'`)
    expect(JSON.parse(entry?.body ?? '')).toMatchObject({ because: 'the disk has room again', tries: 8 })
    expect((await story.ask('auditor', 'GET', '/audit')).body).toMatchObject({ ok: true, breaches: [] })
    expect((await story.ask('duty', 'GET', '/audit')).status).toBe(403)
  })
})
