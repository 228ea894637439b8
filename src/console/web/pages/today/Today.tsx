import type { ReactNode } from 'react'
import { useSay } from '../../settings.tsx'
import { shell } from '../../words/shell.ts'

export default function Today(): ReactNode {
  const say = useSay()
  return <h1>{say(shell.today)}</h1>
}
