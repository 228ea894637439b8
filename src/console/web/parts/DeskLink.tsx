import { App } from 'antd'
import type { ReactNode } from 'react'
import { useMay } from '../me.tsx'
import { useSay, useSettings } from '../settings.tsx'
import { showTime } from '../times.ts'
import { list as words } from '../words/list.ts'
import { Doing } from './Doing.tsx'

/** The link by which an enterprise comes to its own page, shown once: for whoever has lost the one in its message. */
export function DeskLink({ enterprise, name }: { enterprise: string; name: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { language } = useSettings()
  const { modal } = App.useApp()
  if (!may('enterprise.admit')) return null
  const show = (answer: unknown): string => {
    const { link, until } = answer as { link: string; until: string }
    void modal.info({
      title: `${say(words.deskLink)} · ${name}`,
      content: (
        <>
          <p>
            <a href={link} target="_blank" rel="noreferrer">
              {link}
            </a>
          </p>
          <p className="meta">{say(words.deskLinkUntil, { when: showTime(until, language) })}</p>
        </>
      ),
    })
    return say(words.deskLinkMade)
  }
  return (
    <Doing
      size="small"
      deed={{
        verb: words.deskLink,
        mark: 'answer',
        title: `${say(words.deskLink)} · ${name}`,
        path: `/enterprises/${enterprise}/desk`,
        before: <p>{say(words.deskLinkDoes)}</p>,
        after: show,
      }}
    />
  )
}
