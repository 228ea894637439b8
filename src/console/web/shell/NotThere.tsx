import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useSay } from '../settings.tsx'
import { shell } from '../words/shell.ts'

export function NotThere(): ReactNode {
  const say = useSay()
  return (
    <div className="empty">
      <h1>{say(shell.notThere)}</h1>
      <p>{say(shell.notThereHint)}</p>
      <Link to="/">{say(shell.today)}</Link>
    </div>
  )
}
