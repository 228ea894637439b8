import type { OutlookInput } from '../../outlook/decide.ts'
import type { Series } from '../../feed/series.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import type { Counting, Playback } from './play.ts'

/** What a thread is given: data alone, which can be copied into it. */
export interface Job {
  readonly air: { readonly series: Series } | { readonly area: string; readonly observed: Observed }
  readonly books: readonly [Written, ...Written[]]
  readonly horizon: number
  readonly counting: Pick<Counting, 'name' | 'area' | 'listed'> | null
  readonly wants: 'data' | 'page'
}

/** A book as it is kept. */
export type Written = Pick<Rulebook, 'hash' | 'content'>

/** What a season is folded from, without what can't be copied. */
export type Observed = Omit<OutlookInput, 'aqiOfHours' | 'massOfHours'>

/** What it gives back. */
export type Played = { readonly page: string } | { readonly data: PlayedData }

export interface PlayedData extends Pick<Playback, 'summary' | 'seasons'> {
  readonly areas: ReturnType<Playback['areas']>
}
