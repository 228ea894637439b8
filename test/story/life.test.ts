import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventOf } from '../../machines/index.ts'
import { ask } from '../../src/db/effects.ts'
import { inStep, step } from '../../src/db/step.ts'
import { showInstant } from '../../src/model/time.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine, type Received } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * The whole life of a warning (预警全过程) over HTTP, every deadline fired by the clock: what becomes of it between its
 * first signature and its end, and what each enterprise hears of it.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk

const YONGJI = '140881'
const [BRICK, OTHER_COUNTY, COUNT] = [inventedCode(0), inventedCode(1), 3]

/** Three brickworks, one of them in another county. */
function list() {
  const sheets = brickworks(COUNT)
  Object.assign(sheets.企业[1] ?? {}, { '县(市、区)': '永济市' })
  return sheets
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: list(),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

/** A warning in force from the first hour of its first day, every enterprise told. */
async function inForce(level?: string): Promise<string> {
  const day = await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  await to(day, 1)
  if (level !== undefined) expect(await signed('raise', { level })).toBe(200)
  await answered()
  return day
}

/** Every enterprise answers what it has last heard, so that nobody is chased. */
async function answered(): Promise<void> {
  for (const { body } of story.received.filter(({ body: { kind } }) => kind === 'order'))
    await story.ask(body.answer.token, 'POST', body.answer.url, { kind: 'committed' })
  story.received.length = 0
}

/** Proposed, conferred on, signed, and carried out. */
async function signed(kind: string, body: object): Promise<number> {
  const status = await desk.change(kind, body)
  await hands.settle()
  return status
}

async function to(day: string, hour: number): Promise<void> {
  await desk.at(day, hour)
  await hands.settle()
}

/** As an answer shows it. */
const shown = (day: string, hour: number) => showInstant(hourOf(day, hour))
const hourOf = (day: string, hour: number) =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * 3_600_000).toISOString()
const told = (code: string): Received[] => story.received.filter(({ body }) => body.enterprise.creditCode === code)
const kinds = () => story.received.map(({ body }) => body.kind)

async function states(): Promise<Record<string, string>> {
  const { id } = (await desk.warning()) ?? { id: '' }
  const { body } = await story.ask<{ items: { state: string; enterprise: { creditCode: string } }[] }>(
    'duty',
    'GET',
    `/orders?warning=${id}`,
  )
  return Object.fromEntries(body.items.map(({ state, enterprise }) => [enterprise.creditCode, state]))
}

async function refusal(kind: string, body: object): Promise<unknown> {
  const { id } = await desk.living()
  const answer = await story.ask('duty', 'POST', `/warnings/${id}/${kind}`, { reason: '会商意见', ...body })
  return answer.body['code']
}

describe('a lift that is announced ahead', () => {
  let day: string
  beforeAll(async () => (day = await inForce()))
  afterAll(() => desk.end())

  test('takes stages that lie ahead of its hour, in its own area, each for somebody', async () => {
    const stages = (...some: object[]) => refusal('lift', { at: hourOf(day, 24), stages: some })
    expect(await stages({ at: hourOf(day, 12) })).toBe('warning.stageOfNobody')
    expect(await stages({ at: hourOf(day, 24), counties: [YONGJI] })).toBe('warning.stageOutOfTime')
    expect(await stages({ at: hourOf(day, -1), counties: [YONGJI] })).toBe('warning.stageOutOfTime')
    expect(await stages({ at: hourOf(day, 12), counties: ['140902'] })).toBe('warning.stageElsewhere')
    const twice = { at: hourOf(day, 12), counties: [YONGJI] }
    expect(await stages(twice, { ...twice, industries: ['brick'] })).toBe('warning.stageOutOfTime')
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady' })
  })

  test('is previewed with the hour of each, and tells each of it when it is signed', async () => {
    const stages = [{ at: hourOf(day, 12), counties: [YONGJI] }]
    expect(await desk.propose('lift', { at: hourOf(day, 24), stages })).toBe(202)
    const { id } = await desk.living()
    const preview = await story.ask<{ asks: string; items: { purpose: string; texts: { short: string } }[] }>(
      'mayor',
      'GET',
      `/warnings/${id}/preview`,
    )
    expect(preview.body.asks).toBe('laterRelease')
    const previewed = preview.body.items.map(({ purpose, texts }) => `${purpose} ${/至(.*?)止/.exec(texts.short)?.[1]}`)
    await desk.confer()
    expect(await desk.sign()).toBe(200)
    await hands.settle()
    expect(await desk.living()).toMatchObject({ state: 'lifting' })
    expect(kinds()).toEqual(['ending', 'ending', 'ending'])
    const ends = (code: string) => told(code)[0]?.body.content as unknown as { ends: string; summary: { zh: string } }
    expect(ends(BRICK).ends).toBe(hourOf(day, 24))
    expect(ends(OTHER_COUNTY).ends).toBe(hourOf(day, 12))
    expect(ends(OTHER_COUNTY).summary.zh).toMatch(/12 时止，此前继续执行/)
    expect(previewed.toSorted()).toEqual(
      [BRICK, OTHER_COUNTY, inventedCode(2)]
        .map((code) => `ending ${/至 (.*?)止/.exec(ends(code).summary.zh)?.[1]?.replaceAll(' ', '')}`)
        .toSorted(),
    )
    // Nobody is free yet, and nobody is asked anew.
    expect(told(BRICK)[0]?.body).toMatchObject({ revision: 1 })
    expect(Object.values(await states())).not.toContain('released')
    const board = await story.ask('duty', 'GET', `/warnings/${id}/board`)
    expect(board.body).toMatchObject({ endings: { planned: 3, delivered: 3 }, releases: { planned: 0 } })
  })

  test('at the hour of a stage those start again whom it names, and no plan takes them back', async () => {
    story.received.length = 0
    await to(day, 12)
    expect(kinds()).toEqual(['release'])
    expect(told(OTHER_COUNTY)).toHaveLength(1)
    expect(await states()).toMatchObject({ [OTHER_COUNTY]: 'released', [BRICK]: 'acting' })
    const { id } = await desk.living()
    const { db, clock } = story.engine.world
    const enterprises = await db.rows<{ id: string }>('select id from enterprise order by id')
    const params = { enterprises: enterprises.map((one) => one.id) }
    await db.transaction((tx) => ask(tx, [{ kind: 'planAgain', subject: id, area: '140800', params }], clock.now()))
    await hands.settle()
    expect(await states()).toMatchObject({ [OTHER_COUNTY]: 'released', [BRICK]: 'live' })
    // The others are told the hour of the lift as their new end; they answer once more.
    await answered()
    await expectSound(db)
  })

  test('at its own hour everybody is free, and is told so once (I3)', async () => {
    await to(day, 24)
    expect((await desk.warning())?.state).toBe('lifted')
    expect(new Set(Object.values(await states()))).toEqual(new Set(['released']))
    expect(kinds()).toEqual(['release', 'release'])
    const keys = story.received.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
    await expectSound(story.engine.world.db)
  })
})

describe('a suspension under one order', () => {
  let day: string
  beforeAll(async () => (day = await inForce()))
  afterAll(() => desk.end())

  test('says by when it is resumed or lifted, and is signed like any change', async () => {
    expect(await refusal('resume', {})).toBe('event.refused')
    expect(await refusal('suspend', { at: hourOf(day, 6), resumeBy: hourOf(day, 5) })).toBe('warning.endsBeforeStart')
    expect(await desk.propose('suspend', { at: hourOf(day, 6), resumeBy: hourOf(day, 20) })).toBe(202)
    await desk.confer()
    expect(await desk.sign('office')).toBe(403)
    expect(await desk.sign('vicemayor')).toBe(200)
    await hands.settle()
    expect(await desk.living()).toMatchObject({
      state: 'suspended.steady',
      ground: 'officer',
      pause: { from: shown(day, 6), until: null },
      resumeBy: shown(day, 20),
    })
  })

  test('tells every enterprise from when its measures rest, and that its order stands', async () => {
    expect(kinds()).toEqual(['order', 'order', 'order'])
    const [one] = told(BRICK)
    expect(one?.body).toMatchObject({ revision: 2, replaces: 1, content: { suspended: { from: hourOf(day, 6) } } })
    expect(one?.body.content.changes?.map(({ kind }) => kind)).toEqual(['suspended'])
    expect(one?.body.content.summary.zh).toMatch(/6 时起暂停执行；指令仍然有效/)
    expect(one?.body.content.lines?.[0]?.say.zh).toMatch(/6 时起暂停执行，恢复时另行通知/)
    expect(Object.values(await states())).not.toContain('released')
    await answered()
    await expectSound(story.engine.world.db)
  })

  test('its planned end goes on, and the hour to resume it is noticed by the clock', async () => {
    expect(await signed('raise', { level: 'red' })).toBe(409)
    await to(day, 20)
    // The forecast calls for the next day: the rule proposes what the hour asks for.
    expect(await desk.living()).toMatchObject({
      state: 'suspended.changeProposed',
      overdue: ['resume'],
      resumeBy: null,
      change: { kind: 'resume', ground: 'rule', startsAt: shown(day, 24) },
    })
  })

  test('is resumed from an hour on: each line is told anew, with its notice', async () => {
    expect(await signed('resume', { at: hourOf(day, 30) })).toBe(200)
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady', overdue: [] })
    const [one] = told(BRICK)
    expect(one?.body).toMatchObject({ revision: 3, replaces: 2 })
    expect(one?.body.content).not.toHaveProperty('suspended')
    expect(new Set(one?.body.content.changes?.map(({ kind }) => kind))).toEqual(new Set(['resumed']))
    expect(one?.body.content.lines?.[0]?.say.zh).toMatch(/日 6 时起/)
    await answered()
    await expectSound(story.engine.world.db)
  })

  test('is lifted from where it rests', async () => {
    expect(await signed('suspend', { resumeBy: hourOf(day, 40) })).toBe(200)
    await answered()
    expect(await signed('lift', {})).toBe(200)
    expect((await desk.warning())?.state).toBe('lifted')
    expect(kinds()).toEqual(['release', 'release', 'release'])
    await expectSound(story.engine.world.db)
  })
})

describe('raised measures at an unchanged level', () => {
  beforeAll(async () => void (await inForce()))
  afterAll(() => desk.end())

  test('are signed by the rank of the stricter level, and ordered beside the level of the warning', async () => {
    expect(await refusal('raise', {})).toBe('warning.sameLevel')
    expect(await desk.propose('raise', { measures: 'red' })).toBe(202)
    await desk.confer()
    expect(await desk.sign('vicemayor')).toBe(403)
    expect(await desk.sign()).toBe(200)
    await hands.settle()
    const { level } = await desk.living()
    expect(await desk.living()).toMatchObject({ measures: 'red', ground: 'officer' })
    const board = await story.ask('duty', 'GET', `/warnings/${(await desk.living()).id}/board`)
    expect(board.body).toMatchObject({ ground: 'officer' })
    expect(level).not.toBe('red')
    const [one] = told(BRICK)
    expect(one?.body).toMatchObject({ warning: { level }, content: { level, measures: 'red' } })
    expect(one?.body.content.changes?.map(({ kind }) => kind)).toContain('measures')
    expect(one?.body.content.summary.zh).toContain('措施提级，按红色级别执行')
    await answered()
    await expectSound(story.engine.world.db)
  })

  test('go on when it is extended, and are lowered by the same rank', async () => {
    expect(await signed('extend', { endsAt: null })).toBe(200)
    expect(await desk.living()).toMatchObject({ measures: 'red', endsAt: null })
    const { level } = await desk.living()
    expect(await desk.propose('lower', { measures: level })).toBe(202)
    await desk.confer()
    expect(await desk.sign('vicemayor')).toBe(403)
    expect(await desk.sign()).toBe(200)
    await hands.settle()
    expect(await desk.living()).toMatchObject({ measures: level })
    expect(told(BRICK).at(-1)?.body.content).not.toHaveProperty('measures')
    await answered()
    await expectSound(story.engine.world.db)
  })
})

describe('an episode that moves before its start', () => {
  afterAll(() => desk.end())

  test('moves the start by a signature, and the orders with it', async () => {
    const day = await desk.episode()
    expect(await desk.sign()).toBe(200)
    await hands.settle()
    await answered()
    const later = desk.day(1)
    await desk.at(day, -5)
    // The first day has cleared, the run begins a day later.
    await desk.forecast(day, [90, 160, 165, 90, 90, 80, 80])
    expect(await desk.living()).toMatchObject({
      state: 'scheduled.changeProposed',
      change: { kind: 'move', ground: 'rule', startsAt: `${later}T00:00:00+08:00` },
    })
    story.received.length = 0
    await desk.confer()
    expect(await desk.sign()).toBe(200)
    await hands.settle()
    expect(await desk.living()).toMatchObject({
      state: 'scheduled.steady',
      startsAt: shown(later, 0),
      episodeFrom: later,
    })
    const [one] = told(BRICK)
    expect(one?.body.content.changes?.map(({ kind }) => kind)).toContain('starts')
    expect(one?.body.content).toMatchObject({ starts: hourOf(later, 0) })
    await answered()
    await to(day, 1)
    expect(await desk.living()).toMatchObject({ state: 'scheduled.steady' })
    await to(later, 0)
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady' })
    expect(await refusal('move', { at: hourOf(later, 30) })).toBe('event.refused')
    await expectSound(story.engine.world.db)
  })
})

describe('a lift that will probably be taken back', () => {
  afterAll(() => desk.end())

  test('says by which day, and which lines would be stopped twice', async () => {
    const day = await inForce('red')
    const { id } = await desk.living()
    interface Reversal {
      reversal: { day: string; level: string; hours: number } | null
      blind: boolean
      stops: { enterprises: number; lines: number; safeStopHours: number; longestSafeStopHours: number }
    }
    const look = async (hour: number) =>
      (await story.ask<Reversal>('duty', 'GET', `/warnings/${id}/reversal?at=${hourOf(day, hour)}`)).body
    // One more day above 150 calls for nothing by itself; two do.
    expect((await look(2)).reversal).toBeNull()
    await desk.forecast(desk.day(1), [90, 160, 165, 80, 80, 80, 80])
    expect(await look(12)).toMatchObject({
      reversal: { day: desk.day(2), hours: 36 },
      blind: false,
      stops: { enterprises: COUNT, lines: COUNT, safeStopHours: 8 * COUNT, longestSafeStopHours: 8 },
    })
    await desk.forecast(desk.day(1), [90, 80, 80, 80, 80, 80, 80])
    expect((await look(12)).reversal).toBeNull()
    expect((await story.ask('elsewhere', 'GET', `/warnings/${id}/reversal`)).status).toBe(404)
  })
})

describe('lowering in two steps', () => {
  afterAll(() => desk.end())

  test('from red over orange and yellow to the lift, each step signed as the level in force', async () => {
    const day = await inForce('red')
    for (const level of ['orange', 'yellow']) {
      expect(await signed('lower', { level })).toBe(200)
      expect(await desk.living()).toMatchObject({ level, measures: level, state: 'inForce.steady' })
      await answered()
    }
    expect(await signed('lift', { at: hourOf(day, 30) })).toBe(200)
    expect(await desk.living()).toMatchObject({ state: 'lifting', level: 'yellow' })
    await to(day, 30)
    expect((await desk.warning())?.state).toBe('lifted')
    expect(new Set(Object.values(await states()))).toEqual(new Set(['released']))
    await expectSound(story.engine.world.db)
  })
})

describe('a warning under an instruction from above', () => {
  afterAll(() => desk.end())

  test('is lifted only after the one above', async () => {
    await inForce()
    const { id, level } = await desk.living()
    const { world } = story.engine
    const enter = (event: EventOf['warning']) =>
      inStep(world.db, (tx) =>
        step(world.db, tx, { kind: 'warning', id }, event, { now: world.clock.now(), by: 'test' }),
      )
    const above = { instruction: '调度令示例1号', level: level === 'orange' ? 'orange' : 'yellow' } as const
    await enter({ type: 'INSTRUCTED', above })
    expect(await desk.living()).toMatchObject({ above })
    for (const kind of ['lift', 'suspend'])
      expect(await refusal(kind, { resumeBy: shown(desk.day(9), 0) })).toBe('warning.heldAbove')
    await expect(enter({ type: 'INSTRUCTION_LIFTED', instruction: 'another' })).rejects.toThrow()
    await enter({ type: 'INSTRUCTION_LIFTED', instruction: above.instruction })
    expect(await signed('lift', {})).toBe(200)
    expect((await desk.warning())?.state).toBe('lifted')
  })
})
