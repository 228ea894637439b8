import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Access, Ground } from './world.ts'

const ENTRY = join(import.meta.dirname, 'engine.ts')
const accessForm = z.looseObject({ url: z.string(), secret: z.string() })
/** The last word of an engine that ended in good order: the most memory that it ever held, what it computed since it was ready. */
const lastForm = z.object({ peakMB: z.number(), processorSeconds: z.number() })

/** The engine of a drill or bench as a process (演练进程) that can be killed and measured; it ends with this one, however this one ends. */
export class EngineProcess {
  readonly access: Access
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #gone: Promise<number | null>
  /** Somebody has told it to end, or killed it. */
  #ending = false
  #died: Promise<string | null> = Promise.resolve(null)

  private constructor(child: ChildProcess, access: Access, lines: AsyncIterator<string>, gone: Promise<number | null>) {
    this.#child = child
    this.access = access
    this.#lines = lines
    this.#gone = gone
  }

  static async start(ground: Ground): Promise<EngineProcess> {
    const child = spawn(process.execPath, [ENTRY, JSON.stringify(ground)], { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)))
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first = await lines.next()
    if (first.done === true) throw new Error(`the engine ended with ${await gone}: ${said}`)
    accessForm.parse(JSON.parse(first.value))
    const engine = new EngineProcess(child, JSON.parse(first.value) as Access, lines, gone)
    engine.#died = gone.then((status) => (engine.#ending ? null : `ended by itself with ${status}: ${said}`))
    return engine
  }

  /** What it said last where it ended by itself; null where somebody ended it. Comes when it has ended. */
  get died(): Promise<string | null> {
    return this.#died
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the engine has not begun')
    return this.#child.pid
  }

  /** SIGSTOP: it stands still in the middle of whatever it does, and does not know of it. */
  freeze(): void {
    this.#child.kill('SIGSTOP')
  }
  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  /** SIGKILL: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.#ending = true
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  /** SIGTERM, as a supervisor does it at an upgrade; its exit status, 0 where it ended in good order. */
  async terminate(): Promise<number | null> {
    this.#ending = true
    this.#child.kill('SIGTERM')
    return await this.#gone
  }

  /** Ends in good order; says what the engine took, null where it was killed before. */
  async stop(): Promise<z.output<typeof lastForm> | null> {
    this.#ending = true
    this.#child.stdin?.end()
    const last = await this.#lines.next()
    await this.#gone
    return last.done === true ? null : lastForm.parse(JSON.parse(last.value))
  }
}
