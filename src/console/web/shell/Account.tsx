import { Button, Popover } from 'antd'
import type { ReactNode } from 'react'
import { useChangePerson, useMe } from '../me.tsx'
import { WORLD } from '../page.ts'
import { useSay } from '../settings.tsx'
import { shell } from '../words/shell.ts'
import { tour } from '../words/tour.ts'
import { LanguageSwitch, ThemeSwitch } from './Switches.tsx'
import { remember } from './tour/kept.ts'

/** Who is logged in, and what of this browser they may change. */
export function Account(): ReactNode {
  const say = useSay()
  const { user } = useMe()
  const change = useChangePerson()
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={user.name}
      content={
        <div className="account">
          <p className="meta">
            {say(user.roleName)} · {user.areaName}
          </p>
          <LanguageSwitch />
          <ThemeSwitch />
          {WORLD !== 'live' && (
            <Button block onClick={() => remember({ state: 'on' })}>
              {say(tour.name)}
            </Button>
          )}
          <Button block onClick={() => change('')}>
            {say(shell.logOut)}
          </Button>
        </div>
      }
    >
      <button type="button" className="account-button" title={say(shell.account)}>
        <span>{user.name}</span> <span className="meta account-area">{user.areaName}</span>
      </button>
    </Popover>
  )
}
