import type { ReactNode } from 'react'
import type { Level } from '../../../../model/level.ts'
import { usePages } from '../../api/queries.ts'
import { LevelTag } from '../../parts/Level.tsx'
import { More } from '../../parts/More.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { common } from '../../words/common.ts'
import { settings as words } from '../../words/settings.ts'

interface Rulebook {
  readonly hash: string
  readonly title: Bi
  readonly from: string
  readonly until: string | null
  readonly levels: readonly Level[]
  readonly active: boolean
  readonly document: string | null
}

/** The rules of levels, with the document behind each and whether it counts. */
export function Rulebooks(): ReactNode {
  const say = useSay()
  const pages = usePages<Rulebook>('/rulebooks', { limit: 100 }, { about: ['rulebook'] })
  return (
    <Panel title={say(words.rules)} aside={<span className="meta wide-only">{say(words.rulesHint)}</span>}>
      <More pages={pages} empty={say(common.nothing)}>
        {(rows) => (
          <PlainTable
            rows={[...rows].sort((a, b) => Number(b.active) - Number(a.active))}
            keyOf={({ hash }) => hash}
            columns={[
              { name: say(words.rulebook), show: ({ title }) => say(title) },
              { name: say(words.standing), show: ({ active }) => say(active ? words.inUse : words.notInUse) },
              {
                name: say(words.period),
                show: ({ from, until }) =>
                  until === null ? say(words.onwards, { from }) : say(words.fromTo, { from, until }),
              },
              {
                name: say(words.levels),
                show: ({ levels }) => (
                  <span className="row">
                    {levels.map((level) => (
                      <LevelTag key={level} level={level} />
                    ))}
                  </span>
                ),
              },
              { name: say(words.document), show: ({ document }) => document ?? '–' },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
