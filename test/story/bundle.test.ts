import { execFile } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { passingKeys } from '../../src/db/keys.ts'
import { seal, verify } from '../../src/db/seal.ts'
import { publicPem } from '../../src/journal/folder.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { textOfDocx } from '../help/documents.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { until } from '../help/until.ts'

/* An auditor takes a response along, to a machine that has Node and nothing of the engine (审计资料包). */

let story: StoryEngine
let hands: ByHand
let folder: string
let whole: string
let warning: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airshed-bundle-'))
  whole = join(folder, 'whole')
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(3),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  const desk = new Desk(story, () => hands.settle())
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  warning = (await desk.living()).id
  const { db } = story.engine.world
  await until(async () => {
    await seal(db)
    const { entries, sealed } = await verify(db)
    return entries === sealed
  })
})
afterAll(async () => {
  await hands.close()
  await story.close()
  rmSync(folder, { recursive: true })
})

async function take(who: string): Promise<{ status: number; type: string | null; bytes: Uint8Array }> {
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', {
    login: who,
    password: 'a-story-told',
  })
  const answer = await fetch(`${story.engine.url}/api/v1/warnings/${warning}/bundle`, {
    headers: { authorization: `Bearer ${body.token}` },
  })
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: new Uint8Array(await answer.arrayBuffer()),
  }
}

/** The checker out of the bundle, run by plain Node. */
async function check(place: string, ...more: string[]): Promise<{ ok: boolean; broken?: { why: string } }> {
  const run = promisify(execFile)
  const env = { PATH: process.env['PATH'] ?? '' }
  const { stdout } = await run('node', ['checker.mjs', '--bundle', '.', ...more], { cwd: place, env }).catch(
    (error: unknown) => error as { stdout: string },
  )
  return JSON.parse(stdout) as { ok: boolean; broken?: { why: string } }
}

test('it holds the papers, the orders and the journal, and says in Chinese how it is checked', async () => {
  const { status, type, bytes } = await take('auditor')
  expect([status, type]).toEqual([200, 'application/zip'])
  const files = unzipSync(bytes)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(whole, name)), { recursive: true })
    writeFileSync(join(whole, name), content)
  }
  const text = (name: string) => Buffer.from(files[name] ?? []).toString('utf8')
  expect(text('README.txt')).toMatch(/^【演练】\n运城市.*审计资料包\n/)
  expect(text('README.txt')).not.toContain('未能收入')
  const papers = Object.keys(files).filter((name) => name.startsWith('papers/'))
  expect(text('README.txt')).toContain(`共 ${papers.length} 件`)
  const titles = papers.map((name) => textOfDocx(Buffer.from(files[name] ?? [])))
  expect(titles.some((paper) => paper.includes('会商纪要'))).toBe(true)
  expect(titles.some((paper) => paper.includes('预警'))).toBe(true)
  expect(text('orders.jsonl').trimEnd().split('\n')).toHaveLength(3)
  expect(JSON.parse(text('warning.json'))).toMatchObject({ id: warning, signatures: [{ decision: 'sign' }] })
  // Of people the journal knows numbers alone.
  for (const name of ['orders.jsonl', 'journal.jsonl']) expect(text(name)).not.toMatch(/154\d{8}|孙丙寅/)
})

test('it is checked without the engine, by the key that came along or one that was kept', async () => {
  expect(await check(whole)).toMatchObject({ ok: true, checkpoints: 1, keyFromOutside: false })
  const kept = join(folder, 'kept.pem')
  writeFileSync(kept, publicPem(story.engine.world.keys.checkpoint))
  expect(await check(whole, '--key', kept)).toMatchObject({ ok: true, keyFromOutside: true })
  writeFileSync(kept, publicPem(passingKeys().checkpoint))
  expect(await check(whole, '--key', kept)).toMatchObject({ ok: false })
})

describe('nothing in it can be touched', () => {
  const touched: [string, (place: string) => void, RegExp][] = [
    [
      'a paper',
      (place) => appendFileSync(join(place, 'papers/minutes-1.docx'), 'x'),
      /papers.minutes-1.docx is not what was/,
    ],
    ['an order', (place) => swap(place, 'orders.jsonl', '限产', '满产'), /orders.jsonl is not what was packed/],
    [
      'the journal',
      (place) => swap(place, 'journal.jsonl', 'OFFICER_SIGNED', 'OFFICER_SIGHED'),
      /journal.jsonl is not/,
    ],
    ['a file less', (place) => rmSync(join(place, 'papers/minutes-1.docx')), /is missing/],
    ['a file more', (place) => writeFileSync(join(place, 'papers/notice-9.docx'), 'x'), /notice-9.docx was not packed/],
    ['the list of files', (place) => swap(place, 'SHA256SUMS', 'a', 'b'), /SHA256SUMS is not what was signed/],
    ['the signature', (place) => swap(place, 'SHA256SUMS.json', '"at":"2', '"at":"1'), /signature of the bundle/],
  ]
  test.each(touched)('%s', async (name, touch, why) => {
    const place = join(folder, name.replaceAll(' ', '-'))
    cpSync(whole, place, { recursive: true })
    touch(place)
    expect(await check(place)).toMatchObject({ ok: false, broken: { why: expect.stringMatching(why) as string } })
  })
})

function swap(place: string, name: string, from: string, to: string): void {
  const text = readFileSync(join(place, name), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(place, name), text.replace(from, to))
}

test('nobody but who may verify the journal takes one, and of nothing there is none', async () => {
  for (const who of ['duty', 'county', 'elsewhere']) expect((await take(who)).status, who).toBe(403)
  const { status, body } = await story.ask('auditor', 'GET', '/warnings/0176752c-0000-7000-8000-00000000e001/bundle')
  expect([status, body['code']]).toEqual([404, 'thing.unknown'])
  expect(readdirSync(join(story.directory, 'checkpoints')).length).toBe(2)
})
