import { Button, Form, Select } from 'antd'
import type { ReactNode } from 'react'
import { useMe } from '../../me.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'

/** Stages of a lift (分阶段解除): who starts again before the rest, by county, by industry, or by both. */
export function Stages({ area }: { area: string }): ReactNode {
  const say = useSay()
  const { areas } = useMe()
  const counties = areas.filter(({ parent }) => parent === area).map(({ code, name }) => ({ value: code, label: name }))
  const needed = [{ required: true, message: say(common.needed) }]
  return (
    <Form.List name="stages">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }, n) => (
            <fieldset key={key} className="stage">
              <legend>{say(words.stage, { n: n + 1 })}</legend>
              <Form.Item name={[name, 'at']} label={say(words.stageAt)} rules={needed}>
                <Moment label={say(words.stageAt)} />
              </Form.Item>
              <Form.Item name={[name, 'counties']} label={say(words.stageCounties)}>
                <Select mode="multiple" options={counties} optionFilterProp="label" />
              </Form.Item>
              <Form.Item name={[name, 'industries']} label={say(words.stageIndustries)}>
                <Select mode="tags" open={false} suffixIcon={null} />
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                {say(words.stageRemove)}
              </Button>
            </fieldset>
          ))}
          <Button onClick={() => add({})}>{say(words.stageAdd)}</Button>
        </>
      )}
    </Form.List>
  )
}

interface Row {
  readonly at: string
  readonly counties?: readonly string[]
  readonly industries?: readonly string[]
}

/** What the fields hold, as the interface takes it. */
export function stagesOf(given: unknown): object[] {
  return (Array.isArray(given) ? (given as Row[]) : []).map(({ at, counties = [], industries = [] }) => ({
    at: instantOfField(at),
    counties,
    industries,
  }))
}
