import type { ReactNode } from 'react'
import { Sections } from '../../parts/Sections.tsx'
import { useSay } from '../../settings.tsx'
import { settings as words } from '../../words/settings.ts'
import { FeedsAndKeys } from './FeedsAndKeys.tsx'
import { Health } from './Health.tsx'
import { Own } from './Own.tsx'
import { Rulebooks } from './Rulebooks.tsx'
import { Users } from './Users.tsx'

const PARTS = [
  { part: 'own', name: words.own, action: 'session.read', show: Own },
  { part: 'users', name: words.users, action: 'user.read', show: Users },
  { part: 'feeds', name: words.feeds, action: 'feed.read', show: FeedsAndKeys },
  { part: 'rules', name: words.rules, action: 'rulebook.read', show: Rulebooks },
  { part: 'health', name: words.health, action: 'effect.read', show: Health },
] as const

/** One's own sessions, and for those who may: people, feeds, rulebooks in force, the engine's health. */
export default function Settings(): ReactNode {
  const say = useSay()
  const sections = PARTS.map((one) => ({ ...one, name: say(one.name) }))
  return <Sections heading={say(words.heading)} base="/settings" sections={sections} />
}
