import type { ComponentType } from 'react'
import type { Bi } from './words.ts'
import { shell } from './words/shell.ts'

/** One page of the console: a line here is all that the menu and the shortcuts need to know. */
export interface Page {
  /** Below `/console/`; `:id` and the like as react-router has them. Empty for the first. */
  readonly path: string
  readonly name: Bi
  /** The action of `rules/roles.yaml` without which the page would be empty. */
  readonly action: string
  /** Follows `g` on the keyboard. */
  readonly key: string
  readonly load: () => Promise<{ default: ComponentType }>
}

/** In the order of the menu. Each is its own piece of the bundle and is fetched when it is opened. */
export const PAGES: readonly Page[] = [
  { path: '', name: shell.today, action: 'outlook.read', key: 't', load: () => import('./pages/today/Today.tsx') },
]
