import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ForbiddenAddress, Networks } from '../../src/dispatch/channels/networks.ts'
import { Live } from '../../src/live.ts'
import { runs } from '../help/runs.ts'

const abroad = Networks.live(Live.forMain(), [])
const home = Networks.live(Live.forMain(), ['10.20.0.0/16', 'fd00:20::/32'])
const loopback = Networks.loopback()

const octet = fc.nat({ max: 255 })
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'))
/** How the same IPv4 address is written where IPv6 is spoken. */
const dressed = (address: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return [
    `::ffff:${address}`,
    `::FFFF:${address}`,
    `::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`,
  ]
}

describe('a world of its own networks', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:a00:1::1',
  ])('does not reach %s', (address) => expect(abroad.admits(address)).toBe(false))

  test.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '223.255.255.255',
    '2400:3200::1',
    '2001:4860:4860::8888',
  ])('reaches %s', (address) => expect(abroad.admits(address)).toBe(true))

  test('reaches the private networks that are named, and no other', () => {
    for (const address of ['10.20.0.1', '10.20.255.255', 'fd00:20::1']) {
      expect(home.admits(address), address).toBe(true)
      expect(abroad.admits(address), address).toBe(false)
    }
    for (const address of ['10.19.255.255', '10.21.0.0', '127.0.0.1', 'fd00:21::1'])
      expect(home.admits(address), address).toBe(false)
    expect(home.admits('1.1.1.1')).toBe(true)
  })

  test('takes an address for the same in every dress', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        for (const networks of [abroad, home, loopback])
          for (const other of dressed(address)) expect(networks.admits(other), other).toBe(networks.admits(address))
      }),
      runs(500),
    )
  })

  test('looks at a literal address in the form that the address of the web gives it', () => {
    for (const host of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '127.0.0.1.',
      '[::1]',
      '[::ffff:7f00:1]',
      '[::ffff:127.0.0.1]',
      '[0:0:0:0:0:0:0:1]',
    ])
      expect(() => abroad.check(new URL(`http://${host}:8080/in`)), host).toThrow(ForbiddenAddress)
    for (const host of ['1.1.1.1', '[2400:3200::1]', 'relay.example'])
      expect(() => abroad.check(new URL(`https://${host}/in`)), host).not.toThrow()
  })

  test('says which setting would open the way', () => {
    expect(() => abroad.check(new URL('http://10.1.1.1/'))).toThrow(
      '10.1.1.1 is outside what this world may reach (AIRSHED_WEBHOOK_NETWORKS)',
    )
  })
})

describe('a world of a drill', () => {
  test('reaches this machine and nothing else', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(loopback.admits(address)).toBe(address.startsWith('127.'))
      }),
      runs(500),
    )
    for (const address of ['127.0.0.1', '127.200.0.1', '::1', '::ffff:127.0.0.1'])
      expect(loopback.admits(address), address).toBe(true)
    for (const address of ['1.1.1.1', '10.0.0.1', '::ffff:1.1.1.1', '2400:3200::1'])
      expect(loopback.admits(address), address).toBe(false)
  })
})

describe('a name', () => {
  const find = (networks: Networks, name: string, options: object) =>
    promisify<unknown>((done) => networks.lookup(name, options, (error, found) => done(error, found)))()

  test('that leads inside is refused where it is resolved', async () => {
    await expect(find(abroad, 'localhost', { all: true })).rejects.toThrow(ForbiddenAddress)
    await expect(find(abroad, 'localhost', {})).rejects.toThrow('localhost is outside')
  })

  test('that leads where the world may go is resolved, one address or all', async () => {
    const all = await find(loopback, 'localhost', { all: true })
    expect(all).toEqual(
      expect.arrayContaining([expect.objectContaining({ address: expect.stringMatching(/^127\.|^::1$/) })]),
    )
    expect(await find(loopback, 'localhost', { family: 4 })).toMatch(/^127\./)
  })

  test('that nobody knows is the error of the resolver', async () => {
    await expect(find(abroad, 'nobody.invalid', {})).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    })
  })
})
