import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { nowMs } from '../../clock.ts'
import { useMay, useMe } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelChoice } from '../../parts/LevelChoice.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'

export const ISSUERS = {
  nation: words.issuernation,
  region: words.issuerregion,
  province: words.issuerprovince,
} as const

/** What comes from above (上级指令) on paper: its clocks run from here, and no warning goes below its level. */
export function EnterInstruction(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { areas } = useMe()
  const cities = areas.filter(({ kind }) => kind === 'city')
  if (!may('instruction.enter') || cities.length === 0) return null
  const needed = [{ required: true, whitespace: true, message: say(common.needed) }]
  return (
    <Doing
      size="small"
      deed={{
        verb: words.enterInstruction,
        title: say(words.enterInstruction),
        path: '/instructions',
        reason: 'none',
        before: <p>{say(words.enterInstructionDoes)}</p>,
        initial: {
          issuer: 'province',
          level: 'orange',
          areas: cities.length === 1 ? [cities[0]?.code] : [],
          startsAt: fieldOfInstant(nowMs()),
        },
        body: ({ startsAt, endsAt, ...values }) => ({
          ...values,
          startsAt: instantOfField(String(startsAt)),
          endsAt: typeof endsAt === 'string' ? instantOfField(endsAt) : null,
        }),
        fields: (
          <>
            <Form.Item name="issuer" label={say(words.issuer)}>
              <Select options={Object.entries(ISSUERS).map(([value, name]) => ({ value, label: say(name) }))} />
            </Form.Item>
            <Form.Item name="issuerName" label={say(words.issuerName)} rules={needed}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="document" label={say(words.documentNumber)} rules={needed}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="level" label={say(words.atLeast)}>
              <LevelChoice levels={['yellow', 'orange', 'red']} />
            </Form.Item>
            <Form.Item name="startsAt" label={say(words.startsAt)}>
              <Moment />
            </Form.Item>
            <Form.Item name="endsAt" label={say(words.instructionEnds)}>
              <Moment />
            </Form.Item>
            <Form.Item name="areas" label={say(common.area)} rules={[{ required: true, message: say(common.needed) }]}>
              <Select mode="multiple" options={cities.map(({ code, name }) => ({ value: code, label: name }))} />
            </Form.Item>
            <Form.Item name="text" label={say(words.instructionText)}>
              <Input.TextArea rows={3} maxLength={20_000} />
            </Form.Item>
          </>
        ),
        after: () => say(words.instructionEntered),
      }}
    />
  )
}
