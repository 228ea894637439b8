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
  {
    path: 'checks/:part?/:id?',
    name: shell.inspection,
    action: 'verdict.read',
    key: 'c',
    load: () => import('./pages/checks/Checks.tsx'),
  },
  {
    path: 'review/:id?/:figure?',
    name: shell.review,
    action: 'review.read',
    key: 'f',
    load: () => import('./pages/review/Reviews.tsx'),
  },
  {
    path: 'season',
    name: shell.season,
    action: 'season.read',
    key: 'k',
    load: () => import('./pages/season/Season.tsx'),
  },
  {
    path: 'playback',
    name: shell.past,
    action: 'replay.run',
    key: 'b',
    load: () => import('./pages/playback/Playback.tsx'),
  },
  {
    path: 'drills/:id?',
    name: shell.drills,
    action: 'drill.read',
    key: 'd',
    load: () => import('./pages/drills/Drills.tsx'),
  },
  {
    path: 'journal',
    name: shell.journal,
    action: 'journal.read',
    key: 'r',
    load: () => import('./pages/journal/Journal.tsx'),
  },
  {
    path: 'settings/:part?',
    name: shell.settings,
    action: 'session.read',
    key: 's',
    load: () => import('./pages/settings/Settings.tsx'),
  },
]
