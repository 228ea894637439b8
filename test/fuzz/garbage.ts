import fc from 'fast-check'
import type { Operation, Schema } from './description.ts'

/** One request as it goes out. */
export interface Shot {
  url: string
  payload: string | Buffer | null
  headers: Record<string, string>
}

const DEEP = 4

/** What no schema asks for. */
const rubbish: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    -0,
    2 ** 53,
    1.5,
    '',
    ' ',
    '\0',
    '\ud800',
    '😷',
    'null',
    '__proto__',
  ),
  fc.constantFrom<unknown>([], {}, [[]], { $ne: 1 }, '2020-12-25T24:00', '9999-99-99', "';drop table journal;--"),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('长'.repeat(3_000)),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Values of a schema, with something wrong in one of eight places: only what is nearly right gets far inside. */
export function nearly(schema: Schema, schemas: Record<string, Schema>, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 7 * (1 + depth), arbitrary: right(schema, schemas, depth) },
    { weight: 1, arbitrary: rubbish },
  )
}

function right(schema: Schema, schemas: Record<string, Schema>, depth: number): fc.Arbitrary<unknown> {
  const inner = (part: Schema): fc.Arbitrary<unknown> => nearly(part, schemas, depth + 1)
  if (schema.$ref !== undefined) {
    const found = schemas[schema.$ref.split('/').at(-1) ?? '']
    return found === undefined || depth > DEEP * 2 ? rubbish : right(found, schemas, depth + 1)
  }
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(inner))
  if (schema.enum !== undefined && schema.enum.length > 0) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  switch (schema.type) {
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -10, -2e9), max: Math.min(schema.maximum ?? 1_000, 2e9) })
    case 'number':
      return fc.double({ min: schema.minimum ?? -10, max: schema.maximum ?? 1_000, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      if (depth > DEEP || schema.items === undefined) return fc.constant([])
      return fc.array(inner(schema.items), { minLength: Math.min(schema.minItems ?? 0, 3), maxLength: 4 })
    case 'object': {
      if (depth > DEEP) return fc.constant({})
      const properties = Object.entries(schema.properties ?? {})
      const record = Object.fromEntries(properties.map(([key, part]) => [key, inner(part)]))
      const requiredKeys = schema.required ?? []
      return fc.record(record, { requiredKeys })
    }
    default:
      return rubbish
  }
}

function text(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'date-time')
    return fc.constantFrom('2020-12-25T00:00:00+08:00', '2020-12-25T24:00', '2020-12-18T18:00Z', '1900-01-01T00:00')
  if (schema.format === 'date') return fc.constantFrom('2020-12-25', '2020-02-30', '2024-02-29')
  if (schema.format === 'uuid') return fc.constantFrom('0176752c-0000-7000-8000-00000000e001', ANY_ID)
  if (schema.pattern?.startsWith('^[0-9]{6}') === true) return fc.constantFrom('140800', '140802', '140900', '999999')
  return fc.oneof(
    fc.constantFrom('140800', '运城市', 'x', 'PT1H', '2020-12-25', '2020-12-25T18:00:00+08:00', 'orange', 'cn-2024-6'),
    fc.string({ maxLength: Math.min(schema.maxLength ?? 30, 60) }),
  )
}

const ANY_ID = '0176752c-0000-7000-8000-000000000001'

/** Requests to one route: path, query, headers and body nearly right, or broken as bytes. */
export function shotsAt(operation: Operation, schemas: Record<string, Schema>): fc.Arbitrary<Shot> {
  const pieces = operation.parameters.map((parameter) =>
    fc.option(nearly(parameter.schema, schemas), { freq: parameter.required === true ? 30 : 2, nil: undefined }),
  )
  // A write whose form is not described takes bytes: a workbook.
  const form = operation.body ?? (operation.method === 'GET' ? null : {})
  const body = form === null ? fc.constant(null) : fc.option(bytes(nearly(form, schemas)), { freq: 9 })
  return fc.tuple(fc.tuple(...pieces), body, oddHeaders, pathBreaks).map(([values, payload, headers, broken]) => {
    let { path } = operation
    const query: string[] = []
    const sent: Record<string, string> = {}
    operation.parameters.forEach(({ name, in: where }, n) => {
      const value = values[n]
      if (where === 'path') path = path.replace(`{${name}}`, broken ?? encode(value ?? ANY_ID))
      else if (value !== undefined && where === 'query') query.push(`${name}=${broken ?? encode(value)}`)
      else if (value !== undefined && where === 'header') sent[name] = header(plain(value))
    })
    const url = query.length === 0 ? path : `${path}?${query.join('&')}`
    const type: Record<string, string> = payload === null ? {} : { 'content-type': 'application/json' }
    return { url, payload, headers: { ...type, ...sent, ...headers } }
  })
}

/** What is no part of an address, in one of twenty. */
const pathBreaks = fc.option(
  fc.constantFrom('%', '%ff', '%00', '..%2f..', '%2e%2e', '%E9%9C', 'a'.repeat(300), '%F0%9F%98%B7', '+', '%27'),
  { freq: 1, nil: undefined, depthIdentifier: 'path' },
)

const oddHeaders = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        'idempotency-key': fc.constantFrom('a', 'b', 'with space', 'é', 'k'.repeat(400)),
        'accept-language': fc.constantFrom('en', 'zh', '*', ';q=', ',,,', 'en;q=NaN', 'x'.repeat(900)),
        'x-request-id': fc.constantFrom('ok-1', '', 'b'.repeat(200), 'a b'),
        cookie: fc.constantFrom('airshed=', 'airshed=x; airshed=y', '=;=', 'airshed=%ff'),
        'content-type': fc.constantFrom(
          'text/plain',
          'application/json; charset=gbk',
          '',
          ';',
          'application/x-www-form-urlencoded',
        ),
      },
      { requiredKeys: [] },
    ),
  },
)

/** A value as bytes, whole in four of five, else cut, doubled or with a byte changed. */
function bytes(value: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const whole = value.map((content) => Buffer.from(JSON.stringify(content) ?? ''))
  const broken = fc.tuple(whole, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([buffer, at, byte]) => {
    const place = buffer.length === 0 ? 0 : at % buffer.length
    if (byte % 3 === 0) return buffer.subarray(0, place)
    if (byte % 3 === 1) return Buffer.concat([buffer, buffer])
    const changed = Buffer.from(buffer)
    if (changed.length > 0) changed[place] = byte
    return changed
  })
  return fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: broken })
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function encode(value: unknown): string {
  return encodeURIComponent(plain(value).toWellFormed()) || 'x'
}

/** A header can not carry more than this; the client would refuse, not the server. */
function header(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 500)
}
