import { createServer } from 'node:http'
import { monotonicMs } from '../clock.ts'

/*
 * Receivers for benches, a process of its own so that they take no turn of the engine's events: every POST is accepted
 * at once. `PUT /mark` starts the count and the clock, `GET /seen` tells both. Prints its address when it listens, and
 * ends with its standard input.
 */

let zero = monotonicMs()
let arrivals: number[] = []
let bytes = 0

const server = createServer((request, response) => {
  request.on('data', (part: Buffer) => (bytes += part.length))
  request.once('end', () => {
    if (request.method === 'POST') {
      arrivals.push(monotonicMs() - zero)
      response.writeHead(200, { 'content-length': '0' }).end()
      return
    }
    if (request.method === 'PUT') {
      zero = monotonicMs()
      arrivals = []
      bytes = 0
    }
    const all = request.url === '/seen?all'
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ count: arrivals.length, bytes, ...(all ? { afterMs: arrivals } : {}) }))
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receivers do not listen')
  process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
