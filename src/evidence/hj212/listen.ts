import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { Frames, pack, type Found } from './frame.ts'
import { Inbox } from './inbox.ts'
import { answerTo, parse, write, type Message } from './parse.ts'
import { Requests } from './requests.ts'

/** A province has some thousand loggers; more connections than that at once are not loggers. */
const MOST_CONNECTIONS = 10_000
/** Whoever has not shown a device and its password by then is none. */
const STRANGER_MS = 60_000
/** A logger that sends hours only speaks once in an hour. */
const IDLE_MS = 70 * 60_000
/** Faults on end until a connection is closed: it may come again, and begins anew. */
const MOST_FAULTS = 100
/** Letters that wait to be written until nobody is read any more, and until everybody is read again. */
const FULL = 4_000
const EASED = 1_000

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

/** Listens to data loggers (数采仪) that speak HJ 212-2017 over TCP. */
export async function listenHj212(world: World, { host, port }: { host: string; port: number }): Promise<Listener> {
  const inbox = new Inbox(world)
  const connections = new Set<Connection>()
  const server = createServer((socket) => {
    const connection = new Connection(socket, inbox, () => {
      if (inbox.waiting > FULL) for (const one of connections) one.pause()
      else if (inbox.waiting < EASED) for (const one of connections) one.resume()
    })
    connections.add(connection)
    socket.once('close', () => connections.delete(connection))
  })
  server.maxConnections = MOST_CONNECTIONS
  await listening(server, host, port)
  const address: AddressInfo | string | null = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of connections) connection.end()
      await closed
      await inbox.close()
    },
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, 1024, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

class Connection {
  readonly #socket: Socket
  readonly #inbox: Inbox
  readonly #eased: () => void
  readonly #frames = new Frames()
  readonly #peer: string
  #faults = 0
  readonly #stranger: NodeJS.Timeout
  readonly #requests = new Requests()

  constructor(socket: Socket, inbox: Inbox, eased: () => void) {
    this.#socket = socket
    this.#inbox = inbox
    this.#eased = eased
    this.#peer = socket.remoteAddress ?? ''
    socket.setKeepAlive(true, STRANGER_MS)
    socket.setNoDelay(true)
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    this.#stranger = setTimeout(() => socket.destroy(), STRANGER_MS).unref()
    socket.once('close', () => clearTimeout(this.#stranger))
    socket.on('data', (chunk: Buffer) => this.#take(this.#frames.push(chunk)))
    socket.on('end', () => this.#take(this.#frames.end()))
    // A line that breaks is no fault of ours, and none of the device's.
    socket.on('error', () => socket.destroy())
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    if (this.#socket.isPaused()) this.#socket.resume()
  }

  end(): void {
    this.#socket.destroy()
  }

  #take(found: readonly Found[]): void {
    for (const one of found) {
      const read = 'segment' in one ? parse(one.segment) : one.fault
      if ('code' in read) this.#refuse(() => this.#inbox.count(read, 'raw' in one ? one.raw : one.segment, this.#peer))
      else for (const [message, at] of this.#requests.take(read)) this.#put(message, at)
    }
    this.#eased()
  }

  #put(message: Message, at: Instant | null): void {
    this.#inbox.put({
      message,
      at,
      peer: this.#peer,
      done: (kept) => {
        this.#eased()
        if (kept === false) this.#refuse(() => undefined)
        if (kept !== true) return
        this.#faults = 0
        clearTimeout(this.#stranger)
        const answer = answerTo(message)
        if (answer !== null && this.#socket.writable) this.#socket.write(pack(write(answer)))
      },
    })
  }

  #refuse(count: () => void): void {
    count()
    if (++this.#faults >= MOST_FAULTS) this.#socket.destroy()
  }
}
