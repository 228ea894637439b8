import { expect, inject, test } from 'vitest'
import { Conductor } from '../../src/drill/conductor.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { playBeside, Watch } from './beside.ts'
import { playKilled } from './killed.ts'
import { Playground } from './playground.ts'

const backend = { databaseUrl: null, redisUrl: null }
/** A migrated directory: its migrations take an engine of this kind longer than the drill. */
const empty = inject('embeddedDirectory')

test(
  'an engine killed three times within a drill loses no order and has none carried out twice',
  { timeout: 240_000 },
  async () => {
    const { kills, wrong, found } = await playKilled(1, { backend, kills: 3, size: 40, empty })
    expect(kills).toBe(3)
    expect(found.problems).toEqual([])
    expect(wrong).toEqual([])
    expect(found.orders).toBe(40)
  },
)

test(
  'a drill whose engine is gone for good is over at once, and says whose end it was',
  { timeout: 60_000 },
  async () => {
    await using playground = await Playground.open(2, backend, { size: 5, repeating: 0, empty })
    const engine = await EngineProcess.start(playground.ground)
    try {
      const watch = new Watch()
      watch.over('the engine', engine)
      const conductor = new Conductor(playground.play, engine.access, playground.enterprises, {
        speed: null,
        progress: () => undefined,
        tell: () => undefined,
      })
      // Not by whoever started it: as the kernel does where memory is short.
      const beside = async () => void process.kill(engine.pid, 'SIGKILL')
      const from = performance.now()
      await expect(playBeside(conductor, watch, beside)).rejects.toThrow(/^the engine ended by itself with null/)
      expect(performance.now() - from).toBeLessThan(10_000)
    } finally {
      await engine.kill()
    }
  },
)
