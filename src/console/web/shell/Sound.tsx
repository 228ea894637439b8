import { useEffect, useState, type ReactNode } from 'react'
import { useLive, type Entry } from '../api/live.tsx'
import { browserMs } from '../clock.ts'
import { useSay } from '../settings.tsx'
import { showClock } from '../times.ts'
import { shell } from '../words/shell.ts'

/** A mute forgives itself: whoever silenced one alarm must not sleep through the next. */
const MUTE_MS = 60 * 60_000
/** A short sound for what must not be missed, once each, and a mute of an hour. */
export function Sound(): ReactNode {
  const say = useSay()
  const { hear } = useLive()
  const [until, setUntil] = useState(0)
  const muted = until > browserMs()

  useEffect(() => hear((entry) => (calls(entry) && until < browserMs() ? ring() : undefined)), [hear, until])
  useEffect(() => {
    if (until === 0) return undefined
    const timer = setTimeout(() => setUntil(0), Math.max(0, until - browserMs()))
    return () => clearTimeout(timer)
  }, [until])
  useEffect(() => {
    const onMute = (): void => setUntil((before) => (before > browserMs() ? 0 : browserMs() + MUTE_MS))
    window.addEventListener('airshed:mute', onMute)
    return () => window.removeEventListener('airshed:mute', onMute)
  }, [])

  const title = muted ? say(shell.muted, { when: showClock(until) }) : say(shell.mute)
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={muted}
      aria-label={muted ? say(shell.unmute) : say(shell.mute)}
      title={title}
      onClick={() => setUntil(muted ? 0 : browserMs() + MUTE_MS)}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M3 8v4h3l4 3V5L6 8z" fill="currentColor" stroke="none" />
        {muted ? (
          <path d="M13 7l5 6m0-6l-5 6" strokeWidth="1.6" />
        ) : (
          <path d="M13 7q2 3 0 6m2.5-8q3.5 5 0 10" strokeWidth="1.6" />
        )}
      </svg>
    </button>
  )
}

/** Somebody is called: a new proposal, a signature that waits, a feed that died, whatever else wakes people. */
function calls({ kind, event }: Entry): boolean {
  return kind === 'wake' && event === 'BEGUN'
}

/** Two tones made here: no file to load. A browser plays nothing before the first press of anything, and that is right. */
function ring(): void {
  const context = new AudioContext()
  for (const [n, hertz] of [660, 880].entries()) {
    const tone = context.createOscillator()
    const loud = context.createGain()
    tone.frequency.value = hertz
    loud.gain.setValueAtTime(0.12, context.currentTime + n * 0.18)
    loud.gain.exponentialRampToValueAtTime(0.001, context.currentTime + n * 0.18 + 0.16)
    tone.connect(loud).connect(context.destination)
    tone.start(context.currentTime + n * 0.18)
    tone.stop(context.currentTime + n * 0.18 + 0.17)
  }
  setTimeout(() => void context.close(), 1_000)
}
