import { Form, Input, Radio } from 'antd'
import type { ReactNode } from 'react'
import type { ListState, ListVersion } from '../../api/lists.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'

const ENDED: ReadonlySet<ListState> = new Set(['inForce', 'replaced', 'withdrawn'])

/** What may be done with a version next; the engine has the last word, and says why not. */
export function Steps({ version }: { version: ListVersion }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { id, state, enterprises, name } = version
  if (ENDED.has(state)) return null
  return (
    <div className="actions">
      {state === 'checked' && may('list.publish') && (
        <Doing
          kind="primary"
          deed={{
            verb: words.publish,
            title: name,
            path: `/lists/${id}/publish`,
            before: <p>{say(words.publishDoes, { n: enterprises })}</p>,
          }}
        />
      )}
      {(state === 'settled' || state === 'published') && may('list.release') && (
        <Doing
          kind="primary"
          deed={{
            verb: words.release,
            title: name,
            path: `/lists/${id}/release`,
            before: <p>{say(words.releaseDoes)}</p>,
            fields: (
              <Form.Item name="from" label={say(words.from)} rules={[{ required: true, message: say(common.needed) }]}>
                <Input type="date" />
              </Form.Item>
            ),
          }}
        />
      )}
      {state === 'releaseProposed' && may('list.confirm') && (
        <>
          {(['confirm', 'return'] as const).map((decision) => (
            <Doing
              key={decision}
              kind={decision === 'confirm' ? 'primary' : 'default'}
              deed={{
                verb: words[decision],
                title: name,
                path: `/lists/${id}/confirm`,
                before: <p>{say(decision === 'confirm' ? words.confirmDoes : words.returnDoes)}</p>,
                body: (values) => ({ ...values, decision }),
              }}
            />
          ))}
        </>
      )}
      {may('list.publish') && (
        <Doing
          deed={{
            verb: words.withdraw,
            title: name,
            path: `/lists/${id}/withdraw`,
            before: <p>{say(words.withdrawDoes)}</p>,
          }}
        />
      )}
    </div>
  )
}

/** An objection's answer. */
export function Answer({ list, objection }: { list: string; objection: string }): ReactNode {
  const say = useSay()
  return (
    <Doing
      size="small"
      deed={{
        verb: words.answer,
        title: say(words.answer),
        path: `/lists/${list}/answer`,
        reason: 'none',
        initial: { upheld: false },
        fields: (
          <>
            <Form.Item name="upheld" label={say(words.uphold)}>
              <Radio.Group
                options={[
                  { value: true, label: say(words.upheld) },
                  { value: false, label: say(words.notUpheld) },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="answer"
              label={say(words.answerText)}
              rules={[{ required: true, whitespace: true, message: say(common.needed) }]}
            >
              <Input.TextArea rows={3} maxLength={2_000} />
            </Form.Item>
          </>
        ),
        body: (values) => ({ ...values, objection }),
      }}
    />
  )
}
