import { getCiphers, getHashes } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { withFiles } from './config/files.ts'
import { readOidc, type OidcSettings } from './config/oidc.ts'
import { readRedisAddress } from './config/redis.ts'
import { InputError } from './errors.ts'

/** A part of the engine that a process may play. */
export type Part = 'api' | 'worker' | 'clock'

/** What the environment says (运行设置), read once at the start; contract §2. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Directory of the embedded database, the keys and `owner.json`. */
  readonly dataDirectory: string
  /** Where signed checkpoints of the journal are written; null: in `dataDirectory`. */
  readonly checkpoints: string | null
  /** By which hash the journal is chained and by which cipher people are kept; `db/cipher.ts`. */
  readonly cryptography: Cryptography
  /** PostgreSQL, or null: embedded PGlite in `dataDirectory`. */
  readonly databaseUrl: string | null
  /** Redis (a server, sentinels or a cluster, `config/redis.ts`), or null: the queue lives in the database. */
  readonly redisUrl: string | null
  readonly parts: readonly Part[]
  /** Where enterprises reach the `api` from outside, without a slash at its end; null: where it listens. */
  readonly publicUrl: string | null
  /** Whether the demonstration city is loaded (with log-ins that anyone can read). */
  readonly demo: boolean
  /** Where the auditor calls for help, past queue and channels: an address (POST), or a program of this machine; or null. */
  readonly alarm: string | null
  /** The city's own log-in (OpenID Connect), or null. */
  readonly oidc: OidcSettings | null
  /** Reverse proxies (CIDR) whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly proxies: readonly string[]
  /** Private networks (CIDR) that outgoing webhooks may reach beside public ones. */
  readonly webhookNetworks: readonly string[]
  /** The file that describes the providers of SMS, calls, mail and robots; null: there are none. */
  readonly channels: string | null
  /** The font for PDF files, a face of a collection after `#`; null: a known one of this machine (`document/font.ts`). */
  readonly font: string | null
  /** Where data loggers of HJ 212 are listened to (on `host`); null: nowhere. */
  readonly hj212Port: number | null
  /** Days for which readings and passages are kept. */
  readonly evidenceDays: number
  /** Where spans go by OTLP over HTTP; null: nowhere. */
  readonly otlp: string | null
  readonly logLevel: LogLevel
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]
/** What a network asks for (密码体系): international algorithms, or the national ones of China (国密). */
const CRYPTOGRAPHIES = ['international', 'guomi'] as const
export type Cryptography = (typeof CRYPTOGRAPHIES)[number]
export const PARTS: readonly Part[] = ['api', 'worker', 'clock']

const port = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(65_535))
const host = z.string().refine((name) => isIP(name) !== 0 || /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(name))
/** What may still be sent late has to have its day: `rules/evidence` takes two months at most. */
const evidenceDays = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().min(62))
const directory = z.string().refine((path) => !path.includes('\0'))
const databaseUrl = z.string().refine((url) => hasScheme(url, ['postgres:', 'postgresql:']))
const redisUrl = z.string().refine((url) => readRedisAddress(url) !== null)
const publicUrl = z
  .string()
  .refine((url) => hasScheme(url, ['http:', 'https:']) && !/[?#]/.test(url))
  .transform((url) => url.replace(/\/+$/, ''))
const parts = z
  .string()
  .transform((text) => (text.trim() === 'all' ? [...PARTS] : split(text)))
  .pipe(z.array(z.enum(['api', 'worker', 'clock'])).min(1))
const alarm = z.string().refine((text) => isAbsolute(text) || hasScheme(text, ['http:', 'https:']))
const flag = z.enum(['0', '1']).transform((text) => text === '1')
const networks = z
  .string()
  .transform(split)
  .pipe(z.array(z.string().refine(isNetwork)))

/**
 * Reads the environment. An empty value counts as unset.
 * @throws InputError one sentence that names the variable, what was read and what would be right.
 */
export function readConfig(given: Readonly<Record<string, string | undefined>>): Config {
  const environment = withFiles(given)
  function read<T>(variable: string, form: z.ZodType<T>, right: string): T | null {
    const text = environment[variable]
    if (text === undefined || text === '') return null
    const result = form.safeParse(text)
    if (result.success) return result.data
    throw new InputError(`${variable} is "${withoutPassword(text)}": it should be ${right}.`)
  }

  const config = {
    port: read('PORT', port, 'a port number from 0 (any free one) to 65535, such as 8080') ?? 8080,
    host: read('HOST', host, 'an address or a name of this machine, such as 127.0.0.1') ?? '127.0.0.1',
    dataDirectory: read('AIRSHED_DATA', directory, 'the path of a directory, such as ./data') ?? './data',
    checkpoints: read(
      'AIRSHED_CHECKPOINTS',
      directory,
      'the path of a directory, or unset: checkpoints in AIRSHED_DATA',
    ),
    cryptography:
      read('AIRSHED_CRYPTOGRAPHY', z.enum(CRYPTOGRAPHIES), 'international (SHA-256, AES) or guomi (SM3, SM4)') ??
      'international',
    databaseUrl: read(
      'DATABASE_URL',
      databaseUrl,
      'an address such as postgres://user:password@host:5432/airshed, or unset for the embedded database',
    ),
    redisUrl: read(
      'REDIS_URL',
      redisUrl,
      'an address such as redis://host:6379, redis+sentinel://host:26379,host:26379/name or redis+cluster://host:6379,host:6379, or unset to keep the queue in the database',
    ),
    publicUrl: read(
      'AIRSHED_PUBLIC_URL',
      publicUrl,
      'the address at which enterprises reach the api, such as https://airshed.example.gov.cn, or unset: where it listens',
    ),
    alarm: read(
      'AIRSHED_ALARM',
      alarm,
      'an address such as https://host/path that takes a POST, or the full path of a program, or unset for none',
    ),
    oidc: readOidc(environment),
    proxies: read('AIRSHED_PROXIES', networks, 'a comma list of networks such as 10.0.0.5/32, or unset for none') ?? [],
    webhookNetworks:
      read('AIRSHED_WEBHOOK_NETWORKS', networks, 'a comma list of networks such as 10.20.0.0/16, or unset for none') ??
      [],
    channels: read('AIRSHED_CHANNELS', directory, 'the path of a file, such as ./channels.yaml'),
    font: read('AIRSHED_FONT', directory, 'the path of a font file, or unset for one that this machine has'),
    hj212Port: read('AIRSHED_HJ212_PORT', port, 'a port number such as 2120, or unset: no data logger is listened to'),
    // A season, the review after it, and the same days of the next one beside it.
    evidenceDays: read('AIRSHED_EVIDENCE_DAYS', evidenceDays, 'a number of days from 62 on, such as 400') ?? 400,
    otlp: read(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      publicUrl,
      'the address of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318, or unset for none',
    ),
    logLevel: read('LOG_LEVEL', z.enum(LOG_LEVELS), `one of ${LOG_LEVELS.join(', ')}`) ?? 'info',
  }
  const role = read('AIRSHED_ROLE', parts, 'all, or a comma list of api, worker and clock')
  // PORT, HOST and AIRSHED_DATA only say where: a newcomer who changes them still wants the demonstration city.
  const configured = config.databaseUrl !== null || config.redisUrl !== null || role !== null
  const demo = read('AIRSHED_DEMO', flag, '1 (load the demonstration city) or 0') ?? !configured

  const played = PARTS.filter((part) => role === null || role.includes(part))
  if (config.databaseUrl === null && played.length < PARTS.length)
    throw new InputError(
      `AIRSHED_ROLE is "${played.join(',')}" on the embedded database, which has one owner: it should be all, or set DATABASE_URL.`,
    )
  if (config.cryptography === 'guomi' && !(getHashes().includes('sm3') && getCiphers().includes('sm4-ctr')))
    throw new InputError(
      'AIRSHED_CRYPTOGRAPHY is "guomi", but the OpenSSL of this Node has no SM3 or SM4: use a Node that has them.',
    )
  if (demo && !isLoopback(config.host))
    throw new InputError(
      `HOST is "${config.host}" while the demonstration log-ins are loaded: it should be 127.0.0.1, or set AIRSHED_DEMO=0.`,
    )
  return { ...config, parts: played, demo }
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function hasScheme(text: string, schemes: readonly string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol)
}

export function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/')
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false
  const family = isIP(address)
  if (family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return false
  new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return true
}

/** An address with a password must not reach the terminal or the log, even when it is wrong. */
function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:/@\s]*:)[^@\s]*@/, '$1***@')
}
