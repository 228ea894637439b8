import { useSyncExternalStore, type ReactNode } from 'react'
import { nowMs, onTick } from '../clock.ts'
import { useSay, useSettings } from '../settings.tsx'
import { showLength, showTime } from '../times.ts'
import { common } from '../words/common.ts'

/** The world's now, to the second. */
export function useNow(): number {
  return useSyncExternalStore(onTick, () => Math.floor(nowMs() / 1_000) * 1_000)
}

/** `12-26 周六 00:00`; the whole date when pointed at. */
export function Time({ at }: { at: string | null }): ReactNode {
  const { language } = useSettings()
  if (at === null) return <span className="faint">–</span>
  return (
    <time className="figure" dateTime={at} title={at.slice(0, 16).replace('T', ' ')}>
      {showTime(at, language)}
    </time>
  )
}

/** How long it is until an instant, or since: what is overdue stands out. */
export function Countdown({ to, quiet = false }: { to: string; quiet?: boolean }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const left = Date.parse(to) - useNow()
  const text = say(left >= 0 ? common.inTime : common.late, { left: showLength(left, language) })
  return <span className={left < 0 && !quiet ? 'figure overdue' : 'figure'}>{text}</span>
}
