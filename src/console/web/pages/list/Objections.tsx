import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { OF_LISTS, type ListState, type ListVersion, type Objection } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { Answer } from './Steps.tsx'

const TAKING: ReadonlySet<ListState> = new Set(['published', 'disputed'])

/** Who objects to a version that is shown, and what they were answered. */
export function Objections({ version: { id, state } }: { version: ListVersion }): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<Page<Objection>>(`/lists/${id}/objections?limit=200`, { about: OF_LISTS })
  return (
    <Panel title={say(words.objections)} aside={TAKING.has(state) && may('list.object') && <Objecting list={id} />}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noObjections)}>
        {({ items }) => (
          <ul className="list">
            {items.map(({ id: objection, who, text, raisedAt, answer, upheld }) => (
              <li key={objection}>
                <Time at={raisedAt} />
                <span>{who === null ? say(words.forgotten) : `${who.name} ${who.phone}`}</span>
                <span className="wide-text">{text}</span>
                {answer === null ? (
                  may('list.answer') && <Answer list={id} objection={objection} />
                ) : (
                  <span className="wide-text">
                    <strong>{say(upheld === true ? words.upheld : words.notUpheld)}</strong> {answer}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

function Objecting({ list }: { list: string }): ReactNode {
  const say = useSay()
  const needed = [{ required: true, whitespace: true, message: say(common.needed) }]
  return (
    <Doing
      size="small"
      deed={{
        verb: words.object,
        title: say(words.object),
        path: `/lists/${list}/objections`,
        reason: 'none',
        fields: (
          <>
            <Form.Item name="name" label={say(words.objectName)} rules={needed}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="phone" label={say(words.objectPhone)} rules={needed}>
              <Input maxLength={20} inputMode="tel" />
            </Form.Item>
            <Form.Item name="creditCode" label={say(words.objectCode)}>
              <Input maxLength={40} />
            </Form.Item>
            <Form.Item name="text" label={say(words.objectText)} rules={needed}>
              <Input.TextArea rows={3} maxLength={2_000} />
            </Form.Item>
          </>
        ),
        body: ({ name, phone, ...values }) => ({ ...values, who: { name, phone } }),
      }}
    />
  )
}
