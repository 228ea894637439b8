import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useMay } from '../../me.tsx'
import { Tabs } from '../../parts/Tabs.tsx'
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
  const may = useMay()
  const { part } = useParams()
  const open = PARTS.filter(({ action }) => may(action))
  const shown = open.find((one) => one.part === part) ?? open[0]
  return (
    <>
      <h1>{say(words.heading)}</h1>
      <Tabs
        label={say(words.heading)}
        tabs={open.map(({ part: of, name }) => ({ to: `/settings/${of}`, name: say(name) }))}
      />
      {shown !== undefined && <shown.show />}
    </>
  )
}
