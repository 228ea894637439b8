import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '../../src/feed/commands.ts'
import { feedRoutes } from '../../src/feed/routes.ts'
import { ownerFile, runningServer } from '../../src/http/owner.ts'
import { outlookRoutes } from '../../src/outlook/routes.ts'
import { OWNER_TOKEN, openTestApp, type TestApp } from '../help/app.ts'

const CSV = `date,area,aqi,pm25,cause
2020-12-18,运城,120,,
2020-12-19,运城,201.5,,pm
2020-12-20,运城,,150,
2020-12-21,运城,,,
`

describe('airshed feed', () => {
  let served: TestApp
  let directory: string
  let file: string
  let url: string
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'airshed-feed-'))
    file = join(directory, 'series.csv')
    served = await openTestApp({ routes: [feedRoutes, outlookRoutes] })
    url = await served.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(async () => {
    await served.close()
    rmSync(directory, { recursive: true })
  })
  beforeEach(async () => {
    writeFileSync(file, CSV)
    writeFileSync(ownerFile(directory), JSON.stringify({ url, token: OWNER_TOKEN }))
    await served.world.db.transaction((tx) => tx.script('truncate bulletin, doubted_value, feed, quarantine, effect'))
  })

  const run = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []]
    const status = await commands['feed']?.run(args, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      engine: async () => {
        const door = await runningServer(directory)
        if (door === null) throw new Error('no server runs')
        return door
      },
      ground: () => expect.fail('bulletins go through the door'),
    })
    return { status, out: out.map((line): unknown => JSON.parse(line)), err: err.join('\n') }
  }
  const usual = () => [file, '--kind', 'forecast', '--area', '运城市', '--provider', 'centre']

  test('pushes a file through the door of the running server, at the time of its clock', async () => {
    const { status, out } = await run(...usual())
    expect(status).toBe(0)
    expect(out).toMatchObject([
      { area: '140800', provider: 'centre', issuedAt: '2020-12-18T08:00:00+08:00', accepted: 3, quarantined: [] },
    ])
    const values = await served.world.db.rows<{ readings: unknown }>('select readings from bulletin')
    expect(values[0]?.readings).toEqual([
      { at: '2020-12-18', aqi: 120, by: 'aqi' },
      { at: '2020-12-19', aqi: 201.5, by: 'aqi', cause: 'pm' },
      { at: '2020-12-20', aqi: 200, by: 'concentrations', concentrations: { pm25: 150 } },
    ])
  })

  test('changes nothing when the same file is pushed for the same issue again', async () => {
    const issued = [...usual(), '--issued-at', '2020-12-17T18:00']
    const [first, again] = [await run(...issued), await run(...issued)]
    expect(again).toEqual(first)
    expect(await served.world.db.rows('select from bulletin')).toHaveLength(1)
  })

  test('takes of a file with several areas the one that it is told', async () => {
    writeFileSync(file, 'date,area,aqi\n2020-12-19,a,100\n2020-12-19,运城市,200\n')
    expect((await run(...usual())).out).toMatchObject([{ accepted: 1 }])
    writeFileSync(file, 'date,area,aqi\n2020-12-19,a,100\n2020-12-19,b,200\n')
    await expect(run(...usual())).rejects.toThrow(/no rows of 运城市; it has a, b/)
  })

  test('says what the server refuses, and ends with 1, or with 2 where the call was wrong', async () => {
    const late = await run(...usual(), '--issued-at', '2020-12-19T18:00')
    expect(late).toMatchObject({ status: 1, out: [{ code: 'feed.rejected' }] })
    expect(late.err).toContain('series.csv')
    const elsewhere = await run(file, '--kind', 'forecast', '--area', 'Atlantis', '--provider', 'centre')
    expect(elsewhere).toMatchObject({ status: 2, out: [{ code: 'thing.unknown' }] })
  })

  test.each([
    [['--kind', 'guess', '--area', 'a', '--provider', 'p'], /--kind guess/],
    [['--kind', 'forecast', '--provider', 'p'], /use: feed FILE/],
    [['--kind', 'forecast', '--area', 'a', '--provider', 'p', '--issued-at', 'soon'], /--issued-at soon/],
    [['--kind', 'forecast', '--area', 'a', '--provider', 'p', '--colour', 'red'], /colour/],
  ])('refuses %j by name', async (args, why) => {
    await expect(run(file, ...args)).rejects.toThrow(why)
  })

  test('a server that was killed, or that does not know the token, is no running server', async () => {
    expect(await runningServer(directory)).not.toBeNull()
    writeFileSync(ownerFile(directory), JSON.stringify({ url, token: 'of an earlier run' }))
    expect(await runningServer(directory)).toBeNull()
    writeFileSync(ownerFile(directory), JSON.stringify({ url: 'http://127.0.0.1:9', token: OWNER_TOKEN }))
    expect(await runningServer(directory)).toBeNull()
    rmSync(ownerFile(directory))
    expect(await runningServer(directory)).toBeNull()
    writeFileSync(ownerFile(directory), '{"url":')
    await expect(runningServer(directory)).rejects.toThrow(/not as a server writes it/)
  })
})
