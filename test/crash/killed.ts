import { Conductor } from '../../src/drill/conductor.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { chance } from '../../src/drill/temperament.ts'
import { type Backend, moment, type Outcome, Playground } from './playground.ts'

/**
 * Plays a drill of `size` enterprises against an engine in a process of its own that is killed `kills` times at moments
 * that follow from the seed, and started again on the same data each time.
 */
export async function playKilled(
  seed: number,
  { backend, kills, size }: { backend: Backend; kills: number; size: number },
): Promise<Outcome & { readonly kills: number }> {
  const playground = await Playground.open(seed, backend, { size, repeating: 0 })
  const { ground, enterprises, play } = playground
  let engine = await EngineProcess.start(ground)
  try {
    enterprises.trust(Buffer.from(engine.access.secret, 'base64'))
    const over = new AbortController()
    const conductor = new Conductor(play, engine.access, enterprises, {
      speed: null,
      progress: () => undefined,
      tell: () => undefined,
    })
    let done = 0
    const killing = (async () => {
      while (done < kills && !over.signal.aborted) {
        const messages = 1 + Math.floor(chance(seed, 'kill at', done) * 60)
        await moment(enterprises, { messages, ms: 150 + chance(seed, 'kill after', done) * 1_500 }, over.signal)
        if (over.signal.aborted) return
        await engine.kill()
        done += 1
        engine = await EngineProcess.start(ground)
      }
    })()
    const playing = conductor.play().finally(() => over.abort())
    const [played] = await Promise.all([playing, killing])
    return { kills: done, ...(await playground.judge(played, engine.access.url)) }
  } finally {
    await engine.stop()
    await playground.close()
  }
}
