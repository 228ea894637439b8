import type { FindingContext, FindingEvent } from '../../machines/finding.ts'
import type { InspectionContext, InspectionEvent } from '../../machines/inspection.ts'
import type { ProblemContext, ProblemEvent } from '../../machines/problem.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* Visits, findings and problems: what each cell of their tables is tried with. */

const [ANN, BEN, EVA] = ['user:ann', 'user:ben', 'user:eva']

function ticks(...deadlines: string[]) {
  return [...deadlines, 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  )
}

export const inspectionEvents: readonly InspectionEvent[] = [
  ...ticks('visit'),
  ...[ANN, BEN].flatMap((who): InspectionEvent[] => [
    { type: 'INSPECTOR_NAMED', inspector: who, visitBy: LATER },
    { type: 'VISIT_RECORDED', by: who },
  ]),
  { type: 'INSPECTION_WITHDRAWN' },
]
export const inspectionContexts: readonly InspectionContext[] = [null, NOW, LATER].flatMap((visit) =>
  [null, ANN].map((inspector): InspectionContext => ({ inspector, deadlines: { visit } })),
)

export const findingEvents: readonly FindingEvent[] = [
  ...ticks('answer', 'ruling'),
  { type: 'FINDING_ACCEPTED' },
  { type: 'FINDING_CONTESTED', ruleBy: LATER },
  ...[ANN, BEN].flatMap((by): FindingEvent[] => [
    { type: 'FINDING_UPHELD', by },
    { type: 'FINDING_DISMISSED', by },
  ]),
]
export const findingContexts: readonly FindingContext[] = [null, NOW, LATER].flatMap((at) =>
  (['answer', 'ruling'] as const).map((name): FindingContext => ({
    foundBy: [ANN],
    deadlines: { answer: null, ruling: null, [name]: at },
  })),
)

export const problemEvents: readonly ProblemEvent[] = [
  ...ticks('fix', 'check'),
  ...[ANN, BEN, EVA].flatMap((by): ProblemEvent[] => [
    { type: 'FIX_SHOWN', by, checkBy: LATER },
    { type: 'FIX_ACCEPTED', by },
    { type: 'FIX_REFUSED', by, fixBy: LATER },
    { type: 'PROBLEM_PASSED_ON', to: by },
    { type: 'PROBLEM_REOPENED', by, fixBy: LATER },
  ]),
  { type: 'PROBLEM_EXTENDED', fixBy: LATER },
  { type: 'PROBLEM_STRUCK' },
]
export const problemContexts: readonly ProblemContext[] = [0, 1, 2, 3].flatMap((rung) =>
  [null, NOW, LATER].flatMap((at) =>
    (['fix', 'check'] as const).map((name): ProblemContext => ({
      rung,
      hands: [ANN, BEN],
      patience: 30,
      deadlines: { fix: null, check: null, [name]: at },
    })),
  ),
)
