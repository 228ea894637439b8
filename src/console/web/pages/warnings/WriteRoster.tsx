import { Button, Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useGet } from '../../api/queries.ts'
import { nowMs } from '../../clock.ts'
import { useMay, useMe } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { addDaysTo, fieldOfInstant, instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'

/** Written a week ahead; what is further off is left as it is. */
const DAYS = 7
const POSTS = { duty: words.postDuty, leader: words.postLeader } as const

interface Shift {
  readonly officer: string
  readonly post: keyof typeof POSTS
  readonly position: number
  readonly from: string
  readonly until: string
}
interface Roster {
  readonly shifts: readonly Shift[]
  readonly gaps: readonly { readonly from: string; readonly until: string }[]
}

/** Who is on duty when (编排值班表): the shifts that begin within a week, as they are, to be changed. */
export function WriteRoster(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { areas } = useMe()
  const area = areas[0]?.code ?? ''
  const today = fieldOfInstant(nowMs()).slice(0, 10)
  const until = instantOfField(addDaysTo(today, DAYS + 1))
  const span = new URLSearchParams({ area, from: instantOfField(today), until })
  const writes = may('roster.write') && area !== ''
  const query = useGet<Roster>(`/rosters?${span}`, { about: ['roster', 'shift'], enabled: writes })
  if (!writes) return null
  const ahead = (query.data?.shifts ?? []).filter(({ from }) => Date.parse(from) >= nowMs())
  return (
    <Doing
      size="small"
      disabled={query.data === undefined}
      deed={{
        verb: words.writeRoster,
        title: say(words.writeRoster),
        path: '/rosters',
        reason: 'none',
        before: <p>{say(words.writeRosterDoes, { days: DAYS })}</p>,
        initial: {
          shifts: ahead.map((one) => ({ ...one, from: fieldOfInstant(one.from), until: fieldOfInstant(one.until) })),
        },
        body: ({ shifts }) => ({
          area,
          from: instantOfField(fieldOfInstant(nowMs())),
          until,
          shifts: (Array.isArray(shifts) ? (shifts as Shift[]) : []).map(({ officer, post, position, ...one }) => ({
            officer: officer.trim(),
            post,
            position,
            from: instantOfField(one.from),
            until: instantOfField(one.until),
          })),
        }),
        fields: <ShiftFields />,
        after: (answer) => {
          const { shifts, gaps } = answer as Roster
          const n = shifts.length
          return gaps.length === 0 ? say(words.rosterWhole, { n }) : say(words.rosterGaps, { n, gaps: gaps.length })
        },
      }}
    />
  )
}

interface Typed {
  readonly shifts?: readonly Partial<Shift>[]
}

function ShiftFields(): ReactNode {
  const say = useSay()
  const form = Form.useFormInstance<Typed>()
  const needed = [{ required: true, message: say(common.needed) }]
  /** As long as the last one and right after it: so a week is a few presses. */
  const next = (): Partial<Shift> => {
    const { shifts = [] } = form.getFieldsValue(true) as Typed
    const last = shifts.at(-1)
    const from = last?.until ?? fieldOfInstant(nowMs())
    const length =
      last?.from === undefined ? 0 : Date.parse(instantOfField(from)) - Date.parse(instantOfField(last.from))
    const until = length > 0 ? fieldOfInstant(Date.parse(instantOfField(from)) + length) : ''
    return { post: last?.post ?? 'duty', position: last?.position ?? 1, from, until }
  }
  return (
    <Form.List name="shifts">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }, n) => (
            <fieldset key={key} className="stage">
              <legend>{say(words.shift, { n: n + 1 })}</legend>
              <Form.Item name={[name, 'officer']} label={say(words.shiftOfficer)} rules={needed}>
                <Input maxLength={100} autoComplete="off" />
              </Form.Item>
              <Form.Item name={[name, 'post']} label={say(words.shiftPost)}>
                <Select options={Object.entries(POSTS).map(([value, post]) => ({ value, label: say(post) }))} />
              </Form.Item>
              <Form.Item name={[name, 'position']} label={say(words.shiftPosition)}>
                <InputNumber min={1} max={9} precision={0} />
              </Form.Item>
              <Form.Item name={[name, 'from']} label={say(words.shiftFrom)} rules={needed}>
                <Moment label={say(words.shiftFrom)} />
              </Form.Item>
              <Form.Item name={[name, 'until']} label={say(words.shiftUntil)} rules={needed}>
                <Moment label={say(words.shiftUntil)} />
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                {say(words.shiftRemove)}
              </Button>
            </fieldset>
          ))}
          <Button onClick={() => add(next())}>{say(words.shiftAdd)}</Button>
        </>
      )}
    </Form.List>
  )
}
