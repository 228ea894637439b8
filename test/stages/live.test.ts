import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Live } from '../../src/live.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The sources that hold a text, from the root. */
function sourcesWith(text: RegExp): string[] {
  return ['src', 'machines']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith('.ts') && text.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort()
}

describe('the right to reach the world outside', () => {
  test('is made in one place: main', () => {
    expect(sourcesWith(/Live\.forMain|new Live\b/)).toEqual(['src/live.ts', 'src/main.ts'])
    expect(sourcesWith(/Live\.forMain/)).toEqual(['src/main.ts'])
  })

  test('is asked for by nothing but the networks of the channels', () => {
    expect(sourcesWith(/from '[./]*\/live\.ts'/)).toEqual(['src/dispatch/channels/networks.ts', 'src/main.ts'])
    expect(sourcesWith(/Networks\.live\(/)).toEqual(['src/main.ts'])
  })

  test('a drill, a demonstration and a bench have only this machine', () => {
    const channels = sourcesWith(/new Webhook\(/)
    expect(channels).toContain('src/main.ts')
    for (const file of channels.filter((one) => one !== 'src/main.ts'))
      expect(readFileSync(join(ROOT, file), 'utf8'), file).toMatch(/new Webhook\(Networks\.loopback\(\)[,)]/)
  })

  test('cannot be put on like a coat', () => {
    // What merely looks like it is not it: this line does not compile where it is.
    const lookAlike: { readonly granted: boolean } extends Live ? 'passes' : 'refused' = 'refused'
    expect(lookAlike).toBe('refused')
    expect(Live.forMain().granted).toBe(true)
  })
})
