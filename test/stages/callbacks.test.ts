import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashFor, numberOf } from '../../src/dispatch/address.ts'
import { hmacOf, isFrom, wsseDigest } from '../../src/dispatch/channels/auth.ts'
import { Callee } from '../../src/dispatch/channels/callee.ts'
import { signQuery } from '../../src/dispatch/channels/robot.ts'
import { readReply, whichOf } from '../../src/receipts/callbacks/decide.ts'

const order = (n: number) => ({
  orderId: `o${n}`,
  number: `运城市 2020-12-26-91140802YX000000${n}L`,
  creditCode: `91140802YX000000${n}L`,
  name: `示例${n}厂`,
})
const [one, two] = [order(1), order(2)]

describe('an answer by SMS', () => {
  test.each([
    ['收到', ''],
    ['１', ''],
    [' 1 。', ''],
    ['收到，91140802YX0000001L', '91140802YX0000001L'],
    ['1 0001L', '0001L'],
  ])('“%s” says 收到, and names “%s”', (text, named) => {
    expect(readReply(text)).toEqual({ named })
  })

  test.each(['没收到', '10', '12月26日停产', '2', '', '不是1', '未收到'])('“%s” does not', (text) => {
    expect(readReply(text)).toBeNull()
  })

  test('means the one order that there is, or the one that it names, and nobody’s where that is not clear', () => {
    expect(whichOf([], '')).toBeNull()
    expect(whichOf([one], '')).toBe(one)
    expect(whichOf([one, two], '')).toBe('several')
    expect(whichOf([one, two], '0002l')).toBe(two)
    expect(whichOf([one, two], two.number)).toBe(two)
    expect(whichOf([one], '但是2号窑停不下来')).toBeNull()
    expect(whichOf([one, two], '01L')).toBeNull()
  })

  test('never means an order that it does not name where there are several', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const meant = whichOf([one, two], text)
        if (meant !== null && meant !== 'several') expect(text.toUpperCase()).toContain(meant.creditCode.slice(-4))
      }),
    )
  })
})

test('a number is the same however it is written, and hashed under the key of its world', () => {
  for (const text of [
    '15400000001',
    '+8615400000001',
    '008615400000001',
    '154 0000 0001',
    '(+86) 154-0000-0001'.replace('(+86) ', '+86 '),
  ])
    expect(numberOf(text), text).toBe('15400000001')
  for (const text of ['', 'abc', 'http://x', '1a5400000001']) expect(numberOf(text)).toBeNull()
  const [here, elsewhere] = [{ master: Buffer.alloc(32, 1) }, { master: Buffer.alloc(32, 2) }]
  expect(hashFor(here, '+8615400000001')).toBe(hashFor(here, '15400000001'))
  expect(hashFor(here, '15400000001')).not.toBe(hashFor(elsewhere, '15400000001'))
  expect(hashFor(here, '15400000001')).toMatch(/^[0-9a-f]{32}$/)
})

test('signatures are those of the documents', () => {
  // base64 over hex, as the example of Huawei Cloud's own page is.
  expect(Buffer.from(wsseDigest('n', '2018-05-26T00:35:30Z', 's'), 'base64').toString()).toMatch(/^[0-9a-f]{64}$/)
  const url = new URL('https://oapi.dingtalk.com/robot/send?access_token=x')
  signQuery(url, 'SEC', '2020-12-25T10:00:00.000Z')
  expect(url.searchParams.get('timestamp')).toBe(String(Date.parse('2020-12-25T10:00:00Z')))
  expect(url.searchParams.get('sign')).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})

describe('a callback', () => {
  const callee = new Callee(
    {
      name: 'p',
      channel: 'sms',
      rate: { count: 1, seconds: 1, burst: 1 },
      callback: {
        auth: { scheme: 'bearer', token: { env: 'T' } },
        report: { id: 'data.id', state: 'data.state', delivered: ['DELIVRD', 0], failed: ['UNDELIV'], why: 'data.why' },
        reply: { id: 'mo', from: 'mobile', text: 'content' },
        key: { id: 'call', key: 'digit', acknowledges: ['1'] },
      },
    },
    { scheme: 'hmac', header: 'X-Sign', secret: 's' },
  )

  test('is read by its settings', () => {
    expect(callee.read({ data: { id: 7, state: 0 } })).toEqual({
      kind: 'report',
      message: '7',
      delivered: true,
      why: '0',
    })
    expect(callee.read({ data: { id: 'a', state: 'UNDELIV', why: 'EMPTY' } })).toMatchObject({
      delivered: false,
      why: 'EMPTY',
    })
    expect(callee.read({ data: { id: 'a', state: 'SENT' } })).toEqual({ kind: 'underWay' })
    expect(callee.read({ mo: 'm', mobile: '154', content: '1' })).toEqual({
      kind: 'reply',
      message: 'm',
      from: '154',
      text: '1',
    })
    expect(callee.read({ call: 'c', digit: '1' })).toEqual({ kind: 'key', message: 'c', acknowledges: true })
    expect(callee.read({ call: 'c', digit: 2 })).toEqual({ kind: 'key', message: 'c', acknowledges: false })
  })

  test('is never misread, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (said) => {
        const called = callee.read(said)
        if (called !== null) expect(['report', 'underWay', 'reply', 'key']).toContain(called.kind)
      }),
    )
  })

  test('comes from whom it says only with the right proof over these very bytes', () => {
    const raw = Buffer.from('{"a":1}')
    const right = hmacOf('s', raw.toString(), '2020-12-25T10:00:00.000Z')
    const admits = (header: string | undefined, bytes = raw) =>
      callee.admits({ headers: { 'x-sign': header }, query: {}, raw: bytes })
    expect(admits(right)).toBe(true)
    expect(admits(undefined)).toBe(false)
    expect(admits(right, Buffer.from('{"a":2}'))).toBe(false)
    expect(admits(hmacOf('other', raw.toString(), '2020-12-25T10:00:00.000Z'))).toBe(false)
    const query = { scheme: 'query', parameter: 'k', token: 't' } as const
    expect(isFrom(query, { headers: {}, query: { k: 't' }, raw })).toBe(true)
    expect(isFrom(query, { headers: {}, query: { k: ['t'] }, raw })).toBe(false)
    const bearer = { scheme: 'bearer', token: 't' } as const
    expect(isFrom(bearer, { headers: { authorization: 'Bearer t' }, query: {}, raw })).toBe(true)
    expect(isFrom(bearer, { headers: { authorization: 'Bearer ' }, query: {}, raw })).toBe(false)
  })
})
