import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { Panel } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { byCommand as words } from '../../words/byCommand.ts'

const RUN = 'npm run -s airshed --'
const SERIES = '--series fixtures/air/shanxi3_winters.csv'

const PAGES = {
  playback: {
    name: words.past,
    why: words.pastWhy,
    commands: [
      { name: words.one, line: `${RUN} replay --rulebook cn-2024-6 ${SERIES}` },
      {
        name: words.two,
        line: `${RUN} replay --rulebook cn-2024-6 --beside cn-2018-875 ${SERIES} --html replay.html`,
      },
    ],
  },
  drills: {
    name: words.drills,
    why: words.drillsWhy,
    commands: [
      { name: words.drill, line: `${RUN} drill xinzhou-2023-12` },
      { name: words.badNight, line: `${RUN} drill xinzhou-2023-12-bad-night` },
      { name: words.city, line: `${RUN} drill yuncheng-2020-12-city` },
    ],
  },
} as const

/** Says how something is started that this console can not start. */
export default function ByCommand(): ReactNode {
  const say = useSay()
  const { pathname } = useLocation()
  const { name, why, commands } = PAGES[pathname.startsWith('/drills') ? 'drills' : 'playback']
  return (
    <>
      <h1>{say(name)}</h1>
      <Panel title={say(name)}>
        <p>{say(why)}</p>
        {commands.map((command) => (
          <div key={command.line}>
            <h3>{say(command.name)}</h3>
            <pre className="command">{command.line}</pre>
          </div>
        ))}
      </Panel>
    </>
  )
}
