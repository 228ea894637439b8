import { Conductor } from '../../src/drill/conductor.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { chance } from '../../src/drill/temperament.ts'
import { playBeside, Watch } from './beside.ts'
import { type Backend, moment, type Outcome, Playground } from './playground.ts'

/**
 * Plays a drill of `size` enterprises against an engine in a process of its own that is killed `kills` times at moments
 * that follow from the seed, and started again on the same data each time.
 */
export async function playKilled(
  seed: number,
  { backend, kills, size, empty }: { backend: Backend; kills: number; size: number; empty?: string },
): Promise<Outcome & { readonly kills: number }> {
  await using playground = await Playground.open(seed, backend, { size, repeating: 0, empty })
  const { ground, enterprises, play } = playground
  const watch = new Watch()
  const start = async (): Promise<EngineProcess> => {
    const process = await EngineProcess.start(ground)
    watch.over('the engine', process)
    return process
  }
  let engine = await start()
  try {
    enterprises.trust(Buffer.from(engine.access.secret, 'base64'))
    const conductor = new Conductor(play, engine.access, enterprises, {
      speed: null,
      progress: () => undefined,
      tell: () => undefined,
    })
    let done = 0
    const played = await playBeside(conductor, watch, async (over) => {
      while (done < kills && !over.aborted) {
        const messages = 1 + Math.floor(chance(seed, 'kill at', done) * 60)
        await moment(enterprises, { messages, ms: 150 + chance(seed, 'kill after', done) * 1_500 }, over)
        if (over.aborted) return
        await engine.kill()
        done += 1
        engine = await start()
      }
    })
    return { kills: done, ...(await playground.judge(played, engine.access.url)) }
  } finally {
    await engine.stop()
  }
}
