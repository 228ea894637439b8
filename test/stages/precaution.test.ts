import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preCalled, preMove, sayPrecaution, type LastPrecaution } from '../../src/episode/precaution/decide.ts'

/* 临时管控: what the engine proposes before any warning, and what it leaves to people. */

const [SOON, LATER] = ['2026-01-20T16:00:00.000Z', '2026-01-21T16:00:00.000Z']
const hour = fc.constantFrom(SOON, LATER)
const last = fc.oneof(
  fc.constant(null),
  fc.record({ state: fc.constantFrom('proposed', 'holding'), endsAt: hour }).map((one): LastPrecaution => ({
    ...one,
    livesUntil: one.endsAt,
  })),
  fc.record({
    state: fc.constantFrom('ended', 'declined', 'lapsed', 'overtaken'),
    endsAt: hour,
    livesUntil: fc.constant(null),
  }),
)
const called = fc.option(fc.record({ startsAt: fc.constant(SOON), endsAt: hour }))
const sight = fc.record({ warned: fc.boolean(), seen: fc.boolean() })

describe('what the engine does before any warning', () => {
  it('begins one where the forecast calls for it, no warning goes before, and nobody has decided against it', () => {
    fc.assert(
      fc.property(last, called, sight, (one, what, how) => {
        const begins = preMove(one, what, how).kind === 'begin'
        const decided = one !== null && /declined|ended/.test(one.state) && what !== null && what.endsAt <= one.endsAt
        const lives = one !== null && one.livesUntil !== null
        expect(begins).toBe(what !== null && !how.warned && !lives && !decided)
      }),
    )
  })

  it('never ends or shortens what holds, and drops a proposal only where the days are seen or a warning goes before', () => {
    fc.assert(
      fc.property(last, called, sight, (one, what, how) => {
        const move = preMove(one, what, how)
        if (move.kind !== 'tell') return
        if (move.event.type === 'CALLED_UNTIL') {
          if (one?.state === 'holding') expect(move.event.endsAt > (one.livesUntil ?? '')).toBe(true)
        } else {
          expect([move.event.type, one?.state]).toEqual(['CALL_LAPSED', 'proposed'])
          expect(how.warned || how.seen).toBe(true)
        }
      }),
    )
  })

  it('says from when to when, that nobody is ordered, and measures only where the book names them', () => {
    const pre = preCalled({ from: '2026-01-21', to: '2026-01-21' }) ?? expect.fail('nothing')
    const name = { name: '示例市', preStage: { zh: '临时管控', en: 'temporary control' } }
    expect(sayPrecaution({ ...name, actions: [] }, pre).zh).toBe(
      '示例市：预计 2026-01-21 00:00 至 2026-01-22 00:00 扩散条件不利，未达到预警条件，启动临时管控。各有关单位自愿采取减排措施，不作停产、限产要求。如启动预警，以预警响应为准。',
    )
    const actions = [{ zh: '公务车减少出行', en: 'fewer official trips' }]
    expect(sayPrecaution({ ...name, actions }, pre).zh).toContain('措施：公务车减少出行。')
    expect(preCalled(null)).toBeNull()
  })
})
