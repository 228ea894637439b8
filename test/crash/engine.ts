import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Access, Ground } from '../../src/drill/world.ts'

const ENTRY = join(import.meta.dirname, '../../src/drill/engine.ts')
const accessForm = z.looseObject({ url: z.string(), secret: z.string() })

/** The engine of a drill as a process that can be killed; it ends with this one, however this one ends. */
export class EngineProcess {
  readonly access: Access
  readonly #child: ChildProcess
  readonly #gone: Promise<number | null>

  private constructor(child: ChildProcess, access: Access, gone: Promise<number | null>) {
    this.#child = child
    this.access = access
    this.#gone = gone
  }

  static async start(ground: Ground): Promise<EngineProcess> {
    const child = spawn(process.execPath, [ENTRY, JSON.stringify(ground)], { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)))
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve)
      void gone.then((code) => reject(new Error(`the engine ended with ${code}: ${said}`)))
    })
    accessForm.parse(JSON.parse(line))
    return new EngineProcess(child, JSON.parse(line) as Access, gone)
  }

  /** SIGKILL: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  /** Ends in good order. */
  async stop(): Promise<void> {
    this.#child.stdin?.end()
    await this.#gone
  }
}
