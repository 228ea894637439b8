import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { providersOf } from '../../src/dispatch/channels/providers.ts'
import { readChannelSettings } from '../../src/dispatch/channels/settings.ts'
import { waysOf } from '../../src/dispatch/ways.ts'
import { InputError } from '../../src/errors.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

const directory = mkdtempSync(join(tmpdir(), 'airshed-channels-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** The example that people copy. */
const README = readFileSync(new URL('../../src/dispatch/channels/README.md', import.meta.url), 'utf8')
const EXAMPLE = (/```yaml\n([\s\S]*?)```/.exec(README)?.[1] ?? '').replace(
  '/etc/airshed/sms-callback',
  join(directory, 'secret'),
)
writeFileSync(join(directory, 'secret'), 'a secret\n')
const SECRETS = {
  SMS_TOKEN: 't',
  MAIL_PASSWORD: 'p',
  WECOM_COUNTY: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x',
  DING_CITY: 'https://oapi.dingtalk.com/robot/send?access_token=x',
  DING_CITY_SECRET: 'SEC',
}

function read(text: string) {
  const file = join(directory, 'channels.yaml')
  writeFileSync(file, text)
  return readChannelSettings(file)
}

const refused = (text: string) => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return expect.fail('it was taken')
}

describe('the file that AIRSHED_CHANNELS names', () => {
  test('may be the example of the README, and opens what it names', async () => {
    const providers = providersOf(read(EXAMPLE), SECRETS)
    expect(providers.names).toEqual(['sms', 'mail', 'wecom', 'dingtalk'])
    expect([...providers.callees.keys()]).toEqual(['sms-example'])
    const channels = providers.open(Networks.loopback())
    expect(channels.map(({ name }) => name)).toEqual(providers.names)
    expect(channels[0]?.limits?.windows).toEqual([
      { of: 'text', most: 2, ms: 59_000 },
      { of: 'receiver', most: 50, ms: 86_400_000 },
    ])
    await Promise.all(channels.map((channel) => channel.close()))
  })

  test('holds no secret, and names what is missing', () => {
    expect(refused(EXAMPLE.replace('token: { env: SMS_TOKEN }', 'token: s3cret'))).toMatch(
      /telephone\.0\.send\.auth\.token/,
    )
    expect(refused(EXAMPLE.replace('token: { env: SMS_TOKEN }', 'token: s3cret'))).not.toContain('s3cret')
    expect(() => providersOf(read(EXAMPLE), { ...SECRETS, SMS_TOKEN: '' })).toThrow(/SMS_TOKEN/)
    expect(() => providersOf(read(EXAMPLE.replace(join(directory, 'secret'), '/nowhere')), SECRETS)).toThrow(
      /\/nowhere/,
    )
  })

  test.each([
    ['channel: sms ', 'channel: fax ', /telephone\.0\.channel/],
    ['count: 30', 'count: 0', /telephone\.0\.rate\.count/],
    ['url: https://sms.example.invalid/send', 'url: ftp://sms.example.invalid/send', /telephone\.0\.send\.url/],
    ['10.20.0.0/16', '10.20.0.0/99', /networks\.0/],
    ['name: city', 'name: county', /used twice/],
    ['reportMinutes: 10', 'reportMinuets: 10', /reportMinutes|reportMinuets/],
    ['telephone:', 'telephone: [', /is no YAML/],
  ])('is refused in one sentence where %s is %s', (right, wrong, why) => {
    const message = refused(EXAMPLE.replace(right, wrong))
    expect(message).toMatch(why)
    expect(message).toMatch(/^AIRSHED_CHANNELS/)
    expect(message.split('\n')).toHaveLength(1)
  })

  test('is refused by name whatever else stands in it', () => {
    expect(() => readChannelSettings(join(directory, 'none'))).toThrow(InputError)
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
    )
  })
})

describe('the ways to a contact', () => {
  const contact = { person: 'p', sms: true, url: 'https://x.invalid/' }
  const all = ['webhook', 'sms', 'voice', 'mail', 'page'] as const

  test('come in the order of the rule of the day, as far as the world and the contact have them', () => {
    expect(loadRulebooks().channels('2024-12-26').order).toEqual([...all])
    expect(waysOf(contact, all).map(({ channel }) => channel)).toEqual(['webhook', 'sms', 'voice'])
    expect(waysOf({ ...contact, url: null }, all)[0]).toEqual({ channel: 'sms', address: 'p' })
    expect(waysOf({ ...contact, url: null, sms: false }, all)[0]).toEqual({ channel: 'voice', address: 'p' })
    // Without a provider: as ever.
    expect(waysOf(contact, ['webhook', 'page'])).toEqual([{ channel: 'webhook', address: 'https://x.invalid/' }])
    expect(waysOf({ ...contact, url: null }, ['webhook', 'page'])).toEqual([])
  })
})
