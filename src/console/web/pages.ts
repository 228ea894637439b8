import type { ComponentType } from 'react'
import { BESIDES } from './pagesBesides.ts'
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
  {
    path: 'consultation/:id?',
    name: shell.consultation,
    action: 'consultation.read',
    key: 'h',
    load: () => import('./pages/consultation/Consultations.tsx'),
  },
  {
    path: 'signing/:id?',
    name: shell.signing,
    action: 'warning.preview',
    key: 'q',
    load: () => import('./pages/signing/Signing.tsx'),
  },
  {
    path: 'execution/:id?',
    name: shell.execution,
    action: 'order.read',
    key: 'z',
    load: () => import('./pages/execution/Execution.tsx'),
  },
  {
    path: 'warnings/:id?',
    name: shell.warnings,
    action: 'warning.read',
    key: 'y',
    load: () => import('./pages/warnings/Warnings.tsx'),
  },
  ...BESIDES,
]

/** Where the menu leads: the address without what it may go on with. */
export function addressOf({ path }: Page): string {
  return `/${path.split('/')[0] ?? ''}`
}
