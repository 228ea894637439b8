import { createHmac } from 'node:crypto'
import type { Agent } from 'undici'
import { z } from 'zod'
import { epochMs, type Instant } from '../../model/time.ts'
import type { Channel, Fate, Limits, Message, Outcome, Texts } from '../channel.ts'
import { clientFor, fault, judge } from './http.ts'
import type { Networks } from './networks.ts'

/** A robot in a group (群机器人): its address holds its key, and DingTalk's may be signed besides. */
export interface Robot {
  readonly url: string
  readonly secret: string | null
}

/** 20 messages a minute to one robot, as both WeCom and DingTalk publish; what comes faster is refused or, worse, dropped. */
const TO_ONE: Limits['windows'][number] = { of: 'receiver', most: 20, ms: 60_000 }
/** Of all robots together nobody publishes a limit: their groups do not know of each other. */
const TOGETHER = { count: 100, perMs: 1_000, burst: 100 }
/** A text of WeCom holds 2,048 bytes, one of DingTalk more: what a group has to know stands at the beginning. */
const MOST_BYTES = 2_048

/**
 * What the numbers of their answers mean; 0 is done. Others are for the officer's list: a key that does not hold, a group
 * that is gone.
 */
const COME_AGAIN: Readonly<Record<'wecom' | 'dingtalk', readonly number[]>> = {
  // Busy; too often.
  wecom: [-1, 45_009],
  dingtalk: [-1, 130_101],
}

const answerForm = z.object({ errcode: z.int(), errmsg: z.string().max(500).optional() })

/** Group robots of one kind, each by the name under which it is configured. A group that was told has been told. */
export class Robots implements Channel {
  readonly name: 'wecom' | 'dingtalk'
  readonly provider: string
  readonly keyed = false
  readonly dials = false
  readonly limits: Limits = { rate: TOGETHER, windows: [TO_ONE] }
  readonly reportMinutes = 0
  readonly #robots: ReadonlyMap<string, Robot>
  readonly #networks: Networks
  readonly #agent: Agent

  constructor(name: 'wecom' | 'dingtalk', robots: ReadonlyMap<string, Robot>, networks: Networks, patienceMs?: number) {
    this.name = name
    this.provider = name
    this.#robots = robots
    this.#networks = networks
    this.#agent = clientFor(networks, patienceMs)
  }

  weigh({ long }: Texts): { text: string; parts: number } {
    return { text: shorten(long), parts: 1 }
  }

  async send(message: Message, now: Instant): Promise<Outcome> {
    const robot = this.#robots.get(message.address)
    if (!robot) return { kind: 'giveUp', why: 'no robot of this name is configured' }
    try {
      const url = new URL(robot.url)
      this.#networks.check(url)
      if (robot.secret !== null) signQuery(url, robot.secret, now)
      const answer = await this.#agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ msgtype: 'text', text: { content: this.weigh(message.texts()).text } }),
      })
      const text = await answer.body.text()
      const judged = judge(answer.statusCode, answer.headers['retry-after'], now)
      return judged.kind === 'delivered' ? this.#read(text) : judged
    } catch (error) {
      return fault(error)
    }
  }

  /** Neither tells what became of a message. */
  async ask(): Promise<Fate> {
    return { kind: 'canNotTell' }
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }

  #read(text: string): Outcome {
    const answer = readAnswer(text)
    if (answer === null) return { kind: 'unknown', why: 'the answer can not be read' }
    if (answer.errcode === 0) return { kind: 'delivered' }
    const why = `${answer.errcode} ${answer.errmsg ?? ''}`.trim()
    return COME_AGAIN[this.name].includes(answer.errcode) ? { kind: 'retry', why } : { kind: 'giveUp', why }
  }
}

function readAnswer(text: string): z.output<typeof answerForm> | null {
  try {
    return answerForm.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** DingTalk's 加签: `timestamp` in milliseconds and `sign`, the HMAC-SHA256 of "timestamp\nsecret" under the secret. */
export function signQuery(url: URL, secret: string, now: Instant): void {
  const timestamp = String(epochMs(now))
  url.searchParams.set('timestamp', timestamp)
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
}

/** The whole of it, or as many whole lines as fit, and that there is more. */
function shorten(long: string): string {
  if (Buffer.byteLength(long) <= MOST_BYTES) return long
  const more = '……（全文见企业页面）'
  const kept: string[] = []
  let left = MOST_BYTES - Buffer.byteLength(more)
  for (const line of long.split('\n')) {
    left -= Buffer.byteLength(line) + 1
    if (left < 0) break
    kept.push(line)
  }
  return [...kept, more].join('\n')
}
