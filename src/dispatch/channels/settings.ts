import { readFileSync } from 'node:fs'
import { parseDocument, LineCounter } from 'yaml'
import { z } from 'zod'
import { isNetwork } from '../../config.ts'
import { plain } from '../../model/yaml.ts'
import { InputError } from '../../errors.ts'

/** A name in `AIRSHED_CHANNELS`, which addresses and callbacks use. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a name of small letters, digits and hyphens')
const webAddress = z.string().refine((text) => {
  const url = URL.canParse(text.replaceAll(/[{}]/g, '')) ? new URL(text.replaceAll(/[{}]/g, '')) : null
  return url?.protocol === 'http:' || url?.protocol === 'https:'
}, 'an address that begins with http:// or https://')

/** Where a secret is: an environment variable or a file; never in this file, which is copied and shown. */
const secret = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]*$/) }),
  z.strictObject({ file: z.string().min(1) }),
])
export type SecretPlace = z.output<typeof secret>

/** Where something stands in JSON: `result.0.smsMsgId`. */
const place = z.string().regex(/^[\w-]+(\.[\w-]+)*$/)
const values = z.array(z.union([z.string(), z.number(), z.boolean()])).min(1)
const condition = z.strictObject({ at: place, is: values })
export type Condition = z.output<typeof condition>

/**
 * How we say who we are. `hmac` is the scheme of our own webhooks. `wsse` is that of Huawei Cloud's Message & SMS
 * (support.huaweicloud.com/api-msgsms/sms_05_0046.html).
 */
const auth = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('bearer'), token: secret }),
  z.strictObject({ scheme: z.literal('hmac'), header: z.string().regex(/^[\w-]+$/), secret }),
  z.strictObject({ scheme: z.literal('wsse'), appKey: secret, appSecret: secret }),
])
export type AuthSettings = z.output<typeof auth>

/** How a provider that calls back says who it is; `query` where it can do nothing but call an address. */
const callbackAuth = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('bearer'), token: secret }),
  z.strictObject({ scheme: z.literal('hmac'), header: z.string().regex(/^[\w-]+$/), secret }),
  z.strictObject({ scheme: z.literal('query'), parameter: z.string().regex(/^\w+$/), token: secret }),
])
export type CallbackAuth = z.output<typeof callbackAuth>

/** What is sent: JSON or a form, in which {phone}, {text} and {key} stand for the message's own. */
const body = z.strictObject({ as: z.enum(['json', 'form']), fields: z.record(z.string(), z.json()) })
const states = z.strictObject({
  state: place,
  delivered: values,
  failed: values,
  why: place.optional(),
})

const rate = z.strictObject({
  count: z.int().min(1).max(100_000),
  seconds: z.int().min(1).max(86_400),
  burst: z.int().min(1).max(100_000),
})
const window = z.strictObject({ most: z.int().min(1).max(10_000), seconds: z.int().min(1).max(604_800) })

const telephone = z.strictObject({
  name,
  channel: z.enum(['sms', 'voice']),
  rate,
  /** The same text to one number, and anything to one number. */
  sameText: window.optional(),
  toOne: window.optional(),
  reportMinutes: z.int().min(1).max(10_080),
  send: z.strictObject({
    url: webAddress,
    auth,
    body,
    answer: z.strictObject({
      accepted: condition,
      id: place,
      again: condition.optional(),
      why: place.optional(),
    }),
  }),
  /** How to ask what became of a message; {key} is our name of it, {id} the provider's. Left out where it can not tell. */
  status: z
    .strictObject({
      url: webAddress,
      auth: auth.optional(),
      answer: states.extend({ underWay: values, id: place }),
    })
    .optional(),
  callback: z.strictObject({
    auth: callbackAuth,
    report: states.extend({ id: place }),
    reply: z.strictObject({ id: place, from: place, text: place }).optional(),
    key: z.strictObject({ id: place, key: place, acknowledges: values }).optional(),
  }),
})
export type TelephoneSettings = z.output<typeof telephone>

const mail = z.strictObject({
  name,
  host: z.string().regex(/^[\w.:-]+$/),
  port: z.int().min(1).max(65_535),
  secure: z.boolean(),
  user: z.string().optional(),
  password: secret.optional(),
  from: z.string().regex(/@/),
  rate,
  answerMinutes: z.int().min(1).max(10_080),
})

/** A robot's address holds its key: it is a secret. */
const robot = z.strictObject({ name, kind: z.enum(['wecom', 'dingtalk']), url: secret, secret: secret.optional() })

/** The file that `AIRSHED_CHANNELS` names (渠道设置). */
const form = z
  .strictObject({
    /** Private networks (CIDR) in which providers stand; public addresses are open. */
    networks: z.array(z.string().refine(isNetwork, 'a network such as 10.20.0.0/16')).default([]),
    telephone: z.array(telephone).default([]),
    mail: mail.optional(),
    robots: z.array(robot).default([]),
  })
  .superRefine(({ telephone: phones, robots }, context) => {
    for (const channel of ['sms', 'voice'] as const)
      if (phones.filter((one) => one.channel === channel).length > 1)
        context.addIssue({ code: 'custom', path: ['telephone'], message: `more than one provider of ${channel}` })
    const names = [...phones, ...robots].map((one) => one.name)
    if (new Set(names).size < names.length) context.addIssue({ code: 'custom', message: 'a name is used twice' })
  })
export type ChannelSettings = z.output<typeof form>

/** Reads settings that somebody holds already: a simulator describes itself. @throws ZodError */
export function channelSettings(given: z.input<typeof form>): ChannelSettings {
  return form.parse(given)
}

/**
 * Reads the file.
 * @throws InputError one sentence that names the file, the place and what would be right; no value of the file is in it
 */
export function readChannelSettings(path: string): ChannelSettings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new InputError(`AIRSHED_CHANNELS is "${path}": it should be the path of a file that can be read.`)
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = document.errors
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0])
    throw new InputError(`AIRSHED_CHANNELS: ${path}:${line}:${col} is no YAML.`)
  }
  const read = form.safeParse(plain(document, `AIRSHED_CHANNELS: ${path}`) ?? {})
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new InputError(`AIRSHED_CHANNELS: ${path}, at ${issue?.path.join('.') || 'the top'}: ${issue?.message}.`)
}

/** Fetches a secret. @throws InputError naming where it should be */
export function secretAt(where: SecretPlace, environment: Readonly<Record<string, string | undefined>>): string {
  if ('env' in where) {
    const value = environment[where.env]
    if (value === undefined || value === '')
      throw new InputError(`AIRSHED_CHANNELS names the variable ${where.env}: it should hold the secret.`)
    return value
  }
  try {
    return readFileSync(where.file, 'utf8').trim()
  } catch {
    throw new InputError(`AIRSHED_CHANNELS names the file "${where.file}": it should hold the secret.`)
  }
}
