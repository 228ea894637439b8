import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { InputError } from '../../src/errors.ts'

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'accepted'
}

describe('the environment', () => {
  it('needs nothing: embedded, loopback, the demonstration city', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDirectory: './data',
      evidenceDays: 400,
      otlp: null,
      checkpoints: null,
      cryptography: 'international',
      hj212Port: null,
      databaseUrl: null,
      redisUrl: null,
      parts: ['api', 'worker', 'clock'],
      demo: true,
      publicUrl: null,
      alarm: null,
      oidc: null,
      proxies: [],
      webhookNetworks: [],
      channels: null,
      font: null,
      logLevel: 'info',
    })
  })

  it('loads no demonstration once a database, a queue or a part is named', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://a@b/c' }).demo).toBe(false)
    expect(readConfig({ REDIS_URL: 'redis://b' }).demo).toBe(false)
    expect(readConfig({ AIRSHED_ROLE: 'all' }).demo).toBe(false)
    expect(readConfig({ DATABASE_URL: 'postgres://a@b/c', AIRSHED_DEMO: '1' }).demo).toBe(true)
  })

  it('keeps the demonstration where only the place was named', () => {
    expect(readConfig({ PORT: '9000', AIRSHED_DATA: '/tmp/x', LOG_LEVEL: 'warn' })).toMatchObject({
      demo: true,
      port: 9000,
    })
  })

  it('takes an empty value as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: null })
  })

  it('reads parts in their own order, and networks', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://a@b/c',
      AIRSHED_ROLE: 'clock, api',
      AIRSHED_WEBHOOK_NETWORKS: '10.0.0.0/8, fd00::/8',
    })
    expect(config.parts).toEqual(['api', 'clock'])
    expect(config.webhookNetworks).toEqual(['10.0.0.0/8', 'fd00::/8'])
  })

  it.each([
    [{ PORT: 'http' }, 'PORT is "http"'],
    [{ PORT: '70000' }, 'PORT is "70000"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ HOST: 'a b' }, 'HOST is "a b"'],
    [{ DATABASE_URL: 'mysql://a/b' }, 'DATABASE_URL is "mysql://a/b"'],
    [{ REDIS_URL: 'localhost' }, 'REDIS_URL is "localhost"'],
    [{ AIRSHED_ROLE: 'boss', DATABASE_URL: 'postgres://a/b' }, 'AIRSHED_ROLE is "boss"'],
    [{ AIRSHED_ROLE: ',' }, 'AIRSHED_ROLE is ","'],
    [{ AIRSHED_DEMO: 'yes' }, 'AIRSHED_DEMO is "yes"'],
    [{ AIRSHED_WEBHOOK_NETWORKS: '10.0.0.0/33' }, 'AIRSHED_WEBHOOK_NETWORKS is "10.0.0.0/33"'],
    [{ AIRSHED_WEBHOOK_NETWORKS: '10.0.0.0' }, 'AIRSHED_WEBHOOK_NETWORKS is "10.0.0.0"'],
    [{ AIRSHED_CRYPTOGRAPHY: 'rot13' }, 'AIRSHED_CRYPTOGRAPHY is "rot13"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
  ])('refuses %o in one sentence', (environment, start) => {
    const sentence = refusal(environment)
    expect(sentence).toMatch(
      new RegExp(`^${start.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}: it should be .+\\.$`),
    )
    expect(sentence).not.toContain('\n')
  })

  it('refuses parts of the embedded database, which has one owner', () => {
    expect(refusal({ AIRSHED_ROLE: 'worker' })).toMatch(/^AIRSHED_ROLE is "worker".*DATABASE_URL/)
    expect(refusal({ AIRSHED_ROLE: 'worker', DATABASE_URL: 'postgres://a/b' })).toBe('accepted')
  })

  it('refuses to show the demonstration log-ins to the network', () => {
    expect(refusal({ HOST: '0.0.0.0' })).toMatch(/^HOST is "0\.0\.0\.0".*AIRSHED_DEMO=0/)
    expect(refusal({ HOST: '0.0.0.0', AIRSHED_DEMO: '0' })).toBe('accepted')
    expect(refusal({ HOST: 'localhost' })).toBe('accepted')
    expect(refusal({ HOST: '::1' })).toBe('accepted')
    expect(refusal({ HOST: '127.evil.example' })).toMatch(/^HOST/)
  })

  it('never repeats a password', () => {
    expect(refusal({ DATABASE_URL: 'mysql://user:geheim@host/db' })).not.toContain('geheim')
  })
})

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airshed-config-'))
  const file = join(folder, 'url')
  writeFileSync(file, 'postgres://a:geheim@b/c\n')

  it('is read from where the variable with _FILE says', () => {
    expect(readConfig({ DATABASE_URL_FILE: file })).toMatchObject({
      databaseUrl: 'postgres://a:geheim@b/c',
      demo: false,
    })
    expect(readConfig({ DATABASE_URL_FILE: '' }).databaseUrl).toBeNull()
  })

  it('is refused by name where it is not there, is empty, or is said twice, and never repeated', () => {
    writeFileSync(join(folder, 'empty'), ' \n')
    expect(refusal({ DATABASE_URL_FILE: join(folder, 'nowhere') })).toMatch(
      /^DATABASE_URL_FILE is ".*nowhere": it should/,
    )
    expect(refusal({ REDIS_URL_FILE: join(folder, 'empty') })).toMatch(/^REDIS_URL_FILE is /)
    const twice = refusal({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://a:other@b/c' })
    expect(twice).toMatch(/^DATABASE_URL and DATABASE_URL_FILE are both set/)
    expect(twice).not.toMatch(/geheim|other/)
  })
})
