import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Providers as Described } from '../../dispatch/channels/providers.ts'
import { addMinutes, epochMs, type Instant } from '../../model/time.ts'
import { describedAt, SECRETS } from './described.ts'
import { comingOf, faultOf, NO_FAULTS, type Coming, type Faults } from './faults.ts'

/** A message as a simulated provider took it. */
export interface Taken {
  readonly channel: 'sms' | 'voice' | 'wecom' | 'dingtalk'
  /** A number, or a robot's name. */
  readonly to: string
  readonly text: string
  /** Our key of it; empty where a robot is told none. */
  readonly key: string
  readonly id: string
  /** On the world's clock, as it was last told. */
  readonly at: Instant
}

export interface ProviderOptions {
  readonly seed: number
  readonly faults?: Partial<Faults>
  /** The world's clock at the beginning. */
  readonly now: Instant
  /** What the engine may send; when missing, more than any drill does. */
  readonly rate?: { readonly count: number; readonly seconds: number; readonly burst: number }
  /** The settings of SMS and voice; the robots are always there. */
  readonly channels?: readonly ('sms' | 'voice')[]
  /** Whoever keeps count beside the engine. */
  readonly witness?: Witness
}

/** Hears what came of each message, as those know it to whom it was sent. */
export interface Witness {
  /** It lies on the telephone, or was heard. */
  reached(message: Taken): void
  /** Whoever has the telephone has answered it, and the engine said that it took the answer. */
  answered(message: Taken): void
}

const messageForm = z.object({ to: z.string(), text: z.string(), key: z.string() })
const takenForm = z.object({ taken: z.boolean() })
const robotForm = z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) })

interface Callback {
  readonly due: Instant
  readonly provider: string
  readonly body: object
  /** Told when the engine has taken it. */
  readonly taken?: () => void
}

/** What the text itself asks to be answered: a test of the line another than an order. */
const ASKED = /回复(\d)/

/**
 * Simulated providers (模拟服务商): one HTTP server that takes SMS and calls, and what robots say; reports, and answers
 * for whoever was called, come back on the world's clock. Everything follows from the seed.
 */
export class Providers {
  readonly taken: Taken[] = []
  /** What the engine said to a callback, by status. */
  readonly answers: number[] = []
  readonly #options: ProviderOptions
  #faults: Faults
  readonly #server: Server
  readonly #attempts = new Map<string, number>()
  /** By key, what is the same in every run, where ids are new each time: the how manieth message of a telephone. */
  readonly #names = new Map<string, string>()
  readonly #heard = new Map<string, number>()
  readonly #states = new Map<string, { id: string; delivered: boolean; from: Instant }>()
  #waiting: Callback[] = []
  #ids = 0
  #calling = new Set<Promise<void>>()
  #now: Instant
  #engine: string | null = null

  private constructor(options: ProviderOptions) {
    this.#options = options
    this.#faults = { ...NO_FAULTS, ...options.faults }
    this.#now = options.now
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch(() => response.destroy())
    })
    this.#server.keepAliveTimeout = 60_000
  }

  static async open(options: ProviderOptions): Promise<Providers> {
    const providers = new Providers(options)
    await new Promise<void>((resolve, reject) => {
      providers.#server.once('error', reject)
      providers.#server.listen(0, '127.0.0.1', resolve)
    })
    return providers
  }

  /** How an engine reaches them: what `AIRSHED_CHANNELS` would say. */
  describe(): Described {
    return describedAt(this.#base(), this.#options)
  }

  /** From now on these faults and no others. */
  misbehave(faults: Partial<Faults>): void {
    this.#faults = { ...NO_FAULTS, ...faults }
  }

  /** Where callbacks go: the engine's address, known once it listens. */
  callBack(engine: string): void {
    this.#engine = engine
  }

  /** The world's clock was moved: what is due is called back now. */
  tell(now: Instant): void {
    this.#now = now
    const due = this.#waiting.filter((one) => one.due <= now)
    this.#waiting = this.#waiting.filter((one) => one.due > now)
    for (const { provider, body, taken } of due) this.#call(provider, body, taken)
  }

  /** Callbacks on their way. */
  underWay(): number {
    return this.#calling.size
  }

  nextDue(): Instant | null {
    return this.#waiting.map(({ due }) => due).sort()[0] ?? null
  }

  /** Whoever has the number sends an SMS. */
  reply(from: string, text: string, id = `mo-${++this.#ids}`): void {
    this.#call('sim-sms', { id, from, text })
  }

  /** The network reports on an SMS. */
  report(id: string, state: string): void {
    this.#call('sim-sms', { id, state })
  }

  /** Whoever was called presses a key. */
  press(id: string, key: string): void {
    this.#call('sim-voice', { id, key })
  }

  /** Waits for callbacks that are under way. */
  async settled(): Promise<void> {
    while (this.#calling.size > 0) await Promise.all(this.#calling)
  }

  async close(): Promise<void> {
    this.#waiting = []
    await this.settled()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #base(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the providers do not listen')
    return `http://127.0.0.1:${address.port}`
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#base())
    const parts: Buffer[] = []
    for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
    const body: unknown = parts.length === 0 ? null : JSON.parse(Buffer.concat(parts).toString('utf8'))
    switch (url.pathname) {
      case '/sms':
      case '/voice':
        return this.#telephone(url.pathname === '/sms' ? 'sms' : 'voice', request, body, response)
      case '/status':
        return say(response, 200, this.#status(url.searchParams.get('key') ?? ''))
      case '/wecom':
      case '/dingtalk':
        return this.#robot(url, body, response)
      default:
        return say(response, 404, {})
    }
  }

  #telephone(channel: 'sms' | 'voice', request: IncomingMessage, body: unknown, response: ServerResponse): void {
    const message = messageForm.safeParse(body).data
    if (request.headers.authorization !== `Bearer ${SECRETS.SIM_TOKEN}`) return say(response, 401, { code: 'AUTH' })
    if (!message) return say(response, 400, { code: 'FORM' })
    const { to, text, key } = message
    const attempt = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.set(key, attempt)
    const name = this.#nameOf(`${channel} ${to}`, key)
    const fault = faultOf(this.#options.seed, this.#faults, name, attempt)
    if (fault === 'refused') return say(response, 200, { code: 'NUMBER', message: `${to} is no number` })
    if (fault === 'serverError') return say(response, 500, {})
    if (fault === 'tooMany') return say(response, 429, {}, { 'retry-after': '30' })
    const id = `${channel}-${++this.#ids}`
    const taken = { channel, to, text, key, id, at: this.#now }
    this.taken.push(taken)
    const coming = comingOf(this.#options.seed, this.#faults, name)
    for (const one of coming) this.#await(channel, taken, one)
    if (fault !== 'takenThenSilent') say(response, 200, { code: 'OK', id })
  }

  #nameOf(telephone: string, key: string): string {
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const count = (this.#heard.get(telephone) ?? 0) + 1
    this.#heard.set(telephone, count)
    const name = `${telephone} ${count}`
    this.#names.set(key, name)
    return name
  }

  #await(channel: 'sms' | 'voice', message: Taken, { kind, afterMinutes, delivered }: Coming): void {
    const { id, to, key, text } = message
    const due = addMinutes(this.#now, afterMinutes)
    const provider = `sim-${channel}`
    const { witness } = this.#options
    if (kind === 'report') {
      if (delivered) witness?.reached(message)
      this.#states.set(key, { id, delivered, from: due })
      this.#waiting.push({ due, provider, body: { id, state: delivered ? 'DELIVERED' : 'UNDELIVERED' } })
      return
    }
    const said = ASKED.exec(text)?.[1] === '8' ? '8' : '收到'
    const body = channel === 'sms' ? { id: `mo-${id}`, from: to, text: said } : { id, key: '1' }
    this.#waiting.push({ due, provider, body, taken: () => witness?.answered(message) })
  }

  #status(key: string): object {
    const known = this.#states.get(key)
    // What it will never report it can not tell of either.
    if (!known) return { state: 'UNKNOWN' }
    const { id, delivered, from } = known
    return { id, state: from > this.#now ? 'SENT' : delivered ? 'DELIVERED' : 'UNDELIVERED' }
  }

  #robot(url: URL, body: unknown, response: ServerResponse): void {
    const channel = url.pathname === '/wecom' ? 'wecom' : 'dingtalk'
    const message = robotForm.safeParse(body).data
    if (!message) return say(response, 200, { errcode: 40_008, errmsg: 'invalid message type' })
    const timestamp = url.searchParams.get('timestamp') ?? ''
    const sign = createHmac('sha256', SECRETS.SIM_ROBOT).update(`${timestamp}\n${SECRETS.SIM_ROBOT}`).digest('base64')
    if (channel === 'dingtalk' && url.searchParams.get('sign') !== sign)
      return say(response, 200, { errcode: 310_000, errmsg: 'sign not match' })
    const { content: text } = message.text
    const id = `${channel}-${++this.#ids}`
    this.taken.push({ channel, to: `sim-${channel}`, text, key: '', id, at: this.#now })
    say(response, 200, { errcode: 0, errmsg: 'ok' })
  }

  #call(provider: string, body: object, taken?: () => void): void {
    if (this.#engine === null) throw new Error('the providers were not told where the engine is')
    const text = JSON.stringify(body)
    const t = Math.floor(epochMs(this.#now) / 1000)
    const signature = `t=${t},v1=${createHmac('sha256', SECRETS.SIM_SIGN).update(`${t}.${text}`).digest('hex')}`
    const call = this.#post(`${this.#engine}/api/v1/callbacks/${provider}`, text, signature, taken)
    this.#calling.add(call)
    void call.finally(() => this.#calling.delete(call))
  }

  async #post(url: string, body: string, signature: string, taken?: () => void): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-sim-signature': signature }
    try {
      const answer = await fetch(url, { method: 'POST', headers, body })
      const said = takenForm.safeParse(await answer.json())
      this.answers.push(answer.status)
      if (said.data?.taken === true) taken?.()
    } catch {
      this.answers.push(0)
    }
  }
}

function say(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
