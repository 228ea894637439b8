import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * What came of a response (总结评估) over HTTP: begun with the lift, written by itself a day later, annotated, signed,
 * published, found wrong and replaced; each of its figures with the entries behind it.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk
let day: string
let warning: string

interface Parted {
  total: Record<string, number>
  by: Record<'county' | 'industry' | 'grade', ({ name: string } & Record<string, number>)[]>
}
interface Seen {
  id: string
  state: string
  sha256: string
  summaryBy: string | null
  corrects: string | null
  notes: { text: string; name: string | null }[]
  figures: {
    reach: { value: Parted; entries: number }
    cost: { value: Parted; entries: number }
    leads: { value: { kind: string; leadHours: number }[] }
    compliance: { value: unknown; entries: number }
    weather: { value: null; say: { zh: string } }
    byHand: { value: { what: string; count: number }[] }
  }
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(3),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  day = await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  warning = (await desk.living()).id
  // One answers, one says that it can not, one is silent.
  const [one, other] = story.received
  await story.ask(one?.body.answer.token ?? '', 'POST', one?.body.answer.url ?? '', { kind: 'committed' })
  const difficulty = { kind: 'difficulty', text: '窑体保温' }
  await story.ask(other?.body.answer.token ?? '', 'POST', other?.body.answer.url ?? '', difficulty)
  await to(6)
}, 240_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

async function to(hour: number): Promise<void> {
  await desk.at(day, hour)
  await hands.settle()
}

const reviews = async () =>
  (await story.ask<{ items: Seen[] }>('duty', 'GET', `/reviews?warning=${warning}`)).body.items
const one = async (id: string) => (await story.ask<Seen>('duty', 'GET', `/reviews/${id}`)).body
const act = (who: string, id: string, what: string, body: object = {}) =>
  story.ask<Seen & { code: string }>(who, 'POST', `/reviews/${id}/${what}`, body)
const paper = async (path: string) => {
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', {
    login: 'duty',
    password: 'a-story-told',
  })
  const headers = { authorization: `Bearer ${body.token}` }
  const answer = await fetch(`${story.engine.url}/api/v1${path}`, { headers })
  return { status: answer.status, text: await answer.text() }
}

describe('while the response holds', () => {
  test('what it has come to so far can be read, and is kept nowhere', async () => {
    const { status, body } = await story.ask<Seen>('duty', 'GET', `/warnings/${warning}/review`)
    expect(status).toBe(200)
    expect(body.figures.reach.value.total).toMatchObject({ enterprises: 3, planned: 3, delivered: 3, acknowledged: 2 })
    expect(body.figures.reach.value.total).toMatchObject({ committed: 1, hindered: 1, unanswered: 1, released: 0 })
    expect(body.figures.compliance).toMatchObject({ value: null })
    expect(body.figures.weather.say.zh).toContain('不作估算')
    expect(await reviews()).toEqual([])
    const { text } = await paper(`/warnings/${warning}/review/paper`)
    expect(text).toContain('过程稿')
  })

  test('is nobody’s who does not see the warning, and of no warning that is not signed', async () => {
    expect((await story.ask('elsewhere', 'GET', `/warnings/${warning}/review`)).status).toBe(404)
    expect((await story.ask('county', 'GET', `/warnings/${warning}/review`)).status).toBe(403)
    expect((await story.ask('duty', 'GET', '/warnings/nonsense/review')).status).toBe(400)
    expect((await story.ask('duty', 'GET', `/warnings/${warning}/review/figures/nonsense/entries`)).status).toBe(400)
  })
})

describe('after the lift', () => {
  let id: string

  test('a review begins by itself, and waits for late answers', async () => {
    expect(await desk.change('lift', {})).toBe(200)
    await hands.settle()
    const [begun] = await reviews()
    expect(begun).toMatchObject({ state: 'collecting', sha256: null, corrects: null })
    id = begun?.id ?? ''
    expect((await act('mayor', id, 'sign', { sha256: 'a'.repeat(64) })).body.code).toBe('event.refused')
    expect((await paper(`/reviews/${id}/paper`)).status).toBe(409)
  })

  test('has one, whoever else begins it', async () => {
    const again = await story.ask<{ code: string }>('duty', 'POST', '/reviews', { warning })
    expect(again.body.code).toBe('review.exists')
    expect((await story.ask('elsewhere', 'POST', '/reviews', { warning })).status).toBe(404)
  })

  test('is written by itself a day later, and its parts add up to its sums', async () => {
    await to(31)
    const { state, figures } = await one(id)
    expect(state).toBe('written')
    for (const { value } of [figures.reach, figures.cost])
      for (const parts of Object.values(value.by))
        for (const [name, sum] of Object.entries(value.total)) {
          const parted = parts.reduce((all, part) => all + (part[name] ?? 0), 0)
          if (name !== 'stopDays') expect(parted).toBe(sum)
        }
    expect(figures.reach.value.total).toMatchObject({ planned: 3, delivered: 3, released: 3 })
    expect(figures.reach.value.by.industry).toMatchObject([{ name: '砖瓦窑', planned: 3 }])
    // Yellow from the evening before on: six hours and some until 00:00.
    expect(figures.leads.value.map(({ kind, leadHours }) => [kind, leadHours])).toEqual([
      ['issue', expect.closeTo(6, 0)],
      ['lift', 0],
    ])
    // The officer lifted it before the rule did.
    expect(figures.byHand.value).toMatchObject([{ what: 'warning.officer', count: 1 }])
  })

  test('each figure leads to the entries that it was counted from', async () => {
    const { figures } = await one(id)
    const entries = await story.ask<{ items: { kind: string; event: string }[]; next: string | null }>(
      'auditor',
      'GET',
      `/reviews/${id}/figures/reach/entries?limit=2`,
    )
    expect(entries.body.items).toHaveLength(2)
    expect(entries.body.items[0]).toMatchObject({ kind: 'order', event: 'BEGUN' })
    let count = 2
    for (let next = entries.body.next; next !== null;) {
      const page = await story.ask<typeof entries.body>(
        'auditor',
        'GET',
        `/reviews/${id}/figures/reach/entries?cursor=${next}`,
      )
      count += page.body.items.length
      next = page.body.next
    }
    expect(count).toBe(figures.reach.entries)
    expect((await story.ask('duty', 'GET', `/reviews/${id}/figures/weather/entries`)).body).toEqual({
      items: [],
      next: null,
    })
  })

  test('is shown as a page that loads nothing, as a document and as a workbook', async () => {
    const page = await paper(`/reviews/${id}/paper`)
    expect(page.text).toContain('总结评估报告')
    expect(page.text).toContain('未签发')
    expect(page.text).toContain('<svg')
    expect(page.text).not.toMatch(/(src|href)=|url\(|@import/)
    for (const format of ['docx', 'xlsx']) {
      const { status, text } = await paper(`/reviews/${id}/paper?format=${format}`)
      expect(status).toBe(200)
      expect(text.slice(0, 2)).toBe('PK')
    }
  })

  test('is annotated, and signed only as it was seen', async () => {
    expect((await act('county', id, 'notes', { text: '县里' })).status).toBe(403)
    expect((await act('elsewhere', id, 'notes', { text: '外地' })).status).toBe(404)
    expect((await act('duty', id, 'notes', { text: '' })).status).toBe(400)
    const noted = await act('duty', id, 'notes', { text: '一户未回执，已电话核实' })
    expect(noted.body.notes).toMatchObject([{ text: '一户未回执，已电话核实', name: 'duty' }])
    const { sha256 } = await one(id)
    expect((await act('mayor', id, 'sign', { sha256: 'f'.repeat(64) })).body.code).toBe('review.counted')
    expect((await act('duty', id, 'sign', { sha256 })).status).toBe(403)
    const both = await Promise.all(['mayor', 'vicemayor'].map((who) => act(who, id, 'sign', { sha256 })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect((await act('duty', id, 'write')).body.code).toBe('event.refused')
    expect((await act('duty', id, 'notes', { text: '补充' })).body.code).toBe('event.refused')
    // Not by any other way either.
    const change = `update review set figures = '{}' where id = $1`
    await expect(story.engine.world.db.rows(change, [id])).rejects.toThrow(/does not change/)
  })

  test('wakes somebody where it is not published by its hour, until it is', async () => {
    await to(55)
    const wakes = () =>
      story.engine.world.db.rows<{ state: string }>(`select state from wake where cause = 'reviewOverdue'`)
    expect(await wakes()).toHaveLength(1)
    expect((await one(id)).summaryBy).toBeNull()
    expect((await act('duty', id, 'publish')).body).toMatchObject({ state: 'published' })
    await hands.settle()
    expect(await wakes()).toEqual([{ state: 'stoodDown' }])
  })

  test('is put right by another one, which takes its place when it is published', async () => {
    const wrong = await act('duty', id, 'correct', { reason: '漏计一户' })
    expect(wrong.status).toBe(201)
    expect(wrong.body).toMatchObject({ corrects: id, state: 'collecting' })
    expect((await act('duty', id, 'correct', { reason: '再来' })).body.code).toBe('review.correcting')
    await hands.settle()
    const next = wrong.body.id
    const { sha256, state } = await one(next)
    expect(state).toBe('written')
    await act('mayor', next, 'sign', { sha256 })
    expect((await one(id)).state).toBe('published')
    expect((await act('duty', next, 'publish')).body.state).toBe('published')
    expect((await one(id)).state).toBe('replaced')
    expect((await paper(`/reviews/${id}/paper`)).text).toContain('已更正、作废')
    expect((await act('duty', id, 'correct', { reason: '旧的' })).body.code).toBe('review.notPublished')
    await expectSound(story.engine.world.db)
  })

  test('how it was carried out is published from the review that counts, by county and by industry', async () => {
    const { status, body } = await story.ask<{ id: string; content: { tables: { rows: { values: object }[] }[] } }>(
      'duty',
      'POST',
      '/publications',
      { kind: 'compliance', warning },
    )
    expect(status).toBe(201)
    // No meter, no monitor: of three plants nothing is proved.
    const sums = body.content.tables.map(({ rows }) => rows.at(-1)?.values)
    expect(sums).toEqual([0, 1].map(() => ({ compliant: 0, insufficient: 3, doubtful: 0, notCompliant: 0 })))
    expect((await open(body.id)).status).toBe(404)
    await story.ask('duty', 'POST', `/publications/${body.id}/show`, { reason: '公示' })
    expect(await open(body.id)).toEqual({ status: 200, text: expect.stringContaining('应急响应落实情况') })
  })

  async function open(of: string) {
    const answer = await fetch(`${story.engine.url}/public/results/${of}`)
    return { status: answer.status, text: await answer.text() }
  }
})
