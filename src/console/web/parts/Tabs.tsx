import type { ReactNode } from 'react'
import { NavLink } from 'react-router'

export interface Tab {
  readonly to: string
  readonly name: string
  /** Only at this very address. */
  readonly end?: boolean
}

/** The parts of a page, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactNode {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ to, name, end = false }) => (
        <NavLink key={to} to={to} end={end}>
          {name}
        </NavLink>
      ))}
    </nav>
  )
}
