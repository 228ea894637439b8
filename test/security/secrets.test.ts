import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLog } from '../../src/http/log.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * A whole response with everything said in the log, and receivers that refuse, break off and vanish: no secret, no
 * telephone number and no name of a person is in it.
 */

let story: StoryEngine
const lines: string[] = []

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(4),
    clock: '2024-12-16T10:00:00.000Z',
    // One refuses, one breaks off, one is full, one takes it.
    answering: ({ path }) =>
      path === '/e/0' ? { status: 500 } : path === '/e/1' ? 'breakOff' : { status: path === '/e/2' ? 410 : 200 },
    log: openLog('trace', { write: (line) => void lines.push(line) }),
  })
})
afterAll(() => story.close())

test('nothing that opens a door or rings a phone is in the log of a whole response', async () => {
  const desk = new Desk(story)
  const day = await desk.episode()
  expect(await desk.sign()).toBe(200)
  await story.settle()
  await desk.at(day, 2)
  await story.settle()
  const secrets = new Set<string>([story.feedKey, 'a-story-told', '孙丙寅', '15400000000', '15400000001'])
  for (const { body, headers } of story.received) {
    secrets.add(body.answer.token)
    secrets.add(String(headers['airshed-signature']))
    for (const [link] of JSON.stringify(body).matchAll(/\/o\/[\w.~-]+/g)) secrets.add(link)
  }
  // Who guesses, and what was sent wrongly, must not be repeated either.
  await story.ask(null, 'POST', '/sessions', { login: 'duty', password: '猜的密码-1' })
  await story.ask('air_f_a-made-up-key', 'POST', '/forecasts', { provider: 'p' })
  await story.ask('duty', 'POST', '/departments', {
    area: '140800',
    kind: 'police',
    contacts: [{ name: '钱丁卯', phone: '15499999999' }],
  })
  await story.ask('duty', 'GET', '/orders?cursor=15488888888')
  for (const secret of ['猜的密码-1', 'air_f_a-made-up-key', '钱丁卯', '15499999999', '15488888888'])
    secrets.add(secret)
  const { keys } = story.engine.world
  secrets.add(keys.master.toString('base64')).add(keys.master.toString('hex'))
  for (const key of [keys.signing, keys.checkpoint]) secrets.add(String(key.export({ format: 'jwk' }).d))

  const log = lines.join('')
  expect(lines.length).toBeGreaterThan(20)
  expect(secrets.size).toBeGreaterThan(15)
  expect([...secrets].filter((secret) => log.includes(secret))).toEqual([])
  expect(log).not.toMatch(/\b1[3-9]\d{9}\b/)
})
