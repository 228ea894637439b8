import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { actorOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { Frames, pack, type Found } from './frame.ts'
import { Inbox } from './inbox.ts'
import { answerTo, parse, write, type Message } from './parse.ts'
import { Requests, type Timed } from './requests.ts'

/** A thousand frames; a platform that has more sends them in turn. */
const BODY_LIMIT = 1_048_576

const receipt = z
  .object({
    kept: z.int().describe('messages whose readings are committed, or that bring none'),
    refused: z.int().describe('counted in quarantine by sender and fault'),
    answers: z.array(z.string()).describe('frames for those messages that want an answer, in their order'),
  })
  .meta({ id: 'Hj212Receipt' })

/**
 * `POST /evidence/hj212`: frames as a platform passes them on (数采仪报文转发), one after the other as they came over the
 * line. The same codec as over TCP, the same quarantine; each frame proves its device by its own password.
 */
export function hj212Routes(app: App, world: World): void {
  const inbox = new Inbox(world)
  app.addHook('onClose', () => inbox.close())

  app.post(
    '/evidence/hj212',
    {
      bodyLimit: BODY_LIMIT,
      config: { action: 'evidence.push', body: 'bytes' },
      schema: { tags: ['evidence'], response: { 200: receipt } },
    },
    async ({ rawBody, caller }) => {
      const sender = actorOf(caller)
      const frames = new Frames()
      const found: Found[] = [...frames.push(rawBody ?? Buffer.alloc(0)), ...frames.end()]
      const requests = new Requests()
      let refused = 0
      const timed: Timed[] = []
      for (const one of found) {
        const read = 'segment' in one ? parse(one.segment) : one.fault
        if ('code' in read) {
          inbox.count(read, 'raw' in one ? one.raw : one.segment, sender, caller.area)
          refused++
        } else timed.push(...requests.take(read))
      }
      timed.push(...requests.rest())
      const done = await Promise.all(timed.map(([message, at]) => put(message, at, sender)))
      // Not kept, and not refused either: the database was away, and the platform sends it again.
      if (done.includes(null)) throw new Refusal('engine.unavailable', { retryAfter: '5' })
      const answers = timed.flatMap(([message], n) => {
        const answer = done[n] === true ? answerTo(message) : null
        return answer === null ? [] : [pack(write(answer)).toString('latin1')]
      })
      const kept = done.filter((one) => one === true).length
      return { kept, refused: refused + done.length - kept, answers }
    },
  )

  function put(message: Message, at: Timed[1], peer: string): Promise<boolean | null> {
    return new Promise((resolve) => inbox.put({ message, at, peer, done: resolve }))
  }
}
