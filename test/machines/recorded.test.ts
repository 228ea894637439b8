import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MACHINES } from '../../machines/index.ts'
import { readRecording, replayed } from '../help/replayed.ts'
import { altered } from './mutants.ts'

/*
 * Drills that were recorded are played against the machines as they are now. Whatever they answer otherwise, a warning
 * that lives through an update would answer otherwise too: raise the machine's `version`, write its `migrate`, record anew.
 */

const EPISODES = join(import.meta.dirname, '../../fixtures/episodes')
const recordings = readdirSync(EPISODES).filter((name) => name.endsWith('.jsonl'))

describe.each(recordings)('%s', (name) => {
  const entries = readRecording(join(EPISODES, name))

  it('goes as it went', () => {
    const { otherwise, rows, steps } = replayed(entries)
    expect(otherwise).toEqual([])
    expect(steps).toBeGreaterThan(500)
    const ended = [...rows.values()].filter(({ kind }) => kind === 'warning').map(({ state }) => state)
    expect(ended).toContain('lifted')
  })

  it('goes otherwise with a machine that is wrong in one place', () => {
    const order = altered('order', { 'states.live.on.ORDER_REPLACED': undefined })
    const { otherwise } = replayed(entries, { ...MACHINES, order })
    expect(otherwise.join('\n')).toContain('ORDER_REPLACED: refused in live')
  })
})
