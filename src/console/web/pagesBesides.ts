import type { Page } from './pages.ts'
import { shell } from './words/shell.ts'

/** What an officer opens beside the five pages of a night. */
export const BESIDES: readonly Page[] = [
  {
    path: 'list/:part?/:id?',
    name: shell.list,
    action: 'enterprise.read',
    key: 'l',
    load: () => import('./pages/list/List.tsx'),
  },
]
