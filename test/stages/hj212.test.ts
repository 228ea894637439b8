import fc from 'fast-check'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crcOf } from '../../src/evidence/hj212/crc.ts'
import { Frames, LONGEST_SEGMENT, pack, type Found } from '../../src/evidence/hj212/frame.ts'
import { listenHj212, type Listener } from '../../src/evidence/hj212/listen.ts'
import { answerTo, measuredBy, parse, write, type Message } from '../../src/evidence/hj212/parse.ts'
import { readingsOf, sourcesOf } from '../../src/evidence/store.ts'
import { addHours } from '../../src/model/time.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { runs } from '../help/runs.ts'
import { until } from '../help/until.ts'

/* Data loggers: frames as they should be, as lines make them, and as somebody makes them who should not. */

const MN = '010000A8900016F000169DC0'
const EXAMPLE = `##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=${MN};Flag=5;CP=&&RtdInterval=30&&1C80\r\n`

const segments = (found: readonly Found[]) => found.flatMap((one) => ('segment' in one ? [one.segment.toString()] : []))
const faults = (found: readonly Found[]) => found.flatMap((one) => ('fault' in one ? [one.fault.code] : []))
function read(bytes: Buffer, cuts: readonly number[] = []): Found[] {
  const frames = new Frames()
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return edges.slice(1).flatMap((to, n) => frames.push(bytes.subarray(edges[n], to)))
}

const word = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFabc'.split('')), minLength: 1, maxLength: length })
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: length, maxLength: length })
const message: fc.Arbitrary<Message> = fc.record({
  qn: fc.option(digits(17)),
  st: digits(2),
  cn: digits(4),
  pw: word(6),
  mn: word(24),
  flag: fc.nat(255),
  packet: fc.option(
    fc
      .integer({ min: 1, max: 99 })
      .chain((of) => fc.record({ of: fc.constant(of), number: fc.integer({ min: 1, max: of }) })),
  ),
  cp: fc.string({ unit: fc.constantFrom(...'abcDT0123456789.-=;,'.split('')), maxLength: 300 }),
})

describe('the form', () => {
  test('the example of the standard comes out, in either case of its check', () => {
    const [found] = read(Buffer.from(EXAMPLE))
    if (found === undefined || !('segment' in found)) throw new Error('no frame')
    expect(crcOf(found.segment)).toBe(0x1c80)
    expect(pack(found.segment.toString()).toString()).toBe(EXAMPLE)
    expect(segments(read(Buffer.from(EXAMPLE.replace('1C80', '1c80'))))).toHaveLength(1)
    const said = parse(found.segment)
    expect(said).toMatchObject({
      qn: '20160801085857223',
      cn: '1062',
      mn: MN,
      flag: 5,
      packet: null,
      cp: 'RtdInterval=30',
    })
    if ('code' in said) throw new Error(said.code)
    expect(write(answerTo(said) ?? said)).toBe(`QN=20160801085857223;ST=91;CN=9014;PW=100000;MN=${MN};Flag=4;CP=&&&&`)
    expect(answerTo({ ...said, flag: 4 })).toBeNull()
  })

  test('what is written is read, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(4_000), { maxLength: 12 }),
        (all, cuts) => {
          const bytes = Buffer.concat(all.map((one) => pack(write(one))))
          const found = read(
            bytes,
            cuts.map((cut) => cut % bytes.length),
          )
          expect(faults(found)).toEqual([])
          expect(found.map((one) => ('segment' in one ? parse(one.segment) : one))).toEqual(all)
        },
      ),
      runs(150),
    )
    const one = Buffer.from(EXAMPLE)
    for (let cut = 0; cut <= one.length; cut++) expect(segments(read(one, [cut]))).toHaveLength(1)
  })

  test('a whole frame behind a broken one is never lost', () => {
    const good = pack(`QN=20201218080000000;ST=31;CN=2011;PW=1;MN=X;Flag=5;CP=&&DataTime=20201218080000&&`)
    const whole = good.subarray(6, -6).toString()
    const broken: [string, Buffer][] = [
      ['frame.crc', Buffer.from(EXAMPLE.replace('1C80', '1C81'))],
      ['frame.cut', Buffer.from(EXAMPLE.slice(0, 60))],
      ['frame.cut', Buffer.from(EXAMPLE.replace('##0101', '##0950'))],
      ['frame.crc', Buffer.from(EXAMPLE.replace('##0101', '##0041'))],
      ['frame.long', Buffer.from(EXAMPLE.replace('##0101', '##1025'))],
      ['frame.length', Buffer.from(EXAMPLE.replace('##0101', '##01x1'))],
      ['frame.header', Buffer.from('GET / HTTP/1.1')],
      ['frame.header', Buffer.alloc(5_000, 0xff)],
    ]
    for (const [code, bytes] of broken) {
      const found = read(Buffer.concat([bytes, good, good]))
      expect([code, ...segments(found)]).toEqual([code, whole, whole])
      expect(faults(found), code).toEqual([code])
    }
    // Three signs are a head behind a stray one.
    expect(segments(read(Buffer.concat([Buffer.from('#'), good])))).toEqual([whole])
    expect(faults(new Frames().end())).toEqual([])
  })

  test('bytes of any kind are never a crash, and never held for long', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc
        .string({ unit: fc.constantFrom('#', '##', '##0010', '&&', '\r\n', '0', 'CP=&&'), maxLength: 300 })
        .map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (chunks) => {
        const frames = new Frames()
        for (const chunk of chunks) {
          for (const one of frames.push(Buffer.from(chunk))) if ('segment' in one) parse(one.segment)
          expect(JSON.stringify(frames).length).toBeLessThan(LONGEST_SEGMENT * 8)
        }
      }),
      runs(150),
    )
  })

  test('data are read by pollutant, with their time and mark', () => {
    const cp = 'DataTime=20201218080000;a21026-Avg=12.5,a21026-Max=20,a21026-Flag=N;a00000-Cou=3'
    const said: Message = { qn: null, st: '31', cn: '2051', pw: '', mn: 'X', flag: 4, packet: null, cp }
    expect(measuredBy(said)).toEqual({
      at: '2020-12-18T00:00:00.000Z',
      values: [
        { factor: 'a21026', code: 'a21026-Avg/2051', given: '12.5', mark: 'N' },
        { factor: 'a21026', code: 'a21026-Max/2051', given: '20', mark: 'N' },
        { factor: 'a00000', code: 'a00000-Cou/2051', given: '3', mark: null },
      ],
    })
    expect(measuredBy({ ...said, cp: 'DataTime=20201399080000' })).toMatchObject({ code: 'at.unreadable' })
  })
})

const read2 = (text: string) => read(Buffer.from(text, 'latin1'))

describe('over TCP', () => {
  let office: Office
  let listener: Listener
  let enterprise: string
  const sockets: Socket[] = []
  const PASSWORD = '100000'
  beforeAll(async () => {
    office = await Office.open()
    await office.listInForce(countyList([CODE]), '2020-12-10')
    enterprise = await office.enterprise('first')
    const device = { mn: MN, password: PASSWORD }
    const { body } = await office.ask('dutyOfficer', 'POST', '/evidence/keys', {
      area: '140802',
      name: '1#数采仪',
      device,
    })
    expect(body['key']).toBeNull()
    const source = {
      enterprise,
      line: '1#',
      kind: 'online',
      of: 'stack',
      name: '1#排口 SO2',
      unit: 'mg/m³',
      form: 'level',
      everyMinutes: 10,
      key: body['id'],
      code: 'a21026-Avg/2051',
    }
    expect((await office.ask('countyOfficer', 'POST', '/evidence/sources', source)).status).toBe(201)
    const again = await office.ask('dutyOfficer', 'POST', '/evidence/keys', { area: '140802', name: '重复', device })
    expect(again).toMatchObject({ status: 409, body: { code: 'evidence.deviceKnown' } })
    listener = await listenHj212(office.server.world, { host: '127.0.0.1', port: 0 })
  }, 120_000)
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    await listener.close()
    await office.close()
  })

  function line() {
    const socket = connect(listener.port, '127.0.0.1')
    socket.on('error', () => undefined)
    sockets.push(socket)
    const heard: string[] = []
    let closed = false
    const frames = new Frames()
    socket.on('data', (chunk) => heard.push(...segments(frames.push(Buffer.from(chunk)))))
    socket.once('close', () => (closed = true))
    return { socket, heard, isClosed: () => closed }
  }
  /** The clock of the office stands at noon in UTC+8 or so: the minute is told by hours back. */
  const timeAt = (hoursAgo: number) =>
    addHours(office.server.world.clock.now(), 8 - hoursAgo)
      .replaceAll(/\D/g, '')
      .slice(0, 14)
  const said = (qn: string, cp: string, more: Partial<Message> = {}): Buffer =>
    pack(write({ qn, st: '31', cn: '2051', pw: PASSWORD, mn: MN, flag: 5, packet: null, cp, ...more }))
  const QN = (n: number) => `202012180800${String(n).padStart(5, '0')}`
  async function read() {
    const { db, clock } = office.server.world
    const sources = await sourcesOf(db, enterprise)
    const now = clock.now()
    return (await readingsOf(db, sources, addHours(now, -24), addHours(now, 1))).map(
      ({ value, flag }) => `${value} ${flag}`,
    )
  }
  const kept = async () =>
    (await office.ask('province', 'GET', '/evidence/quarantine')).body.items
      .map(({ code, times }) => `${String(code)} ${String(times)}`)
      .toSorted()

  test('what is kept is answered, split and sent again; what is forged is not', async () => {
    const good = line()
    const first = said(QN(1), `DataTime=${timeAt(3)};a21026-Avg=12.5,a21026-Flag=N`)
    good.socket.write(first.subarray(0, 30))
    good.socket.write(first.subarray(30))
    await until(() => good.heard.length === 1)
    expect(good.heard[0]).toBe(`QN=${QN(1)};ST=91;CN=9014;PW=${PASSWORD};MN=${MN};Flag=4;CP=&&&&`)
    // Sent again because the answer was lost, and played back by somebody who has heard it.
    good.socket.write(first)
    const other = line()
    other.socket.write(first)
    await until(() => good.heard.length === 2 && other.heard.length === 1)
    // In two packets, of which the second has the time; then stopped, and not yet ready to be believed.
    good.socket.write(said(QN(2), 'a21026-Avg=13,a21026-Flag=F', { flag: 7, packet: { of: 2, number: 1 } }))
    good.socket.write(said(QN(2), `DataTime=${timeAt(2)};a34013-Avg=1`, { flag: 7, packet: { of: 2, number: 2 } }))
    await until(() => good.heard.length === 4)
    expect(await read()).toEqual(['12.5 ok', '13 stopped'])

    const enemy = line()
    enemy.socket.write(said(QN(3), `DataTime=${timeAt(1)};a21026-Avg=1`, { pw: '000000' }))
    enemy.socket.write(said(QN(4), `DataTime=${timeAt(1)};a21026-Avg=1`, { mn: 'nobody' }))
    enemy.socket.write(said(QN(5), `DataTime=${timeAt(-9)};a21026-Avg=1`))
    enemy.socket.write(said(QN(6), `DataTime=${timeAt(3)};a21026-Avg=99`))
    enemy.socket.write(said(QN(7), '', { cn: '3020' }))
    enemy.socket.write(said(QN(8), '', { cn: '9015' }))
    await until(() => enemy.heard.length === 4)
    expect(await read()).toEqual(['12.5 ok', '13 stopped'])
    // What was refused is counted after it was answered.
    await until(async () => (await kept()).length >= 6)
    expect(await kept()).toEqual([
      'at.ahead 1',
      'frame.command 1',
      'frame.device 1',
      'frame.factor 1',
      'frame.password 1',
      'reading.changed 1',
    ])
    // The county sees what its own devices did, not what nobody knows.
    const county = await office.ask('countyOfficer', 'GET', '/evidence/quarantine')
    expect(county.body.items.map(({ code }) => code)).not.toContain('frame.device')
  })

  test('whoever sends nothing but rubbish is hung up on, and the others do not notice', async () => {
    const [good, bad] = [line(), line()]
    for (let n = 0; n < 200; n++) bad.socket.write(said(QN(n), 'x').toString().replace('CP=', 'CQ='))
    good.socket.write(said(QN(9), `DataTime=${timeAt(1)};a21026-Avg=14`))
    await until(() => bad.isClosed() && good.heard.length === 1)
    expect(await read()).toEqual(['12.5 ok', '13 stopped', '14 ok'])
    await until(async () => (await kept()).some((one) => one.startsWith('frame.crc')))
  })

  test('a platform passes frames on over HTTP, with the same answers and the same quarantine', async () => {
    const pass = async (...frames: Buffer[]) => {
      const answer = await office.server.app.inject({
        method: 'POST',
        url: '/api/v1/evidence/hj212',
        headers: { authorization: `Bearer ${office.server.tokens.get('source')}`, 'content-type': 'text/plain' },
        payload: Buffer.concat(frames),
      })
      return { status: answer.statusCode, body: answer.json<{ kept: number; refused: number; answers: string[] }>() }
    }
    // Of a request in two packets the first waits for the time; the same again is kept and changes nothing.
    const split = [
      said(QN(11), 'a21026-Avg=15', { flag: 7, packet: { of: 2, number: 1 } }),
      said(QN(11), `DataTime=${timeAt(0.5)};a34013-Avg=1`, { flag: 7, packet: { of: 2, number: 2 } }),
    ]
    const sent = await pass(...split, said(QN(12), `DataTime=${timeAt(1)};a21026-Avg=14`))
    expect(sent).toMatchObject({ status: 200, body: { kept: 3, refused: 0 } })
    expect(segments(read2(sent.body.answers.join('')))).toHaveLength(3)
    expect(await read()).toEqual(['12.5 ok', '13 stopped', '14 ok', '15 ok'])
    const bad = Buffer.from(said(QN(13), 'x').toString().replace('CP=', 'CQ='))
    const mixed = await pass(bad, said(QN(14), `DataTime=${timeAt(1)};a21026-Avg=1`, { pw: '000000' }), split[0] ?? bad)
    // The last of them never says its time.
    expect(mixed).toMatchObject({ status: 200, body: { kept: 1, refused: 2 } })
    expect(await read()).toEqual(['12.5 ok', '13 stopped', '14 ok', '15 ok'])
    expect((await office.ask('dutyOfficer', 'POST', '/evidence/hj212', new Uint8Array([35, 35]))).status).toBe(403)
    expect(await pass(Buffer.from('rubbish'))).toMatchObject({ status: 200, body: { kept: 0, refused: 1 } })
    expect(await pass()).toMatchObject({ status: 200, body: { kept: 0, refused: 0, answers: [] } })
  })
})
