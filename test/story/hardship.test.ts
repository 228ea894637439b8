import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnterpriseTokens } from '../../src/people/admit.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, type Received, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/* What an enterprise says against its order (执行困难、申诉): the order stands until an answer says otherwise. */

let story: StoryEngine
let hands: ByHand
let desk: Desk
let warning = ''
const [HINDERED, GRADED, SILENT] = [inventedCode(0), inventedCode(1), inventedCode(2)]

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(3),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode([210, 215, 160, 80, 80, 80, 80])
  expect(await desk.sign()).toBe(200)
  warning = (await desk.living()).id
  await hands.settle()
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

const newest = (code: string, kind = 'order'): Received['body'] => {
  const found = story.received.findLast(({ body }) => body.kind === kind && body.enterprise.creditCode === code)
  if (!found) throw new Error(`${code} got no ${kind}`)
  return found.body
}
const said = (code: string) =>
  story.received
    .filter(({ body }) => body.kind === 'answer' && body.enterprise.creditCode === code)
    .map(({ body }) => body.content.summary.zh)
/** As the control room answers: by the address and the token of the message. */
const receipt = (code: string, body: object) => {
  const { answer } = newest(code)
  return story.ask(answer.token, 'POST', answer.url, body)
}
const officer = (who: string, path: string, body?: object) =>
  story.ask<Record<string, unknown> & { items: Record<string, unknown>[] }>(who, body ? 'POST' : 'GET', path, body)
const orderOf = async (code: string) => {
  const rows = await story.engine.world.db.rows<{ state: string; revision: number; due: string | null }>(
    'select state, revision, due_at as due from enterprise_order where credit_code = $1 order by revision desc limit 1',
    [code],
  )
  return rows[0]
}
const openCase = async (kind: string) => {
  const { body } = await officer('auditor', `/hardships?open=true&kind=${kind}`)
  return String(body.items[0]?.['id'])
}

test('a difficulty ends the waiting, does not count as committed, and opens one case', async () => {
  await receipt(HINDERED, { kind: 'committed' })
  const against = { ground: 'safeStop', line: '1#', couldFrom: '2024-12-28T08:00:00+08:00' }
  const given = { kind: 'difficulty', text: '窑内有坯，安全停窑需 40 小时', against }
  expect(await receipt(HINDERED, given)).toMatchObject({ status: 200, body: { order: { state: 'acknowledged' } } })
  expect((await receipt(HINDERED, given)).status).toBe(200)
  const { body } = await officer('auditor', '/hardships')
  expect(body.items).toMatchObject([
    {
      kind: 'difficulty',
      state: 'reported',
      level: 'county',
      ground: 'safeStop',
      line: '1#',
      text: given.text,
      couldFrom: against.couldFrom,
      orderStands: true,
      officer: null,
    },
  ])
  expect((await officer('elsewhere', `/hardships/${String(body.items[0]?.['id'])}`)).status).toBe(404)
  await hands.settle()
  expect(said(HINDERED)).toEqual([expect.stringContaining('答复前指令继续有效，请仍按指令执行')])
  expect(await orderOf(HINDERED)).toMatchObject({ state: 'acknowledged', revision: 1, due: null })
})

test('overdue it climbs to the next officer, and nobody who has answered is reminded', async () => {
  const id = await openCase('difficulty')
  await officer('duty', '/clock', { advance: 'PT31M' })
  await hands.settle()
  expect((await officer('auditor', `/hardships/${id}`)).body).toMatchObject({ level: 'city', state: 'reported' })
  await officer('duty', '/clock', { advance: 'PT31M' })
  await hands.settle()
  await officer('duty', '/clock', { advance: 'PT3H' })
  await hands.settle()
  expect((await officer('auditor', `/hardships/${id}`)).body).toMatchObject({ level: 'leader', answerBy: null })
  const reminded = story.received.filter(({ body }) => body.kind === 'reminder').map(({ body }) => body.enterprise)
  expect(reminded.map(({ creditCode }) => creditCode)).not.toContain(HINDERED)
  expect(reminded.map(({ creditCode }) => creditCode)).toContain(SILENT)
})

test('two officers change what is asked of its line, and only of it', async () => {
  const path = `/hardships/${await openCase('difficulty')}`
  const adjust = (body: object, who = 'duty') => officer(who, `${path}/adjust`, { reason: '现场核实', ...body })
  const measures = [{ line: '1#', measure: '限产50%' }]
  expect((await adjust({ measures })).body['code']).toBe('event.refused')
  expect((await officer('duty', `${path}/take`, {})).body).toMatchObject({ state: 'lookedInto' })
  expect((await adjust({ measures: [{ line: '9#', measure: '限产50%' }] })).body['code']).toBe('hardship.noLine')
  expect((await adjust({ measures: [{ line: '1#', measure: '尽量少烧' }] })).body['code']).toBe('hardship.unreadable')
  expect((await adjust({})).body['code']).toBe('hardship.changesNothing')
  expect((await adjust({ measures }, 'auditor')).status).toBe(403)
  expect((await adjust({ measures })).body).toMatchObject({ state: 'adjusting', answer: null, orderStands: true })
  const [exception] = (await officer('auditor', '/exceptions')).body.items
  expect(exception).toMatchObject({ ground: 'difficulty', measures: [{ line: '1#', measure: '限产50%' }] })
  const apart = await officer('mayor', `/exceptions/${String(exception?.['id'])}/decision`, {
    decision: 'confirm',
    reason: 'r',
  })
  expect(apart.body['code']).toBe('exception.ofHardship')
  const decide = (who: string) => officer(who, `${path}/decision`, { decision: 'confirm', reason: '同意' })
  expect((await decide('duty')).body['code']).toBe('event.refused')
  expect((await decide('mayor')).body).toMatchObject({ state: 'accepted', answer: '现场核实', orderStands: false })
  const before = await orderOf(GRADED)
  await hands.settle()
  expect(said(HINDERED)[1]).toContain('已采纳。理由：现场核实')
  const { content, revision, replaces } = newest(HINDERED)
  expect([revision, replaces]).toEqual([2, 1])
  expect(content.changes).toMatchObject([{ kind: 'milder' }])
  expect(content.lines?.[0]?.say.zh).toMatch(/限产 50%.*执行困难核定/)
  expect(await orderOf(GRADED)).toEqual(before)
  await expectSound(story.engine.world.db)
})

test('what was allowed holds when the level rises, and is told with its clause', async () => {
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await hands.settle()
  const { content } = newest(HINDERED)
  expect(content.lines?.[0]?.say.zh).toContain('限产 50%')
  expect(newest(GRADED).content.lines?.[0]?.say.zh).toContain('停产')
})

test('an appeal does not suspend the order, and is refused with its reason or ruled on', async () => {
  expect((await receipt(GRADED, { kind: 'appeal', text: '应为 B 级', against: { ground: 'wrongGrade' } })).status).toBe(
    200,
  )
  const path = `/hardships/${await openCase('appeal')}`
  expect((await officer('duty', path)).body).toMatchObject({ kind: 'appeal', ground: 'wrongGrade', orderStands: true })
  await officer('duty', `${path}/take`, {})
  expect((await officer('duty', `${path}/refuse`, { reason: '评定文件载明 C 级' })).body).toMatchObject({
    state: 'refused',
    answer: '评定文件载明 C 级',
  })
  await hands.settle()
  expect(said(GRADED).at(-1)).toBe(
    `${newest(GRADED).number} 号减排指令的申诉不予采纳，指令继续有效。理由：评定文件载明 C 级。`,
  )
  expect((await orderOf(GRADED))?.state).not.toBe('superseded')
  // Another one, and this time it was right.
  await receipt(GRADED, { kind: 'appeal', text: '另附文件', against: { ground: 'protected' } })
  const again = `/hardships/${await openCase('appeal')}`
  await officer('duty', `${again}/take`, {})
  await officer('duty', `${again}/adjust`, { class: 'heating', reason: '承担居民供暖' })
  await officer('mayor', `${again}/decision`, { decision: 'confirm', reason: '属实' })
  await hands.settle()
  expect(newest(GRADED).content.changes?.map(({ kind }) => kind)).toContain('basis')
  await expectSound(story.engine.world.db)
})

test('an enterprise sees its own cases and takes them back; the end of the order ends a difficulty, not an appeal', async () => {
  const { world } = story.engine
  const [silent] = await world.db.rows<{ id: string; area: string }>(
    'select id, area from enterprise where credit_code = $1',
    [SILENT],
  )
  const tokens = await createEnterpriseTokens(
    world,
    [{ enterprise: silent?.id ?? '', name: '示例', area: silent?.area ?? '' }],
    world.clock.now(),
  )
  const own = tokens.get(silent?.id ?? '') ?? ''
  await receipt(SILENT, { kind: 'difficulty', text: '合同', against: { ground: 'contract' } })
  await receipt(SILENT, { kind: 'appeal', text: '线号有误', against: { ground: 'wrongLine', line: '1#' } })
  const mine = (await officer(own, '/me/hardships')).body.items
  expect(new Set(mine.map(({ kind }) => kind))).toEqual(new Set(['appeal', 'difficulty']))
  const difficulty = mine.find(({ kind }) => kind === 'difficulty')?.['id']
  expect((await officer(own, `/me/hardships/${String(difficulty)}/withdraw`, {})).body['state']).toBe('withdrawn')
  expect((await officer(newest(GRADED).answer.token, '/me/hardships')).body['code']).toBe('token.oneOrder')
  await receipt(SILENT, { kind: 'difficulty', text: '安全', against: { ground: 'safety' } })
  await desk.end()
  await hands.settle()
  expect((await officer(own, '/me/hardships')).body.items.map(({ kind, state }) => [kind, state])).toEqual([
    ['difficulty', 'moot'],
    ['appeal', 'reported'],
    ['difficulty', 'withdrawn'],
  ])
  const path = `/hardships/${await openCase('appeal')}`
  await officer('duty', `${path}/take`, {})
  const late = await officer('duty', `${path}/adjust`, { measures: [{ line: '1#', measure: '限产50%' }], reason: 'r' })
  expect(late.body['code']).toBe('hardship.noLine')
  await officer('duty', `${path}/adjust`, { reason: '线号确有误' })
  expect((await officer('mayor', `${path}/decision`, { decision: 'confirm', reason: '属实' })).body['state']).toBe(
    'accepted',
  )
  await hands.settle()
  expect(said(SILENT).at(-1)).toContain('申诉已采纳')
  await expectSound(world.db)
  expect(warning).not.toBe('')
})
