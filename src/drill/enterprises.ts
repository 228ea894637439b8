import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { addMinutes, type Instant } from '../model/time.ts'
import { Answers } from './answers.ts'
import type { Incidents } from './incidents.ts'
import { hashOf, Ledger } from './ledger.ts'
import { answersTo, letterForm, type Letter } from './letters.ts'
import {
  chance,
  faultOf,
  repliesOf,
  repliesWhenReminded,
  temperamentOf,
  type Fault,
  type Reply,
  type Shares,
} from './temperament.ts'

export interface EnterpriseOptions {
  readonly seed: number
  readonly shares: Shares
  /** Whether they answer at all; a bench only hands over. */
  readonly answering: boolean
  /** The world's clock at the beginning. */
  readonly now: Instant
  /** Where the ledger is written as it grows, or null. */
  readonly logFile?: string
  readonly port?: number
  /** What goes wrong meanwhile; without any they only follow their temperaments. */
  readonly incidents?: Incidents
  /** Whether every message must say that it is an exercise (演练). */
  readonly marked?: boolean
  /** Share of the answers that are given twice, as a client does that has not heard of the first; 0 where missing. */
  readonly repeating?: number
}

/** What of a message (contract §4) an enterprise needs. */
const messageForm = z.object({
  kind: z.enum(['order', 'ending', 'release', 'reminder', 'recall', 'answer']),
  orderId: z.string(),
  number: z.string(),
  revision: z.int(),
  warning: z.object({ id: z.string() }),
  enterprise: z.object({ creditCode: z.string() }),
  exercise: z.boolean().optional(),
  answer: z.object({ url: z.string(), token: z.string() }),
})
type Message = z.output<typeof messageForm>
const anyForm = z.union([messageForm, letterForm])

/**
 * The simulated enterprises of a drill (模拟企业): one HTTP server with a path for each, `/e/<credit code>`. They check
 * the signature, act once on each `Idempotency-Key`, and answer over HTTP as a real control room's server would.
 */
export class Enterprises {
  readonly ledger: Ledger
  readonly #options: EnterpriseOptions
  readonly #answers: Answers
  readonly #server: Server
  readonly #acted = new Set<string>()
  #storm: { readonly fault: Fault; readonly share: number } | null = null
  #secrets: ((creditCode: string) => Buffer) | null = null

  private constructor(options: EnterpriseOptions) {
    this.#options = options
    this.ledger = new Ledger(options.logFile ?? null)
    this.#answers = new Answers(this.ledger, options.now, (answer) => {
      const { orderId, revision, kind } = answer
      return chance(options.seed, 'repeats', orderId, revision, kind) < (options.repeating ?? 0)
    })
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        this.ledger.fault(`an enterprise failed: ${String(error)}`)
        response.destroy()
      })
    })
    this.#server.keepAliveTimeout = 60_000
  }

  static async open(options: EnterpriseOptions): Promise<Enterprises> {
    const enterprises = new Enterprises(options)
    await new Promise<void>((resolve, reject) => {
      enterprises.#server.once('error', reject)
      enterprises.#server.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
    return enterprises
  }

  /** Where the path `/e/<credit code>` of a list begins. */
  get base(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the enterprises do not listen')
    return `http://127.0.0.1:${address.port}`
  }

  /** From now on signatures are checked; each enterprise's secret follows from the world's, as it was handed out. */
  trust(worldSecret: Uint8Array): void {
    const known = new Map<string, Buffer>()
    this.#secrets = (creditCode) => {
      const secret =
        known.get(creditCode) ?? createHmac('sha256', worldSecret).update(`webhook ${creditCode}\u0001`).digest()
      known.set(creditCode, secret)
      return secret
    }
  }

  /** The world's clock was moved: late answers are given now. */
  tell(now: Instant): void {
    this.#answers.tell(now)
  }

  /** For a while a share of all servers has this fault, whatever they are like; null: it is over. */
  storm(storm: { readonly fault: Fault; readonly share: number } | null): void {
    this.#storm = storm
  }

  /** Answers on their way. */
  underWay(): number {
    return this.#answers.underWay()
  }

  nextDue(): Instant | null {
    return this.#answers.nextDue()
  }

  async close(): Promise<void> {
    await this.#answers.close()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request)
    const creditCode = decodeURIComponent((request.url ?? '').replace(/^\/e\//, ''))
    const key = one(request.headers['idempotency-key'])
    const message = read(text)
    const wrong = message === null ? 'not the form of a message' : this.#wrong(request, text, message, creditCode, key)
    if (message === null || wrong !== null) {
      this.ledger.fault(`${creditCode} ${key}: ${wrong}`)
      answer(response, 400)
      return
    }
    if (message.kind === 'letter') return this.#letter(message, creditCode, key, response)
    const attempt = this.ledger.attempt(key)
    const temperament = temperamentOf(this.#options.seed, creditCode, this.#options.shares)
    const down = this.#options.incidents?.serverDown(creditCode, this.#answers.now) === true
    const storm = down ? 'down' : this.#stormy(key) ? (this.#storm?.fault ?? null) : null
    const refused = storm === null && temperament === 'refusing'
    const own = temperament === 'faulty' ? faultOf(this.#options.seed, nameOf(message, key), attempt) : null
    const fault = storm ?? own
    const acts = !refused && (fault === null || fault === 'actedThenDropped' || fault === 'actedThenHung')
    const fresh = acts && !this.#acted.has(key)
    if (fresh) this.#acted.add(key)
    this.ledger.arrived({
      creditCode,
      key,
      orderId: message.orderId,
      revision: message.revision,
      kind: message.kind,
      warningId: message.warning.id,
      at: this.#answers.now,
      atMs: monotonicMs(),
      body: hashOf(text),
      acted: fresh,
      status: refused ? 410 : fault === null ? 200 : STATUS[fault],
    })
    if (refused) answer(response, 410)
    else if (fault === null) answer(response, 200)
    else fail(response, fault)
    if (fresh && this.#options.answering) this.#reply(message, creditCode, temperament)
  }

  /** A letter tells it to do nothing: it takes it, and answers once. */
  #letter(message: Letter, creditCode: string, key: string, response: ServerResponse): void {
    const { seed, shares, answering } = this.#options
    const temperament = temperamentOf(seed, creditCode, shares)
    if (temperament === 'refusing') return answer(response, 410)
    const attempt = this.ledger.attempt(key)
    const fault = temperament === 'faulty' ? faultOf(seed, `letter ${creditCode}`, attempt) : null
    if (fault !== null) return fail(response, fault)
    answer(response, 200)
    if (this.#acted.has(key) || !answering) return
    this.#acted.add(key)
    this.#answers.add(answersTo(message, { seed, temperament, now: this.#answers.now }))
  }

  #stormy(key: string): boolean {
    return this.#storm !== null && chance(this.#options.seed, 'storm', key) < this.#storm.share
  }

  #reply(message: Message, creditCode: string, temperament: ReturnType<typeof temperamentOf>): void {
    const { kind, orderId, revision } = message
    if (kind === 'release' || kind === 'recall') return this.#answers.forget(orderId)
    if (kind === 'answer' || kind === 'ending') return
    const { seed } = this.#options
    const name = nameOf(message, '')
    const replies: Reply[] =
      kind === 'reminder' ? repliesWhenReminded(seed, temperament, name) : repliesOf(seed, temperament, name)
    const { now } = this.#answers
    this.#answers.add(
      replies.map((reply) => ({
        due: addMinutes(now, reply.afterMinutes),
        kind: reply.kind,
        creditCode,
        orderId,
        revision,
        ...message.answer,
      })),
    )
  }

  /** What is not as contract §4 promises, or null. */
  #wrong(
    request: IncomingMessage,
    text: string,
    message: Message | Letter,
    creditCode: string,
    key: string,
  ): string | null {
    if (message.enterprise.creditCode !== creditCode) return `an order for ${message.enterprise.creditCode}`
    if (this.#options.marked === true && message.exercise !== true)
      return 'a message of a drill that is not marked 演练'
    return (message.kind === 'letter' ? null : wrongKey(message, key)) ?? this.#unsigned(request, text, creditCode)
  }

  #unsigned(request: IncomingMessage, text: string, creditCode: string): string | null {
    if (this.#secrets === null) return null
    const given = one(request.headers['airshed-signature'])
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(given) ?? []
    const right = createHmac('sha256', this.#secrets(creditCode)).update(`${t}.${text}`).digest()
    const bytes = Buffer.from(v1, 'hex')
    return bytes.length === right.length && timingSafeEqual(bytes, right) ? null : `signature ${given} does not hold`
  }
}

function wrongKey({ orderId, revision, kind }: Message, key: string): string | null {
  const own = `${orderId}.${revision}`
  const carries = kind === 'order' || kind === 'reminder'
  const wrong = carries ? key !== own && !/^\.r[12]$/.test(key.slice(own.length)) : !key.startsWith(`${orderId}.`)
  return wrong ? `key ${key} for ${own}` : null
}

/** The same in every run of a drill, where the ids are new each time: what an enterprise does must follow from it alone. */
function nameOf({ number, revision, kind }: Message, key: string): string {
  return `${number} ${revision} ${kind} ${/\.r[12]$/.exec(key)?.[0] ?? ''}`
}

const STATUS: Record<Fault, number> = {
  serverError: 500,
  down: 503,
  tooMany: 429,
  dropped: 0,
  actedThenDropped: 0,
  actedThenHung: 0,
}

function fail(response: ServerResponse, fault: Fault): void {
  if (fault === 'actedThenHung') return
  if (fault === 'dropped' || fault === 'actedThenDropped') response.destroy()
  else answer(response, STATUS[fault], fault === 'tooMany' ? { 'retry-after': '30' } : {})
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-length': '0', ...headers }).end()
}

function one(header: string | string[] | undefined): string {
  return Array.isArray(header) ? (header[0] ?? '') : (header ?? '')
}

function read(text: string): Message | Letter | null {
  try {
    return anyForm.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
