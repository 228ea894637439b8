import { Modal } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useMay } from '../me.tsx'
import { addressOf, PAGES } from '../pages.ts'
import { useSay } from '../settings.tsx'
import { shell } from '../words/shell.ts'

/** `g` and then the letter of a page, as long as both come within a second or so. */
const PAIR_MS = 1_200

/** Keys for hands that stay on the keyboard; `?` shows them. Nothing happens while something is typed. */
export function Shortcuts(): ReactNode {
  const say = useSay()
  const may = useMay()
  const navigate = useNavigate()
  const [shown, setShown] = useState(false)
  const went = useRef(0)

  useEffect(() => {
    const onKey = (press: KeyboardEvent): void => {
      if (press.ctrlKey || press.metaKey || press.altKey || isTyping(press.target)) return
      if (press.key === '?') setShown(true)
      else if (press.key === 'm') window.dispatchEvent(new Event('airshed:mute'))
      else if (press.key === 'g') went.current = press.timeStamp
      else if (press.timeStamp - went.current < PAIR_MS) {
        const page = PAGES.find(({ key, action }) => key === press.key && may(action))
        if (page !== undefined) void navigate(addressOf(page))
        went.current = 0
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [may, navigate])

  return (
    <Modal open={shown} onCancel={() => setShown(false)} footer={null} title={say(shell.shortcuts)}>
      <dl className="keys">
        <Key keys={['?']}>{say(shell.shortcutHelp)}</Key>
        {PAGES.filter(({ action }) => may(action)).map(({ key, name, path }) => (
          <Key key={path} keys={['g', key]}>
            {say(shell.shortcutGo, { page: say(name) })}
          </Key>
        ))}
        <Key keys={['m']}>{say(shell.shortcutSound)}</Key>
        <Key keys={['Esc']}>{say(shell.shortcutClose)}</Key>
      </dl>
    </Modal>
  )
}

function Key({ keys, children }: { keys: readonly string[]; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
