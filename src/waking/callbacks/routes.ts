import { z } from 'zod'
import { hashFor } from '../../dispatch/address.ts'
import type { Called, Callee } from '../../dispatch/channels/callee.ts'
import { isNoted, noteCallback, takeReport, type Report } from '../../dispatch/reports/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { parseJson } from '../../http/body.ts'
import type { Id } from '../../model/id.ts'
import { answerTest } from '../../opener/answer.ts'
import { answersTest } from '../../opener/decide.ts'
import { triedAs, triedAt } from '../../opener/store.ts'
import type { World } from '../../world.ts'
import { readReply, whichOf } from '../../receipts/callbacks/decide.ts'
import { toldBy, toldTo, type Told } from '../../receipts/callbacks/store.ts'
import { AnswerDesk } from '../../receipts/desk.ts'
import { recordRungs } from '../../receipts/store.ts'
import { livingTasks } from '../../tasks/departments/store.ts'
import { messageAs, messageAt, messageByDelivery } from '../../tasks/messages/store.ts'
import { acknowledgeTasks } from '../../tasks/reports/report.ts'
import { answerWake } from '../answer.ts'
import { calledAs, calledAt, type Answerable } from '../store.ts'

/** A report or a reply is a few hundred bytes. */
const LONGEST_CALL = 16_384

const answer = z.object({
  taken: z.boolean().describe('whether it changed anything; the same call again changes nothing'),
  because: z.string().optional().describe('why nothing was taken'),
})
type Taken = z.output<typeof answer>

/** What providers call back (回调): reports on messages, answers by SMS, keys pressed in a call. */
export function callbackRoutes(app: App, world: World): void {
  const { db, clock, keys, providers } = world
  const desk = new AnswerDesk(world)

  app.post(
    '/callbacks/:provider',
    {
      config: { action: 'callback.receive', body: 'bytes', proves: true },
      bodyLimit: LONGEST_CALL,
      schema: {
        params: z.object({ provider: z.string().max(60) }),
        querystring: z.record(z.string(), z.unknown()),
        response: { 200: answer },
      },
    },
    async ({ params, query, headers, rawBody }) => {
      const raw = rawBody ?? Buffer.alloc(0)
      const callee = providers.get(params.provider)
      // Whether there is such a provider is told to nobody who is not it.
      if (!callee?.admits({ headers, query, raw })) throw new Refusal('callback.forged')
      const called = callee.read(bodyOf(raw, headers['content-type']))
      if (called === null) throw new Refusal('request.unreadable', { detail: 'callback' })
      return take(callee, called)
    },
  )

  async function take(callee: Callee, called: Called): Promise<Taken> {
    switch (called.kind) {
      case 'underWay':
        return { taken: false, because: 'on its way' }
      case 'report':
        return report(callee, called)
      case 'reply':
        return once(callee, called, () => reply(callee, called))
      case 'key':
        // Another key than the one that was asked for says nothing: the right one may follow in the same call.
        return called.acknowledges ? once(callee, called, () => key(callee, called)) : key(callee, called)
    }
  }

  async function report({ name, channel }: Callee, called: Called & { kind: 'report' }): Promise<Taken> {
    const { message, delivered, why } = called
    const said: Report = delivered ? { type: 'REPORTED_DELIVERED' } : { type: 'REPORTED_FAILED', why }
    return await db.transaction(async (tx) => {
      const doing = { now: clock.now(), by: `provider:${name}` }
      const fresh = await noteCallback(tx, { provider: name, message, kind: 'report', said }, doing.now)
      if (!fresh) return REPEATED
      // It may be quicker than what the provider answered us: then it is taken when that is written down.
      const known = await takeReport(tx, channel, message, said, doing)
      return known ? { taken: true } : { taken: false, because: 'no message of this name yet' }
    })
  }

  /** An answer is given before it is noted: whoever dies in between gives it again, and again changes nothing. */
  async function once(
    { name }: Callee,
    { kind, message }: Called & { kind: 'reply' | 'key' },
    act: () => Promise<Taken>,
  ): Promise<Taken> {
    if (await isNoted(db, name, message, kind)) return REPEATED
    const taken = await act()
    await db.transaction((tx) => noteCallback(tx, { provider: name, message, kind, said: taken }, clock.now()))
    return taken
  }

  async function reply({ channel }: Callee, { from, text }: Called & { kind: 'reply' }): Promise<Taken> {
    const receiver = hashFor(keys, from)
    const told = await toldTo(db, channel, receiver)
    const read = readReply(text)
    if (answersTest(text)) return test(await triedAt(db, channel, receiver), channel)
    // Whoever was told of no order says 收到 to what came last: a call, tasks of a department; else to the test.
    if (read?.named === '' && told.length === 0) return replyToLast(channel, receiver)
    const meant = read && whichOf(told, read.named)
    if (meant === 'several')
      return {
        taken: false,
        because: `several orders: ${told.map(({ name, number }) => `${name} ${number}`).join('; ')}`,
      }
    const order = meant && told.find(({ orderId }) => orderId === meant.orderId)
    if (order) return acknowledge(order, channel)
    // What else somebody writes is for the officer to read, where it is clear of whom.
    const [only, ...others] = told
    if (only && others.length === 0)
      await db.transaction((tx) =>
        recordRungs(tx, [{ order: only, rung: 'replied', channel, by: actorFor(only), text, how: null }], clock.now()),
      )
    return { taken: false, because: told.length === 0 ? 'no living order' : 'no acknowledgement' }
  }

  async function key({ channel }: Callee, { message, acknowledges }: Called & { kind: 'key' }): Promise<Taken> {
    const order = await toldBy(db, channel, message)
    const tasks = order ? null : await messageAs(db, channel, message)
    const call = order || tasks ? null : await calledAs(db, channel, message)
    if ((tasks || call) && !acknowledges) return { taken: false, because: 'no acknowledgement' }
    if (tasks) return received(tasks)
    if (call) return answered(call)
    if (!order && acknowledges) return test(await triedAs(db, channel, message), channel)
    if (!order) return { taken: false, because: 'no message of this name' }
    return acknowledges ? acknowledge(order, channel) : { taken: false, because: 'no acknowledgement' }
  }

  async function replyToLast(channel: string, receiver: string): Promise<Taken> {
    const call = await calledAt(db, channel, receiver)
    const tasks = await messageAt(db, channel, receiver)
    if (tasks && (!call || call.at <= tasks.at)) {
      const taken = await received(tasks.id)
      if (taken.taken || !call) return taken
    }
    return call ? answered(call) : test(await triedAt(db, channel, receiver), channel)
  }

  /** 收到 of a department: of everything under that warning that it has not acknowledged. */
  async function received(delivery: Id): Promise<Taken> {
    const sent = await messageByDelivery(db, delivery)
    if (sent === null) return { taken: false, because: 'nothing was sent to be answered' }
    const { warning, department, contact } = sent
    const open = await livingTasks(db, warning, { department })
    const speaker = { by: `department:${department}`, contact, onBehalf: false }
    return (await acknowledgeTasks(world, open, speaker)) > 0 ? { taken: true } : REPEATED
  }

  async function answered(call: Answerable): Promise<Taken> {
    return quietly(async () => ((await answerWake(world, call, `user:${call.officer}`)) ? { taken: true } : REPEATED))
  }

  async function test(delivery: Id | null, channel: string): Promise<Taken> {
    if (delivery === null) return { taken: false, because: 'nothing was sent to be answered' }
    const taken = await answerTest(world, delivery, { by: channel, actor: 'enterprises' })
    return taken ? { taken } : REPEATED
  }

  async function acknowledge(order: Told, channel: string): Promise<Taken> {
    const { orderId, revision } = order
    const given = { orderId, revision, kind: 'acknowledged', text: undefined, how: null } as const
    return quietly(async () => {
      await desk.give({ ...given, channel, by: actorFor(order), mayAnswer: () => undefined })
      return { taken: true }
    })
  }
}

/** What is refused is no fault of the provider: it is not to call again. */
async function quietly(act: () => Promise<Taken>): Promise<Taken> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refusal) return { taken: false, because: error.message }
    throw error
  }
}

const REPEATED: Taken = { taken: false, because: 'taken note of before' }

function actorFor({ contactId }: Told): string {
  return contactId === null ? 'enterprises' : `contact:${contactId}`
}

/** JSON, or a form. @throws Refusal `request.unreadable` */
function bodyOf(raw: Buffer, type = ''): unknown {
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return parseJson(raw)
  return Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
}
