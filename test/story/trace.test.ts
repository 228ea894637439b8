import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOtlp } from '../../src/ops/otlp.ts'
import { openLog } from '../../src/http/log.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { until } from '../help/until.ts'

/* One id from the bulletin over the card, the warning and its orders to the messages: in the log, and as spans. */

const PLANTS = 5
/** What the provider of the bulletin calls its request. */
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

interface Line {
  level: number
  msg: string
  trace?: string
  effect?: unknown
  subject?: string
  route?: string
}
interface Sent {
  traceId: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  kind: number
}

describe('what an order came of', () => {
  let story: StoryEngine
  let tracing: { close(): Promise<void> }
  const written: string[] = []
  const spans: Sent[] = []
  const collector = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }
      if (request.url === '/v1/traces')
        spans.push(...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const address = collector.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    tracing = startOtlp(`http://127.0.0.1:${port}`, pino({ level: 'silent' }))
    story = await StoryEngine.open(anyBackend(), {
      list: brickworks(PLANTS),
      clock: '2024-12-25T10:00:00.000Z',
      answering: () => ({ status: 200 }),
      log: openLog('debug', { write: (line) => void written.push(line) }),
    })
  })
  afterAll(async () => {
    await story.close()
    await tracing.close()
    collector.close()
  })

  test('stands in every line from the bulletin to the last message, through a signature and a restart', async () => {
    const desk = new Desk(story)
    const values = [160, 165, 90].map((aqi, n) => ({ at: `2024-12-${26 + n}`, aqi }))
    const bulletin = { provider: 'p', area: '140800', issuedAt: '2024-12-25T09:00:00Z', values }
    const header = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }
    expect((await story.ask(story.feedKey, 'POST', '/forecasts', bulletin, header)).status).toBe(202)
    await story.settle()
    await desk.confer()
    await story.restart()
    expect(await desk.sign()).toBe(200)
    await story.settle()

    const lines = written.map((line) => JSON.parse(line) as Line)
    const ours = lines.filter(({ trace }) => trace === TRACE)
    const done = ours.filter(({ msg }) => msg === 'carried out').map(({ effect }) => effect)
    expect(new Set(done)).toEqual(new Set([...done, 'assess', 'planOrders', 'handOver', 'deliver']))
    expect(done.filter((kind) => kind === 'deliver').length).toBe(PLANTS)
    expect(ours.find(({ msg }) => msg === 'answered')).toMatchObject({ route: '/api/v1/forecasts' })
    const { id } = await desk.living()
    expect(ours.find(({ effect }) => effect === 'planOrders')).toMatchObject({ subject: id })
    // The signature is somebody's own request, under its own id.
    const signed = lines.find(({ route }) => route === '/api/v1/warnings/:id/signatures')
    expect(signed?.trace).toMatch(/^[0-9a-f]{32}$/)
    expect(signed?.trace).not.toBe(TRACE)

    await until(() => spans.filter(({ name }) => name === 'deliver').length >= PLANTS)
    const delivered = spans.find(({ name }) => name === 'deliver')
    expect(delivered?.traceId).toBe(TRACE)
    const nanoseconds = BigInt(delivered?.endTimeUnixNano ?? 0) - BigInt(delivered?.startTimeUnixNano ?? 0)
    expect(nanoseconds).toBeGreaterThanOrEqual(0n)
    expect(spans.find(({ name }) => name === 'POST /api/v1/forecasts')).toMatchObject({ traceId: TRACE, kind: 2 })
  })

  test('and no line holds a secret', () => {
    const all = written.join('')
    expect(all).not.toContain('a-story-told')
    expect(all).not.toContain(story.feedKey)
    expect(all).not.toContain(story.receivers)
    expect(all).not.toMatch(/\b1[3-9]\d{9}\b/)
    for (const { body, headers } of story.received) {
      expect(all).not.toContain(body.answer.token)
      expect(all).not.toContain(String(headers['airshed-signature']))
    }
  })

  test('a collector that is away costs one line, and nothing else', async () => {
    const warned: string[] = []
    const away = startOtlp('http://127.0.0.1:9', { warn: (_: object, text: string) => void warned.push(text) } as never)
    await story.ask('duty', 'GET', '/warnings?area=140800')
    await away.close()
    await sleep(0)
    expect(warned).toEqual(['spans could not be sent and are dropped'])
  })
})
