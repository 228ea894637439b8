import type { WarningContext } from '../../../machines/warning.ts'

/** What is published of a warning, in the order in which it can become of it. */
export type Published = 'issued' | 'changed' | 'liftAnnounced' | 'lifted' | 'withdrawn'

/** The fact from which neighbours and the public are told (CAP): what became of a signed warning, and what holds now. */
export function publishedOf({ state, name, context }: { state: string; name: string; context: WarningContext }): {
  readonly what: Published
  readonly name: string
} & Pick<WarningContext, 'level' | 'measures' | 'startsAt' | 'endsAt' | 'revision' | 'pause'> {
  const { level, measures, startsAt, endsAt, revision, pause } = context
  return { what: whatOf(state, revision), name, level, measures, startsAt, endsAt, revision, pause }
}

function whatOf(state: string, revision: number): Published {
  if (state === 'lifted' || state === 'withdrawn') return state
  if (state === 'lifting') return 'liftAnnounced'
  return revision === 1 ? 'issued' : 'changed'
}
