import { Form, Input, Radio } from 'antd'
import type { ReactNode } from 'react'
import type { SignaturePage } from '../../api/signing.ts'
import { nowMs } from '../../clock.ts'
import { Doing } from '../../parts/Doing.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { signing } from '../../words/signing.ts'

/** A yes on paper or by telephone, entered by the desk and marked as what it was. */
export function BehalfForm({ page }: { page: SignaturePage }): ReactNode {
  const say = useSay()
  const { warningId, change, consultation } = page
  const needed = [{ required: true, message: say(common.needed) }]
  return (
    <Doing
      size="large"
      deed={{
        verb: signing.behalf,
        title: say(signing.behalfTitle),
        path: `/warnings/${warningId}/signatures/behalf`,
        reason: 'free',
        before: <p>{say(signing.behalfDoes)}</p>,
        initial: { mode: 'telephone', decision: 'sign', at: fieldOfInstant(nowMs()) },
        fields: (
          <>
            <Form.Item name="mode" label={say(signing.mode)}>
              <Radio.Group
                options={[
                  { value: 'telephone', label: say(signing.telephone) },
                  { value: 'paper', label: say(signing.paper) },
                ]}
              />
            </Form.Item>
            <Form.Item name="decision" label={say(signing.decision)}>
              <Radio.Group
                options={[
                  { value: 'sign', label: say(signing.sign) },
                  { value: 'return', label: say(signing.back) },
                ]}
              />
            </Form.Item>
            <Form.Item name="signer" label={say(signing.signer)} rules={needed}>
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item name="at" label={say(signing.at)} rules={needed}>
              <Moment />
            </Form.Item>
            <Form.Item noStyle dependencies={['mode']}>
              {({ getFieldValue }) =>
                getFieldValue('mode') === 'telephone' && (
                  <Form.Item name="number" label={say(signing.number)} rules={needed}>
                    <Input inputMode="tel" />
                  </Form.Item>
                )
              }
            </Form.Item>
          </>
        ),
        body: ({ at, ...values }) => ({
          ...values,
          at: instantOfField(String(at)),
          ...(change === null ? {} : { change }),
          ...(consultation === null ? {} : { consultation: consultation.id }),
        }),
      }}
    />
  )
}
