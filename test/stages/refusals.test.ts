import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MACHINES } from '../../machines/index.ts'
import { CATALOGUE, Refusal, type ErrorCode } from '../../src/errors.ts'
import { FORMS } from '../../src/errors/forms.ts'
import { THINGS, type Thing } from '../../src/errors/things.ts'

/** What is written in Latin letters everywhere: formats and programs, headers, settings, fields and their values. */
const CODES = new Set(
  `HEIC MN JSON Excel WPS PDF JPEG PNG docx xls xlsx fonts-noto-cjk
  Cookie Retry-After Content-Type X-Airshed Authorization Bearer Idempotency-Key
  AIRSHED_CHANNELS AIRSHED_FONT POST
  code proceed dismiss conclude none party provider resumeBy from to until body reason`.split(/\s+/),
)

function foreignWords(text: string): string[] {
  const bare = text.replace(/\{\w+\}|application\/json|(…|rules)?\/[\w/.{}-]*/g, '')
  return (bare.match(/[A-Za-z][\w/-]*/g) ?? []).filter((word) => word.length > 1 && !CODES.has(word))
}

describe('refusals in Chinese', () => {
  const codes = Object.keys(CATALOGUE) as ErrorCode[]

  it('have no words of another language in them but codes', () => {
    const foreign = codes.flatMap((code) => {
      const { zh, next } = CATALOGUE[code]
      return foreignWords(`${zh} ${next.zh}`).map((word) => `${code}: ${word}`)
    })
    expect(foreign).toEqual([])
  })

  it('know everything that somebody may ask for in vain', () => {
    const files = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'))
    const asked = files.flatMap((text) => [
      ...[...text.matchAll(/'thing\.unknown', \{\s*what: '([^']+)'/g)].map(([, what]) => what),
      ...[...text.matchAll(/mustSee\([^;{]*?, '([^']+)', /g)].map(([, what]) => what),
    ])
    expect(asked.length).toBeGreaterThan(100)
    // Whoever asks for something new names it in src/errors/things.ts, in both languages.
    const named = (what = '') => Object.keys(THINGS).includes(what) || !/[a-z]/i.test(what)
    expect([...new Set(asked)].filter((what) => !named(what))).toEqual([])
    expect(Object.keys(MACHINES).filter((kind) => !Object.keys(THINGS).includes(kind))).toEqual([])
  })

  it('are there for whatever a schema says in words of its own', () => {
    const files = globSync('src/**/{routes,schemas}.ts')
    const texts = [...files, ...globSync('src/http/*.ts')].map((file) => readFileSync(file, 'utf8'))
    const own = texts.flatMap((text) =>
      [...text.matchAll(/\b(?:error|message): '([^']+)'/g), ...text.matchAll(/\.regex\([^']*, '([^']+)'\)/g)].map(
        ([, said = '']) => said,
      ),
    )
    expect(new Set(own)).toEqual(new Set(Object.keys(FORMS)))
    for (const said of Object.values(FORMS)) expect(said).toMatch(/\p{Script=Han}/u)
  })

  it('name what is not there as the pages do, and in English as English does', () => {
    for (const what of Object.keys(THINGS) as Thing[]) {
      const refusal = new Refusal('thing.unknown', { what, id: '1' })
      expect(refusal.say('zh').detail).toMatch(/^找不到[\p{Script=Han}]+：1$/u)
      expect(refusal.say('en').detail).toMatch(/^There is no [a-z ]+ 1,/)
    }
  })
})
