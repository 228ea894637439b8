/**
 * The rungs of evidence (证据阶梯): what is known of one revision of an order, each a fact with time and channel. In the
 * order in which they are climbed; a rung says what else must be true for it, and nothing more: a key press acknowledges
 * what was never read, and what a link preview opens nobody has read.
 */
export const RUNGS = {
  queued: { zh: '已排队', en: 'queued', implies: [] },
  handedOver: { zh: '已交渠道', en: 'handed over', implies: ['queued'] },
  accepted: { zh: '渠道已受理', en: 'accepted by the channel', implies: ['handedOver'] },
  delivered: { zh: '已送达', en: 'delivered', implies: ['accepted'] },
  opened: { zh: '已打开', en: 'opened', implies: ['delivered'] },
  read: { zh: '已阅', en: 'read', implies: ['opened'] },
  acknowledged: { zh: '已收到', en: 'acknowledged', implies: ['delivered'] },
  committed: { zh: '已承诺', en: 'committed', implies: ['acknowledged'] },
  done: { zh: '已完成（自报）', en: 'reported as done', implies: ['acknowledged'] },
  verified: { zh: '已核实', en: 'verified', implies: [] },
} as const satisfies Record<string, { zh: string; en: string; implies: readonly string[] }>
export type Rung = keyof typeof RUNGS
export const RUNG_NAMES = Object.keys(RUNGS) as readonly Rung[]

/**
 * Facts beside the rungs that tell of one: whoever was reminded was reached, whoever met a difficulty has taken note.
 * What is not named here (a list, an inspector, a release) tells nothing of what the enterprise knows.
 */
export const TELLS: Readonly<Record<string, Rung>> = {
  reminded: 'delivered',
  secondContactTold: 'delivered',
  otherChannelTold: 'delivered',
  difficulty: 'acknowledged',
}

/** These rungs with all that must be true for them. */
export function withImplied(rungs: Iterable<Rung>): ReadonlySet<Rung> {
  const found = new Set<Rung>()
  const open = [...rungs]
  for (const rung of open) {
    if (found.has(rung)) continue
    found.add(rung)
    open.push(...RUNGS[rung].implies)
  }
  return found
}

/** Every fact from which it follows that a rung was climbed: the rung, those above it, and what tells of them. */
export function factsThatTell(rung: Rung): string[] {
  const above = RUNG_NAMES.filter((name) => withImplied([name]).has(rung))
  const beside = Object.entries(TELLS).flatMap(([fact, told]) => (above.includes(told) ? [fact] : []))
  return [...above, ...beside]
}
