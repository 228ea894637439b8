import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MACHINES, type Stored } from '../../machines/index.ts'
import type { WarningEvent } from '../../machines/warning.ts'
import { run, start } from '../../src/db/machine.ts'
import { align, strictest, type Doing, type Holding } from '../../src/linkage/decide.ts'
import { publishedOf } from '../../src/linkage/counties/decide.ts'
import { draft, firstReport, nextReport, type Figures } from '../../src/linkage/reports/decide.ts'
import { isAbove, severity, stricter, WARNING_LEVELS } from '../../src/model/level.ts'
import { instant, issue, warningEvent } from '../machines/arbitraries.ts'
import { asWarning } from '../machines/warningSteps.ts'
import { walk } from '../machines/walk.ts'
import { runs } from '../help/runs.ts'

/* What instructions from above make of an area's warning, whatever has become of it, held against the real machine. */

const terms = { rankFor: (level: string) => (level === 'red' ? 3 : 2), signMinutes: 240 }
const holding: fc.Arbitrary<Holding> = fc.record({
  id: fc.uuid(),
  level: fc.constantFrom(...WARNING_LEVELS),
  startsAt: instant,
  endsAt: fc.option(instant),
  answerBy: instant,
})
const signing: readonly WarningEvent[] = [
  { type: 'CONSULTATION_HELD', decision: 'proceed' },
  { type: 'OFFICER_SIGNED', rank: 3, now: '2020-12-25T00:00:00.000Z' },
]
/** A warning that lives, wherever it has come to. */
const living = fc
  .tuple(issue, fc.boolean(), fc.array(warningEvent, { maxLength: 20 }))
  .map(([change, signed, events]) => {
    const all = signed ? [...signing, ...events] : events
    return walk<WarningEvent>(MACHINES.warning, { change }, all)
  })
  .filter(({ over }) => !over)
  .map(({ last }) => last)

function eventOf(doing: Doing): WarningEvent {
  if (doing.kind === 'instruct') return { type: 'INSTRUCTED', above: doing.above }
  if (doing.kind === 'free') return { type: 'INSTRUCTION_LIFTED', instruction: doing.instruction }
  if (doing.kind === 'lapse') return { type: 'PROPOSAL_LAPSED' }
  return { type: 'CHANGE_PROPOSED', change: doing.change }
}

/** Does it all; what the machine refuses is a fault of whoever asked. */
function done(stored: Stored, doings: readonly Doing[]): Stored {
  return doings.reduce((before, doing) => {
    const outcome = run(MACHINES.warning, before, eventOf(doing))
    expect(outcome, `${doing.kind} in ${before.state}`).not.toBeNull()
    return outcome?.stored ?? before
  }, stored)
}

describe('the warning of an area under instructions from above', () => {
  it('stands under the strictest and comes to its level, and then nothing more is to be done', () => {
    fc.assert(
      fc.property(living, fc.array(holding, { minLength: 1, maxLength: 4 }), instant, (stored, held, now) => {
        const before = asWarning(stored)
        const after = asWarning(done(stored, align(before, held, terms, now)))
        const asked = strictest(held)
        if (before.state === 'lifting') {
          expect(after).toEqual(before)
          return
        }
        expect(after.context.above).toEqual({ instruction: asked?.id, level: asked?.level })
        const { level, change } = after.context
        const comes = change !== null && /^(issue|raise|resume)$/.test(change.kind) ? change.level : 'none'
        expect(severity(stricter(level ?? 'none', comes))).toBeGreaterThanOrEqual(severity(asked?.level ?? 'none'))
        // What holds already goes on.
        expect(level).toBe(before.context.level)
        expect(align(after, held, terms, now)).toEqual([])
      }),
      runs(600),
    )
  })

  it('is free of them once none holds, loses what only waited for one, and keeps what was signed', () => {
    fc.assert(
      fc.property(living, fc.array(holding, { minLength: 1, maxLength: 3 }), instant, (stored, held, now) => {
        const under = done(stored, align(asWarning(stored), held, terms, now))
        const after = asWarning(done(under, align(asWarning(under), [], terms, now)))
        expect(after.context.above).toBeNull()
        expect(after.context.change?.ground).not.toBe('instructed')
        expect(after.context.level).toBe(asWarning(stored).context.level)
        if (after.state !== 'dismissed') expect(align(after, [], terms, now)).toEqual([])
      }),
      runs(300),
    )
  })

  it('begins at the level where none lives, signed within the hours of the answer', () => {
    fc.assert(
      fc.property(fc.array(holding, { minLength: 1, maxLength: 4 }), instant, (held, now) => {
        const [doing, ...more] = align(null, held, terms, now)
        expect(more).toEqual([])
        if (doing?.kind !== 'begin') throw new Error('nothing begins')
        const { change, above } = doing
        expect(change).toMatchObject({ kind: 'issue', ground: 'instructed', level: strictest(held)?.level })
        expect(held.some(({ level }) => isAbove(level, change.level))).toBe(false)
        expect(change.startsAt >= now && change.signBy > now).toBe(true)
        const begun = start(MACHINES.warning, { change }).stored
        const under = done(begun, [{ kind: 'instruct', above }])
        expect(align(asWarning(under), held, terms, now)).toEqual([])
        for (const event of [
          { type: 'WARNING_WITHDRAWN', rank: 3 },
          { type: 'PROPOSAL_LAPSED' },
          { type: 'CONSULTATION_HELD', decision: 'dismiss' },
        ] as const)
          expect(run(MACHINES.warning, under, event), event.type).toBeNull()
      }),
      runs(200),
    )
  })
})

describe('what goes up', () => {
  const warning = {
    id: 'w',
    name: '运城市 2020-12-26',
    level: 'orange',
    measures: 'orange',
    proposed: null,
    startsAt: '2020-12-25T16:00:00.000Z',
    endsAt: null,
    signedAt: '2020-12-25T10:00:00.000Z',
    lifted: false,
  } as const
  const figures: Figures = {
    at: '2020-12-26T01:30:00.000Z',
    warning,
    orders: { ordered: 2000, reached: 1990, acknowledged: 1800, committed: 1700, unreached: 10 },
    inspections: { sent: 3, done: 1 },
    counties: { told: 14, acknowledged: 13, started: 12 },
  }
  const of = {
    issuerName: '山西省生态环境厅',
    document: '晋气防调度令〔2020〕4号',
    level: 'orange',
    startsAt: '2020-12-25T16:00:00.000Z',
  } as const

  it('reads as a bureau writes it, with the figures of the hour', () => {
    expect(draft('answer', of, '运城市', figures, null)).toBe(
      [
        '关于晋气防调度令〔2020〕4号落实情况的回复',
        '',
        '山西省生态环境厅：',
        '　　晋气防调度令〔2020〕4号收悉。运城市已于2020年12月25日18时签发重污染天气橙色预警（Ⅱ级响应），自2020年12月26日0时起执行，解除时间另行通知。',
        '　　已通知14个县（市、区），13个已回执，12个已启动应急响应。',
        '　　已向2000家企业下达减排指令，送达1990家，回执1800家，承诺执行1700家，未送达10家。',
        '　　对未应答企业派出现场核查3家次，已办结1家次。',
        '',
        '运城市',
        '2020年12月26日9时30分',
      ].join('\n'),
    )
    expect(draft('daily', of, '运城市', figures, '2020-12-25')).toContain('现将2020年12月25日落实')
    const lifted = { ...figures, warning: { ...warning, lifted: true, endsAt: '2020-12-27T16:00:00.000Z' } }
    expect(draft('summary', of, '运城市', lifted, null)).toContain('至2020年12月28日0时，现已解除。')
  })

  it('says nothing that was not counted', () => {
    const none = { ...figures, warning: null, counties: { told: 0, acknowledged: 0, started: 0 } }
    expect(draft('answer', of, '运城市', none, null)).toContain('尚无生效或待签发的重污染天气预警')
    const waits = {
      ...figures,
      warning: { ...warning, level: null, signedAt: null, proposed: 'red' as const },
    }
    expect(draft('answer', of, '运城市', waits, null)).toContain('红色预警已提请会商、待签发')
  })

  it('is due each day at ten of the day before, and what is caught up on moves nothing back', () => {
    expect(firstReport('2020-12-25T16:00:00.000Z', '2020-12-25T10:00:00.000Z', 10)).toBe('2020-12-27T02:00:00.000Z')
    expect(nextReport('2020-12-27T02:00:00.000Z', '2020-12-26', 10)).toBe('2020-12-28T02:00:00.000Z')
    expect(nextReport('2020-12-30T02:00:00.000Z', '2020-12-26', 10)).toBe('2020-12-30T02:00:00.000Z')
  })
})

it('what is published of a warning is named by what became of it', () => {
  const { context } = asWarning(start(MACHINES.warning, { change: { ...SAMPLE } }).stored)
  const of = (state: string, revision: number) =>
    publishedOf({ state, name: 'w', context: { ...context, revision } }).what
  expect([of('scheduled.steady', 1), of('inForce.steady', 2), of('lifting', 2)]).toEqual([
    'issued',
    'changed',
    'liftAnnounced',
  ])
  expect([of('lifted', 2), of('withdrawn', 1)]).toEqual(['lifted', 'withdrawn'])
})

const SAMPLE = {
  kind: 'issue',
  ground: 'rule',
  level: 'yellow',
  startsAt: '2020-12-25T16:00:00.000Z',
  endsAt: null,
  rank: 2,
  signBy: '2020-12-25T16:00:00.000Z',
} as const
