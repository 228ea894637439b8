import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { note } from '../../src/db/journal.ts'
import { seal, verify } from '../../src/db/seal.ts'
import { commands } from '../../src/journal/commands.ts'
import { keepCheckpoint } from '../../src/journal/keep.ts'
import type { Door } from '../../src/model/command.ts'
import { newId } from '../../src/model/id.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { openEmbedded } from '../help/databases.ts'

let test: TestApp
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airshed-journal-'))
  test = await openTestApp({ db: await openEmbedded(), checkpoints: join(folder, 'checkpoints') })
  await happen(3)
  await keepCheckpoint(test.world)
  await happen(3)
  await keepCheckpoint(test.world)
  await happen(1)
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true })
})

async function happen(times: number): Promise<void> {
  for (let k = 0; k < times; k++) {
    const entry = { area: '140800', kind: 'test', subject: newId(START), event: 'HAPPENED', body: { k } }
    await test.world.db.transaction((tx) => note(tx, entry, { now: START, by: 'engine' }))
  }
  while ((await seal(test.world.db)) > 0);
}

async function get(path: string, who = 'auditor') {
  const { app, tokens } = test
  return await app.inject({ method: 'GET', url: `/api/v1${path}`, headers: bearer(tokens.get(who)) })
}

const door: Door = async ({ method, path }) => {
  const answer = await test.app.inject({ method, url: `/api/v1${path}`, headers: bearer(test.tokens.get('owner')) })
  return { status: answer.statusCode, body: answer.json() as unknown }
}

async function run(args: string[]): Promise<{ status: number; out: unknown[] }> {
  const out: unknown[] = []
  const io = { out: (line: string) => out.push(JSON.parse(line)), err: () => undefined, engine: async () => door }
  const status = await commands['journal verify']?.run(args, { ...io, ground: async () => door })
  return { status: status ?? -1, out }
}

/** The checker as an auditor runs it: plain Node, another directory, nothing of the engine. */
async function offline(args: string[]): Promise<{ status: number; text: string }> {
  try {
    const { stdout } = await promisify(execFile)('node', args, {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
    })
    return { status: 0, text: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { status: code, text: stdout + stderr }
  }
}

describe('whether the journal holds', () => {
  it('is answered with every checkpoint outside of the database', async () => {
    const { sealed } = await verify(test.world.db)
    expect((await get('/journal/verify')).json()).toMatchObject({ ok: true, sealed, checkpoints: 2 })
    for (const who of ['public', 'enterprise', 'countyOfficer', 'feed'])
      for (const path of ['verify', 'export', 'checkpoints', 'keys', 'checker'])
        expect((await get(`/journal/${path}`, who)).statusCode, `${who} ${path}`).toBeGreaterThanOrEqual(401)
  })

  it('shows the checkpoints to the auditor, one by one', async () => {
    const { items } = (await get('/journal/checkpoints')).json<{ items: { n: number }[] }>()
    expect(items).toHaveLength(2)
    expect((await get(`/journal/checkpoints/${items[0]?.n}`)).json()).toEqual(items[0])
    expect((await get('/journal/checkpoints/99999')).json()).toMatchObject({ code: 'journal.noCheckpoint' })
    for (const n of ['0', '-1', 'x', '1.5', '99999999999999999999'])
      expect((await get(`/journal/checkpoints/${n}`)).statusCode).toBe(400)
  })
})

describe('the export', () => {
  it('is checked by plain Node in another place, and by nothing that was changed in it', async () => {
    const file = join(folder, 'whole.jsonl')
    const { status, out } = await run(['--export', file])
    expect(status).toBe(0)
    const [{ sealed }] = out as [{ sealed: number }]
    const text = readFileSync(file, 'utf8')
    expect(text.trimEnd().split('\n')).toHaveLength(sealed)
    expect((await get('/journal/export')).body).toBe(text)

    const pem = readdirSync(folder).find((name) => /^whole\.jsonl\.[0-9a-f]+\.pem$/.test(name)) ?? ''
    const signed = ['--checkpoints', 'whole.jsonl.checkpoints.jsonl', '--key', pem]
    const checker = 'whole.jsonl.checker.mjs'
    expect(await offline([checker, 'whole.jsonl', ...signed])).toMatchObject({
      status: 0,
      text: expect.stringMatching(`"ok":true,"entries":${sealed},.*"checkpoints":2`) as string,
    })
    expect(
      (await offline([checker, 'whole.jsonl', '--checkpoints', join(folder, 'checkpoints'), '--key', 'checkpoints']))
        .status,
    ).toBe(0)

    const tampered = (change: (lines: string[]) => string[]) => {
      writeFileSync(join(folder, 'tampered.jsonl'), change(text.trimEnd().split('\n')).join('\n'))
      return offline([checker, 'tampered.jsonl', ...signed])
    }
    expect(
      await tampered((lines) => lines.map((line, k) => (k === 2 ? line.replace('HAPPENED', 'HAPPENS') : line))),
    ).toMatchObject({ status: 1 })
    expect(await tampered((lines) => lines.toSpliced(2, 1))).toMatchObject({ status: 1 })
    expect(await tampered((lines) => lines.toSpliced(2, 2, lines[3] ?? '', lines[2] ?? ''))).toMatchObject({
      status: 1,
    })
    expect(await tampered((lines) => lines.toSpliced(2, 0, lines[2] ?? ''))).toMatchObject({ status: 1 })
    expect(await tampered((lines) => lines.slice(0, -2))).toMatchObject({ status: 1 })
    expect(await tampered((lines) => lines.slice(1))).toMatchObject({ status: 1 })
    expect(await offline([checker])).toMatchObject({ status: 2 })
    expect(await offline([checker, 'nowhere.jsonl'])).toMatchObject({ status: 2 })
  })

  it('may hold a part, which says what it hangs on', async () => {
    const file = join(folder, 'part.jsonl')
    expect((await run(['--export', file, '--from', '3', '--to', '5'])).status).toBe(0)
    const part = readFileSync(file, 'utf8')
    expect((await get('/journal/export?from=3&to=5')).body).toBe(part)
    const checker = 'part.jsonl.checker.mjs'
    expect(await offline([checker, 'part.jsonl'])).toMatchObject({ status: 1 })
    expect(await offline([checker, 'part.jsonl', '--from', '3', '--to', '5'])).toMatchObject({ status: 0 })
    expect(await offline([checker, 'part.jsonl', '--from', '3', '--to', '6'])).toMatchObject({ status: 1 })
    expect((await get('/journal/export?from=900')).body).toBe('')
    for (const query of ['from=0', 'to=x', 'from=1e400'])
      expect((await get(`/journal/export?${query}`)).statusCode).toBe(400)
  })
})

describe('what is looked for in it', () => {
  const by = 'user:0176752c-0000-7000-8000-00000000ac70'
  const seen = async (query: string, who = 'auditor') => {
    const answer = await get(`/journal?limit=500&${query}`, who)
    return answer.statusCode === 200
      ? answer.json<{ items: { kind: string; event: string; area: string; by: string; at: string }[] }>().items
      : answer.statusCode
  }
  const hour = (n: number) => `2021-01-01T${String(n).padStart(2, '0')}:00:00.000Z`
  beforeAll(async () => {
    for (const [n, entry] of (
      [
        { area: '140800', kind: 'sought' },
        { area: '140802', kind: 'sought' },
        { area: '140802', kind: 'besides' },
        { area: '140900', kind: 'sought' },
      ] as const
    ).entries())
      await test.world.db.transaction((tx) =>
        note(tx, { ...entry, subject: newId(START), event: `N${n}`, body: {} }, { now: hour(n), by }),
      )
  })

  it('is found by period, kind, area and actor, each alone and all of them', async () => {
    const found = async (query: string) => {
      const items = await seen(query)
      return Array.isArray(items) ? items.map(({ event }) => event) : items
    }
    expect(await found('kind=sought')).toEqual(['N1', 'N0'])
    expect(await found('kind=sought,besides')).toEqual(['N2', 'N1', 'N0'])
    expect(await found('kind=none')).toEqual([])
    expect(await found(`actor=${by}`)).toEqual(['N2', 'N1', 'N0'])
    expect(await found(`actor=${by}&area=140802`)).toEqual(['N2', 'N1'])
    // Half-open, and by any offset.
    const span = (from: string, until: string) => `from=${encodeURIComponent(from)}&until=${encodeURIComponent(until)}`
    expect(await found(`actor=${by}&${span(hour(1), hour(2))}`)).toEqual(['N1'])
    expect(await found(`actor=${by}&${span('2021-01-01T09:00:00+08:00', '2021-01-01T11:00:00+08:00')}`)).toEqual([
      'N2',
      'N1',
    ])
    expect(await found(`kind=sought&area=140802&actor=${by}&${span(hour(0), hour(9))}`)).toEqual(['N1'])
  })

  it('tells nobody of a foreign area, and refuses what is none', async () => {
    expect(await seen('area=140900')).toBe(404)
    expect(await seen(`actor=${by}`, 'administrator')).toHaveLength(3)
    expect(await seen('area=x')).toBe(400)
    expect(await seen('from=yesterday')).toBe(400)
    expect(await seen(`from=${hour(2)}&until=${hour(1)}`)).toBe(400)
    expect(await seen(`kind=${'x'.repeat(300)}`)).toBe(400)
    expect(await seen(`subject=${newId(START)}&kind=sought`)).toEqual([])
  })

  it('pages through what was found, each once', async () => {
    const first = (await get(`/journal?actor=${by}&limit=2`)).json<{ items: { event: string }[]; next: string }>()
    const second = (await get(`/journal?actor=${by}&limit=2&cursor=${first.next}`)).json<typeof first>()
    expect([...first.items, ...second.items].map(({ event }) => event)).toEqual(['N2', 'N1', 'N0'])
  })
})
