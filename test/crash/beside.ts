import type { Conductor, Played } from '../../src/drill/conductor.ts'
import type { EngineProcess } from '../../src/drill/engineProcess.ts'

/** Looks after the processes that a drill needs (看护): the first that ends without having been told to is named. */
export class Watch {
  readonly gone: Promise<Error>
  readonly #tell: (why: Error) => void

  constructor() {
    const { promise, resolve } = Promise.withResolvers<Error>()
    this.gone = promise
    this.#tell = resolve
  }

  over(name: string, process: EngineProcess): void {
    void process.died.then((last) => last !== null && this.#tell(new Error(`${name} ${last}`)))
  }
}

/**
 * Plays a drill while something else is done to its engine. Where a process is gone for good, by itself or because
 * nobody brings it back, the drill is over at once: whoever goes on asking it would wait for minutes and then not know
 * whom for.
 */
export async function playBeside(
  conductor: Conductor,
  { gone }: Watch,
  beside: (over: AbortSignal) => Promise<void>,
): Promise<Played> {
  const over = new AbortController()
  const giveUp = (why: Error): void => {
    over.abort()
    conductor.client.giveUp(why)
  }
  void gone.then(giveUp)
  const playing = conductor.play().finally(() => over.abort())
  const doing = beside(over.signal).catch((error: Error) => {
    giveUp(error)
    throw error
  })
  const [played] = await Promise.all([playing, doing])
  return played
}
