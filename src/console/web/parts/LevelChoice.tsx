import { Select } from 'antd'
import type { ReactNode } from 'react'
import type { Level } from '../../../model/level.ts'
import { LEVEL_WORDS } from '../levels.ts'
import { useSay } from '../settings.tsx'

/** One of some levels, in words. */
export function LevelChoice({
  levels = ['none', 'yellow', 'orange', 'red'],
  ...field
}: {
  levels?: readonly Level[]
  value?: Level
  onChange?: (value: Level) => void
  id?: string
}): ReactNode {
  const say = useSay()
  return <Select {...field} options={levels.map((level) => ({ value: level, label: say(LEVEL_WORDS[level]) }))} />
}
