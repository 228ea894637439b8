import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import type { Language } from '../errors.ts'
import { FORMS } from '../errors/forms.ts'

/** More places than a person mends in one go; a body of 10,000 bad values must not be answered with 10,000 lines. */
const MOST_PLACES = 20

/** fastify's name of a part of the request, and ours. */
const PARTS: Readonly<Record<string, string>> = { querystring: 'query', params: 'path' }
const WORDS = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError } as const

/** A request that can be read but is not of the route's form. */
export class FormError extends Error {
  readonly #part: string
  readonly #schema: z.ZodType
  readonly #data: unknown
  constructor(part: string, schema: z.ZodType, data: unknown) {
    super(`the ${part} does not have the expected form`)
    this.name = 'FormError'
    this.#part = part
    this.#schema = schema
    this.#data = data
  }

  /** Each place, as `body.values[3].aqi`, with a sentence about it; read again, because zod words it while it reads. */
  places(language: Language): { place: string; message: string }[] {
    const read = this.#schema.safeParse(this.#data, { error: WORDS[language], reportInput: true })
    return (read.error?.issues ?? [])
      .flatMap(nearest)
      .slice(0, MOST_PLACES)
      .map((issue) => ({
        place: `${this.#part}${issue.path.map(step).join('')}`,
        message: language === 'zh' ? (FORMS[issue.message] ?? issue.message) : issue.message,
      }))
  }
}

/** Checks requests with zod. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = httpPart === undefined ? 'body' : (PARTS[httpPart] ?? httpPart)
  return (data: unknown) => {
    const read = schema.safeParse(data)
    return read.success ? { value: read.data } : { error: new FormError(part, schema, data) }
  }
}

/** What is wrong with one of several forms: that of the form which fits best, in which the fewest things are wrong. */
function nearest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const [best] = issue.errors.toSorted((a, b) => a.length - b.length)
  return (best ?? []).flatMap((inner) => nearest({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** Keys come from the caller: an answer does not repeat more of them than it takes to find the place. */
function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 60)}`
}
