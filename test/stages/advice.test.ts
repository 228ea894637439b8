import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAt, slowLines, type Known } from '../../src/advice/decide.ts'
import { sayAhead } from '../../src/advice/texts.ts'
import { isAbove, WARNING_LEVELS } from '../../src/model/level.ts'
import { addDays, addHours, dayOf } from '../../src/model/time.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

const NOW = '2024-12-16T02:00:00.000Z'
const TODAY = dayOf(NOW)
const rule = loadRulebooks().advice(TODAY)?.again ?? expect.fail('no rule of advice')

const span = fc
  .record({
    at: fc.integer({ min: -3, max: 7 }),
    days: fc.integer({ min: 0, max: 4 }),
    level: fc.constantFrom(...WARNING_LEVELS),
  })
  .map(({ at, days, level }) => ({ from: addDays(TODAY, at), to: addDays(TODAY, at + days), level }))
const known: fc.Arbitrary<Known> = fc.record({
  earlier: fc.integer({ min: 0, max: 3 }),
  warned: fc.boolean(),
  seen: fc.boolean(),
  standing: fc.option(
    fc.record({
      id: fc.constant('a'),
      until: fc.integer({ min: 0, max: 9 }).map((n) => addDays(TODAY, n)),
      toldAt: fc.integer({ min: -60, max: 0 }).map((n) => addHours(NOW, n)),
    }),
  ),
})

describe('whether plans are to be adjusted ahead', () => {
  test('is told only where nothing is told yet, a strict episode is to come, and it is not the first', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), known, (episodes, said) => {
        const move = lookAt(rule, episodes, said, NOW)
        const coming = episodes.filter(({ from, level }) => from > TODAY && !isAbove(rule.level, level))
        if (move.kind !== 'tell') return
        expect(said.standing).toBeNull()
        expect(coming.length).toBeGreaterThan(0)
        expect(coming.length + said.earlier).toBeGreaterThanOrEqual(rule.episodes)
        expect(move.from > TODAY && move.until >= move.from).toBe(true)
      }),
    )
  })

  test('is taken back only where the days are forecast, none is strict, none holds, and it was told long enough', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), known, (episodes, said) => {
        const move = lookAt(rule, episodes, said, NOW)
        if (move.kind !== 'withdraw') return
        expect(said.seen && !said.warned).toBe(true)
        expect(episodes.some(({ level }) => !isAbove(rule.level, level))).toBe(false)
        expect(addHours(said.standing?.toldAt ?? NOW, rule.holdHours) <= NOW).toBe(true)
      }),
    )
  })

  test('does nothing a second time', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), known, (episodes, said) => {
        const move = lookAt(rule, episodes, said, NOW)
        const { standing } = said
        if (move.kind === 'tell') {
          const after = { ...said, standing: { id: 'b', until: move.until, toldAt: NOW } }
          expect(lookAt(rule, episodes, after, NOW).kind).toBe('nothing')
        } else if (move.kind === 'move' && standing !== null) {
          const after = { ...said, standing: { ...standing, until: move.until } }
          expect(lookAt(rule, episodes, after, NOW).kind).toBe('nothing')
        } else if (move.kind === 'withdraw')
          expect(lookAt(rule, episodes, { ...said, standing: null }, NOW).kind).toBe('nothing')
      }),
    )
  })

  test('concerns lines that can not be interrupted, or take as long to stop as a warning leads', () => {
    const line = (interruptible: boolean, safeStopHours: number) =>
      ({ interruptible, safeStopHours, name: '窑', number: '1#' }) as Parameters<typeof slowLines>[0][number]
    const lines = [line(true, 8), line(false, 0), line(true, rule.slowStopHours)]
    expect(slowLines(lines, rule)).toEqual(lines.slice(1))
    const many = Array.from({ length: 5 }, (_, n) => ({ name: `${n}#窑`, number: '' }))
    expect(sayAhead(many, { from: '2024-12-17', until: '2024-12-22' }).zh).toMatch(
      /0#窑、1#窑、2#窑等 5 条生产线.*不要求停产/,
    )
  })
})

describe('over HTTP', () => {
  let story: StoryEngine
  let hands: ByHand
  let desk: Desk
  const SLOW = inventedCode(1)

  beforeAll(async () => {
    const list = brickworks(3)
    Object.assign(list.生产线[1] ?? {}, { 可中断: '否' })
    story = await StoryEngine.open(anyBackend(), {
      list,
      clock: '2024-12-15T10:00:00.000Z',
      answering: () => ({ status: 200 }),
      parts: ['api'],
    })
    hands = new ByHand(story.engine.world)
    desk = new Desk(story, () => hands.settle())
  }, 120_000)
  afterAll(async () => {
    await hands.close()
    await story.close()
  })

  interface Letter {
    path: string
    body: { about?: string; say?: { zh: string }; page?: string; answer?: object; exercise?: boolean }
  }
  const letters = () => (story.received.splice(0) as unknown as Letter[]).filter(({ body }) => body.about === 'advice')
  interface Given {
    id: string
    kind: string
    withdrawnAt: string | null
    counts: object
  }
  const given = async (who = 'duty') => (await story.ask<{ items: Given[] }>(who, 'GET', '/advice')).body.items
  const TWICE = [215, 220, 90, 80, 80, 215, 220]

  test('two orange episodes ahead: who can not stop at once is told, once, and that it is no order', async () => {
    await desk.forecast(desk.day(0), TWICE)
    const [letter, ...others] = letters()
    expect(others).toEqual([])
    expect(letter).toMatchObject({ path: `/e/${SLOW}`, body: { exercise: true } })
    expect(letter?.body.say?.zh).toMatch(/^〔生产计划预调提示，不是减排指令〕.*1#隧道窑不可中断.*现在不要求停产、限产/)
    expect(letter?.body.answer, 'nothing is asked').toBeUndefined()
    const page = await fetch(letter?.body.page ?? '')
    const text = await page.text()
    expect([page.status, text.includes('不是减排指令'), text.includes('<button')]).toEqual([200, true, false])
    await desk.forecast(desk.day(0), [225, 220, 90, 80, 80, 225, 220])
    expect(letters(), 'what is told is told once').toEqual([])
    const [one, ...more] = await given()
    expect([one?.kind, more]).toEqual(['preAdjustment', []])
    expect((await story.ask<Given>('duty', 'GET', `/advice/${one?.id}`)).body).toMatchObject({
      counts: { told: 1, delivered: 1, unreached: 0 },
      ground: { borrowedFrom: '高平市', design: true },
    })
    const told = await story.ask<{ items: object[] }>('duty', 'GET', `/advice/${one?.id}/enterprises`)
    expect(told.body.items).toMatchObject([{ last: 'told', state: 'delivered' }])
    // The county of another place sees that its city told, and none of whom; another city sees nothing.
    expect(
      (await story.ask<{ items: object[] }>('county', 'GET', `/advice/${one?.id}/enterprises`)).body.items,
    ).toEqual([])
    expect(await given('elsewhere')).toEqual([])
    expect((await story.ask('elsewhere', 'GET', `/advice/${one?.id}`)).status).toBe(404)
  })

  test('it stands on its enterprise’s own page', async () => {
    const [row] = await story.engine.world.db.rows<{ id: string }>('select id from enterprise where credit_code = $1', [
      SLOW,
    ])
    const made = await story.ask<{ token: string }>('duty', 'POST', `/enterprises/${row?.id}/token`, {
      reason: '企业申请',
    })
    const own = await story.ask<{ items: { kind: string }[] }>(made.body.token, 'GET', '/me/notices')
    expect(own.body.items.map(({ kind }) => kind)).toEqual(['preAdjustment.told'])
  })

  test('a clear outlook takes it back, not before its time', async () => {
    const { id } = await desk.living()
    await story.ask('mayor', 'POST', `/warnings/${id}/withdraw`, { reason: '预报好转' })
    await desk.forecast(desk.day(0), [80, 80, 90, 80, 80, 80, 80])
    expect(letters(), 'two bulletins that disagree are not two letters').toEqual([])
    await desk.at(desk.day(0), 20)
    await hands.settle()
    await desk.forecast(desk.day(1), [80, 80, 90, 80, 80, 80, 80])
    expect(letters().map(({ path, body }) => [path, body.say?.zh.includes('不再适用')])).toEqual([[`/e/${SLOW}`, true]])
    expect((await given())[0]?.withdrawnAt).not.toBeNull()
    await expectSound(story.engine.world.db)
  })
})
