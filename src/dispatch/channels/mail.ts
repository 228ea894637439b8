import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { createTransport, type Transporter } from 'nodemailer'
import type { Channel, Fate, Limits, Message, Outcome, Texts } from '../channel.ts'
import { ForbiddenAddress, type Networks } from './networks.ts'

/** The server that takes our mail (邮件服务器). */
export interface MailServer {
  readonly provider: string
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean
  readonly user: string | null
  readonly password: string | null
  readonly from: string
  readonly limits: Limits
  /** How long somebody has to open it or to answer before it counts as not having reached anybody. */
  readonly reportMinutes: number
}

const PATIENCE_MS = 10_000

/**
 * E-mail (邮件). A server that takes it passes it on, and nobody reports that it arrived: it is accepted, and delivered
 * only once somebody answers. The same message has the same Message-ID, so that a mailbox may show it once.
 */
export class Mail implements Channel {
  readonly name = 'mail'
  readonly provider: string
  readonly keyed = false
  readonly dials = false
  readonly limits: Limits
  readonly reportMinutes: number
  readonly #from: string
  readonly #transport: Transporter

  constructor(
    { provider, host, port, secure, user, password, from, limits, reportMinutes }: MailServer,
    networks: Networks,
    patienceMs = PATIENCE_MS,
  ) {
    this.provider = provider
    this.limits = limits
    this.reportMinutes = reportMinutes
    this.#from = from
    this.#transport = createTransport({
      host,
      port,
      secure,
      ...(user !== null && password !== null ? { auth: { user, pass: password } } : {}),
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      // Mail is text that we wrote: nothing in it is read from a file or fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
      // Its own way to connect would not ask which networks are open.
      getSocket: (_: unknown, callback: (error: Error | null, socket?: { connection: Socket } | false) => void) => {
        const socket = connect({ host, port, lookup: networks.lookup })
        const failed = (error: Error) => callback(error, false)
        const literal = new URL('http://host')
        literal.hostname = host.includes(':') ? `[${host}]` : host
        try {
          networks.check(literal)
        } catch (error) {
          socket.destroy()
          return callback(error as Error, false)
        }
        socket.once('error', failed)
        socket.setTimeout(patienceMs, () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })))
        socket.once('connect', () => {
          socket.removeListener('error', failed)
          socket.setTimeout(0)
          callback(null, { connection: socket })
        })
      },
    })
  }

  weigh({ long }: Texts): { text: string; parts: number } {
    return { text: long, parts: 1 }
  }

  async send(message: Message): Promise<Outcome> {
    if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(message.address)) return { kind: 'giveUp', why: 'the address is no mailbox' }
    const { subject, long } = message.texts()
    const messageId = `<${message.key}@airshed>`
    // Its errors do not say how far it had come: the text is fetched when the server is ready for it, and not before.
    let begun = false
    const text = Readable.from(
      (function* () {
        begun = true
        yield long
      })(),
    )
    try {
      await this.#transport.sendMail({ from: this.#from, to: message.address, subject, text, messageId })
      return { kind: 'accepted', providerId: messageId }
    } catch (error) {
      return judgeMail(error, begun, message.address)
    }
  }

  /** A server that took it has passed it on: it can not tell. */
  async ask(): Promise<Fate> {
    return { kind: 'canNotTell' }
  }

  async close(): Promise<void> {
    this.#transport.close()
  }
}

/** 4xx is tried again, 5xx is for the officer's list; before the text went out nothing arrived, after it nobody knows. */
function judgeMail(error: unknown, begun: boolean, address: string): Outcome {
  if (error instanceof ForbiddenAddress) return { kind: 'giveUp', why: error.message }
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string }
  const why = `${code ?? ''} ${message ?? ''}`.replaceAll(address, '…').replace(/\s+/g, ' ').trim()
  if (responseCode !== undefined && responseCode >= 500) return { kind: 'giveUp', why }
  if (responseCode !== undefined && responseCode >= 400) return { kind: 'retry', why }
  if (code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ECONFIG') return { kind: 'giveUp', why }
  return begun ? { kind: 'unknown', why } : { kind: 'retry', why }
}
