import { Form, Input, Radio } from 'antd'
import type { ReactNode } from 'react'
import type { Order } from '../../api/orders.ts'
import { Doing } from '../../parts/Doing.tsx'
import { useSay } from '../../settings.tsx'
import { execution } from '../../words/execution.ts'

const KINDS = {
  acknowledged: execution.kindacknowledged,
  committed: execution.kindcommitted,
  difficulty: execution.kinddifficulty,
} as const
const WAYS = { telephone: execution.telephone, visit: execution.visit, message: execution.message } as const

/** What an officer has heard of an enterprise, entered for it and marked as that. */
export function OnBehalf({ order, kind = 'default' }: { order: Order; kind?: 'default' | 'link' }): ReactNode {
  const say = useSay()
  return (
    <Doing
      kind={kind}
      size="small"
      deed={{
        verb: execution.call,
        title: say(execution.callTitle, { name: order.enterprise.name }),
        path: `/orders/${order.id}/receipts`,
        reason: 'none',
        before: <p>{say(execution.callDoes)}</p>,
        initial: { kind: 'acknowledged', how: 'telephone' },
        fields: (
          <>
            <Form.Item name="kind" label={say(execution.kind)}>
              <Radio.Group options={Object.entries(KINDS).map(([value, label]) => ({ value, label: say(label) }))} />
            </Form.Item>
            <Form.Item name="how" label={say(execution.how)}>
              <Radio.Group options={Object.entries(WAYS).map(([value, label]) => ({ value, label: say(label) }))} />
            </Form.Item>
            <Form.Item name="text" label={say(execution.text)}>
              <Input.TextArea rows={2} maxLength={2_000} />
            </Form.Item>
          </>
        ),
        body: (values) => ({ ...values, revision: order.revision }),
      }}
    />
  )
}
