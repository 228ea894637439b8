import { expect, test } from 'vitest'
import { playKilled } from './killed.ts'

test(
  'an engine killed three times within a drill loses no order and has none carried out twice',
  { timeout: 240_000 },
  async () => {
    const backend = { databaseUrl: null, redisUrl: null }
    const { kills, wrong, found } = await playKilled(1, { backend, kills: 3, size: 40 })
    expect(kills).toBe(3)
    expect(found.problems).toEqual([])
    expect(wrong).toEqual([])
    expect(found.orders).toBe(40)
  },
)
