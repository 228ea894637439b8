import { Drawer } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { NavLink, Outlet, useLocation, useNavigation } from 'react-router'
import { useMay, useMe } from '../me.tsx'
import { WORLD } from '../page.ts'
import { addressOf, PAGES } from '../pages.ts'
import { useSay, useSettings } from '../settings.tsx'
import { shell } from '../words/shell.ts'
import { Account } from './Account.tsx'
import { Band } from './Band.tsx'
import { Connection } from './Connection.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { Sound } from './Sound.tsx'
import { Tour } from './tour/Tour.tsx'
import { WorldClock } from './WorldClock.tsx'

/** What stays while pages change: the band, the menu, who is there, the world's clock, the line to the engine. */
export function Frame(): ReactNode {
  const say = useSay()
  const [menu, setMenu] = useState(false)
  const { pathname } = useLocation()
  const { state } = useNavigation()
  const page = PAGES.find((one) => addressOf(one).slice(1) === pathname.split('/')[1])
  const mark = WORLD === 'live' ? null : say(WORLD === 'drill' ? shell.drill : shell.demo)
  const title = [mark === null ? null : `【${mark}】`, page && say(page.name), say(shell.title)]

  useEffect(() => {
    document.title = title.filter((part) => typeof part === 'string').join(' ')
  })
  useEffect(() => setMenu(false), [pathname])

  return (
    <div className={`frame frame-${WORLD}`}>
      <a className="skip" href="#content">
        {say(shell.skip)}
      </a>
      {WORLD === 'drill' && <div className="drill-frame" aria-hidden="true" />}
      <Band />
      <header className="top">
        <button type="button" className="menu-button" aria-label={say(shell.menu)} onClick={() => setMenu(true)}>
          ☰
        </button>
        <span className="brand">{say(shell.title)}</span>
        {mark !== null && <span className="mark">{mark}</span>}
        <span className="spring" />
        <Connection />
        <WorldClock />
        <Sound />
        <Account />
      </header>
      <CountyOffer />
      <div className="desk">
        <nav className="side" aria-label={say(shell.navigation)}>
          <Menu />
        </nav>
        <Tour />
        <main id="content" className={state === 'loading' ? 'content content-loading' : 'content'} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Drawer placement="left" open={menu} onClose={() => setMenu(false)} size={220} title={say(shell.navigation)}>
        <nav className="side-drawer" aria-label={say(shell.menu)}>
          <Menu />
        </nav>
      </Drawer>
      <Shortcuts />
    </div>
  )
}

/** Whoever sits in a county and looks by telephone has pages that are made for it; a township has no others. */
function CountyOffer(): ReactNode {
  const say = useSay()
  const { role } = useMe().user
  const { language } = useSettings()
  if (role !== 'countyOfficer' && role !== 'townshipOfficer') return null
  return (
    <p className={role === 'townshipOfficer' ? 'county-offer county-offer-always' : 'county-offer'}>
      <a href={`/c?lang=${language}`}>{say(shell.countyOffer)}</a>
    </p>
  )
}

function Menu(): ReactNode {
  const say = useSay()
  const may = useMay()
  return (
    <ul>
      {PAGES.filter(({ action }) => may(action)).map((page) => (
        <li key={page.path}>
          <NavLink to={addressOf(page)} end={page.path === ''}>
            {say(page.name)}
          </NavLink>
        </li>
      ))}
    </ul>
  )
}
