import type { ReactNode } from 'react'
import type { Level } from '../../../model/level.ts'
import { LEVEL_WORDS } from '../levels.ts'
import { useSay } from '../settings.tsx'

/** A level in its colour and in words: the colour is never alone. */
export function LevelTag({ level }: { level: Level }): ReactNode {
  const say = useSay()
  return <span className={`level level-${level}`}>{say(LEVEL_WORDS[level])}</span>
}
