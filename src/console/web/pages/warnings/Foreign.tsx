import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import type { WarningLevel } from '../../../../model/level.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'
import { ISSUERS } from './EnterInstruction.tsx'

interface ForeignWarning {
  readonly id: string
  readonly relation: 'above' | 'beside' | 'below'
  readonly type: 'Alert' | 'Update' | 'Cancel'
  readonly ofWorld: boolean
  readonly waits: boolean
  readonly level: WarningLevel | null
  readonly headline: string
  readonly senderName: string
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly sentAt: string
  readonly web: string | null
}

/** What other installations say (外部预警信息): from beside for information, from above for an officer to decide. */
export function Foreign(): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<Page<ForeignWarning>>('/linkage/cap?standing=true&limit=50', {
    about: ['capMessage'],
    enabled: may('instruction.read'),
  })
  const shown = query.data?.items.filter(({ ofWorld }) => ofWorld) ?? []
  // A city that gets none is not told so every day.
  if (!may('instruction.read') || (shown.length === 0 && query.error === null)) return null
  return (
    <Panel title={say(words.foreign)}>
      <Read query={query}>
        {() => (
          <ul className="list">
            {[...shown]
              .sort((a, b) => Number(b.waits) - Number(a.waits))
              .map((one) => (
                <li key={one.id}>
                  {one.type === 'Cancel' ? (
                    <span className="meta">{say(words.cancelled)}</span>
                  ) : (
                    one.level !== null && <LevelTag level={one.level} />
                  )}
                  <strong>{one.senderName}</strong>
                  <span>
                    {one.web === null ? (
                      one.headline
                    ) : (
                      <a href={one.web} target="_blank" rel="noreferrer">
                        {one.headline}
                      </a>
                    )}
                  </span>
                  <span className={one.waits ? 'overdue' : 'meta'}>
                    {say(words[`from${one.relation}`])}
                    {one.waits && ` · ${say(words.foreignWaits)}`}
                  </span>
                  <span className="spring" />
                  <Time at={one.startsAt ?? one.sentAt} /> → <Time at={one.endsAt} />
                  {one.waits && may('instruction.enter') && <Decide {...one} />}
                </li>
              ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

function Decide({ id, type, headline }: ForeignWarning): ReactNode {
  const say = useSay()
  return (
    <>
      {type !== 'Cancel' && (
        <Doing
          size="small"
          deed={{
            verb: words.adopt,
            title: headline,
            path: `/linkage/cap/${id}/adopt`,
            before: <p>{say(words.adoptDoes)}</p>,
            initial: { issuer: 'province' },
            fields: (
              <>
                <Form.Item name="issuer" label={say(words.issuer)}>
                  <Select options={Object.entries(ISSUERS).map(([value, name]) => ({ value, label: say(name) }))} />
                </Form.Item>
                <Form.Item
                  name="document"
                  label={say(words.documentNumber)}
                  rules={[{ required: true, whitespace: true, message: say(common.needed) }]}
                >
                  <Input maxLength={100} />
                </Form.Item>
              </>
            ),
            after: () => say(words.adopted),
          }}
        />
      )}
      <Doing
        size="small"
        deed={{
          verb: words.layAside,
          title: headline,
          path: `/linkage/cap/${id}/dismiss`,
          before: <p>{say(words.layAsideDoes)}</p>,
        }}
      />
    </>
  )
}
