/**
 * Everything that a machine may ask for (效果清单). A machine never does: it names one of these, `step` stores it as a
 * row in the same transaction, the relay hands its id to the queue, and one handler carries it out.
 * An effect may carry a range ("plan all orders of this revision"); its handler expands it in chunks.
 */
export interface EffectParams {
  /** An area's outlook changed: judge it again. Subject: the bulletin that changed it. */
  assess: { area: string }
  /** Plan and issue every order of a warning's revision. Subject: the warning. */
  planOrders: { revision: number }
  /** Stand every live order of a warning down. Subject: the warning. */
  releaseOrders: { revision: number }
  /** Write the first messages of the orders that have none yet. Subject: the warning. */
  handOver: Record<never, never>
  /** Write the messages that tell of the end. Subject: the warning. */
  announceRelease: Record<never, never>
  /**
   * One attempt to hand one message over. Subject: the delivery. `granted`: since when a limited provider has room for it;
   * without it the message first takes its place in the provider's line.
   */
  deliver: { attempt: number; granted?: string }
  /** Ask the provider what became of a message after this attempt. Subject: the delivery. */
  askProvider: { attempt: number }
  /** Let those pass that a provider has room for now. Subject: the provider. */
  pace: Record<never, never>
  /** The first escalation: the same order again to the first contact. Subject: the order. */
  remind: { rung: 1 }
  /** The second: the same order to the next contact. Subject: the order. */
  tellSecondContact: { rung: 2 }
  /** End the version before this one and watch the dates of its enterprises. Subject: the list. */
  enforceList: Record<never, never>
  /** End the grade before this one and watch the day on which it ends. Subject: the grading. */
  recordGrade: Record<never, never>
  /** End the plan before this one. Subject: the plant's plan. */
  enforcePlan: Record<never, never>
  /** Tell that a date is near. Subject: the term. */
  announceTerm: Record<never, never>
  /** Tell that a date has come. Subject: the term. */
  tellTermPassed: Record<never, never>
  /** Order one enterprise anew, by the exception that two officers made of it. Subject: the warning. */
  planException: { exception: string }
}

export type EffectKind = keyof EffectParams

/** The closed list, for checking rows and handlers. `lane` keeps a flood of messages away from the desk's own work. */
export const EFFECTS: {
  readonly [K in EffectKind]: { readonly lane: 'desk' | 'dispatch'; readonly priority: number }
} = {
  assess: { lane: 'desk', priority: 1 },
  planOrders: { lane: 'desk', priority: 2 },
  releaseOrders: { lane: 'desk', priority: 2 },
  handOver: { lane: 'desk', priority: 3 },
  announceRelease: { lane: 'desk', priority: 3 },
  remind: { lane: 'desk', priority: 4 },
  tellSecondContact: { lane: 'desk', priority: 4 },
  planException: { lane: 'desk', priority: 2 },
  enforceList: { lane: 'desk', priority: 5 },
  recordGrade: { lane: 'desk', priority: 5 },
  enforcePlan: { lane: 'desk', priority: 5 },
  announceTerm: { lane: 'desk', priority: 6 },
  tellTermPassed: { lane: 'desk', priority: 6 },
  deliver: { lane: 'dispatch', priority: 3 },
  askProvider: { lane: 'dispatch', priority: 4 },
  pace: { lane: 'desk', priority: 3 },
}
