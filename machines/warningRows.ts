import { and } from 'xstate'
import type { WarningContext, WarningEvent } from './warningContext.ts'

/* What several states of a warning have in common: the effects that they ask for, and rows of transitions. */

const params = ({ context }: { context: WarningContext }) => ({ revision: context.revision })
const planOrders = { type: 'planOrders', params } as const
export const releaseOrders = { type: 'releaseOrders', params } as const
/** What was done before any warning gives way to the response. */
export const overtakePrecaution = { type: 'overtakePrecaution', params: {} } as const
/** Whom what was signed concerns beside the enterprises: counties and those beside, and departments with their tasks. */
export const others = [
  { type: 'tellOfWarning', params },
  { type: 'taskDepartments', params: {} },
] as const
/** What was signed holds from here on. */
export const signs = ['adopt', planOrders, ...others] as const
const announceLift = { type: 'announceLift', params: {} } as const
/** Those whose hour has come; they stand in the stages until the end, for nobody may order them again meanwhile. */
export const releasePart = {
  type: 'releasePart',
  params: ({ context: { stages }, event }: { context: WarningContext; event: WarningEvent }) => ({
    parts: stages.flatMap(({ at, counties, industries }) =>
      'due' in event && at === event.due ? [{ counties, industries }] : [],
    ),
  }),
} as const
export const signatureOverdue = { guard: and(['deadlineStands', 'isSign']), actions: 'markSignatureOverdue' } as const
/** Whoever has to sign is silent: somebody else is called in. */
export const signerSilent = {
  guard: and(['deadlineStands', 'isSign']),
  actions: ['markSignatureOverdue', { type: 'callRelief', params: {} }],
} as const
export const reliefCalled = { guard: 'signerIsSilent', actions: 'callIn' } as const
/** An hour has passed at which somebody should have ended it, or had it hold again: that somebody is called. */
const callOfficer = {
  type: 'wake',
  params: ({ event }: { event: WarningEvent }) => ({
    cause: 'warningOverdue' as const,
    occasion: event.type === 'TICK' ? `${event.deadline} ${event.due}` : '',
  }),
} as const
export const endOverdue = {
  guard: and(['deadlineStands', 'isEnd']),
  actions: ['markEndOverdue', callOfficer],
} as const
export const starts = <Target extends string>(target: Target) =>
  ({ guard: and(['deadlineStands', 'isStart']), target, actions: ['passStart', overtakePrecaution] }) as const
export const resumptionOverdue = {
  guard: and(['deadlineStands', 'isResume']),
  actions: ['markResumptionOverdue', callOfficer],
} as const
type Fit = 'fitsScheduled' | 'fitsInForce' | 'fitsSuspended'
export const changes = (fit: Fit) => ({ guard: and([fit, 'keepsAbove']), actions: 'propose' }) as const
export const conferred = (fit: Fit) => ({ guard: and(['proceeds', fit, 'keepsAbove']), actions: 'propose' }) as const
export const signed = (fit: Fit) => ({ guard: and(['rankSuffices', fit, 'keepsAbove']), actions: signs }) as const
/** A lift (解除) for later is announced, one for now takes effect. */
export const liftsLater = {
  guard: and(['rankSuffices', 'lifts', 'takesEffectLater', 'keepsAbove']),
  target: '#warning.lifting',
  actions: ['adopt', announceLift, ...others],
} as const
export const liftsNow = <Target extends string>(target: Target) =>
  ({
    guard: and(['rankSuffices', 'lifts', 'keepsAbove']),
    target,
    actions: ['adopt', releaseOrders, ...others],
  }) as const
export const fromAbove = {
  INSTRUCTED: { actions: 'standUnder' },
  INSTRUCTION_LIFTED: { guard: 'isThatAbove', actions: 'standFree' },
} as const
/** While an instruction from above asks for more than is signed, what was proposed is not dropped. */
export const lapses = <Target extends string>(target: Target) =>
  ({ guard: 'enoughWithout', target, actions: 'dropChange' }) as const
export const dismissedTo = <Target extends string>(target: Target) =>
  ({ guard: and(['dismisses', 'enoughWithout']), target, actions: 'dropChange' }) as const
