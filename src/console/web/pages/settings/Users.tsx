import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useGet, usePages } from '../../api/queries.ts'
import { useMay, useMe } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { settings as words } from '../../words/settings.ts'

interface Account {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly phone: string
  readonly role: string
  readonly rank: number
  readonly areaName: string
  readonly township: string | null
  readonly demo: boolean
  readonly hasPassword: boolean
  readonly hasFactor: boolean
  readonly lockedUntil: string | null
  readonly closedAt: string | null
}

interface Roles {
  readonly roles: readonly { readonly role: string; readonly zh: string; readonly en: string }[]
}

/** Roles that a person can have; the others are machines' and the public's. */
const HELD = [
  'dutyOfficer',
  'forecaster',
  'approver',
  'countyOfficer',
  'townshipOfficer',
  'departmentOfficer',
  'inspector',
  'auditor',
  'administrator',
]

/** Who can log in, as what and where. */
export function Users(): ReactNode {
  const say = useSay()
  const may = useMay()
  const [asked] = useSearchParams()
  const roles = useRoles()
  const pages = usePages<Account>(
    '/users',
    { role: asked.get('role') ?? undefined, limit: 100 },
    { about: ['user', 'officer'] },
  )
  const options = roles.map(({ role, name }) => ({ value: role, label: name }))
  return (
    <Panel
      title={say(words.users)}
      aside={
        <>
          <Choice name="role" any={say(words.role)} options={options} />
          {may('user.write') && <Opening roles={options} />}
        </>
      }
    >
      <More pages={pages} empty={say(common.nothing)}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: say(words.person),
                show: ({ name, phone }) => (
                  <>
                    {name} <span className="meta">{phone}</span>
                  </>
                ),
              },
              { name: say(words.login), show: ({ login }) => login },
              { name: say(words.role), show: ({ role }) => roles.find((one) => one.role === role)?.name ?? role },
              { name: say(words.rank), number: true, show: ({ rank }) => (rank === 0 ? '–' : rank) },
              { name: say(common.area), show: ({ areaName, township }) => `${areaName} ${township ?? ''}` },
              { name: say(words.standing), show: (account) => <Standing account={account} /> },
              { name: say(common.act), show: (account) => may('user.write') && <Deeds account={account} /> },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}

/** Roles by their names; who may not read the table sees their own words for them. */
function useRoles(): readonly { readonly role: string; readonly name: string }[] {
  const say = useSay()
  const may = useMay()
  const { data } = useGet<Roles>('/roles', { enabled: may('roles.read') })
  return HELD.map((role) => {
    const known = data?.roles.find((one) => one.role === role)
    return { role, name: known === undefined ? role : say(known) }
  })
}

function Standing({
  account: { closedAt, lockedUntil, hasPassword, hasFactor, demo },
}: {
  account: Account
}): ReactNode {
  const say = useSay()
  const marks = [
    hasPassword ? null : words.noPassword,
    hasFactor ? words.withFactor : null,
    demo ? words.demo : null,
  ].filter((mark) => mark !== null)
  return (
    <>
      {say(closedAt !== null ? words.closed : lockedUntil !== null ? words.locked : words.active)}{' '}
      <span className="meta">{marks.map((mark) => say(mark)).join(' · ')}</span>
    </>
  )
}

function Opening({ roles }: { roles: { value: string; label: string }[] }): ReactNode {
  const say = useSay()
  const { areas, user } = useMe()
  const needed = [{ required: true, message: say(common.needed) }]
  return (
    <Doing
      size="small"
      deed={{
        verb: words.open,
        title: say(words.open),
        path: '/users',
        before: <p>{say(words.openDoes)}</p>,
        initial: { area: user.area, rank: 0 },
        fields: (
          <>
            <Form.Item name="role" label={say(words.role)} rules={needed}>
              <Select options={roles} />
            </Form.Item>
            <Form.Item name="area" label={say(common.area)} rules={needed}>
              <Select options={areas.map(({ code, name }) => ({ value: code, label: name }))} />
            </Form.Item>
            <Form.Item name="rank" label={say(words.rank)}>
              <Select options={[0, 1, 2, 3].map((value) => ({ value, label: value === 0 ? '–' : String(value) }))} />
            </Form.Item>
            <Form.Item name="township" label={say(words.township)}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="login" label={say(words.login)} rules={needed}>
              <Input maxLength={64} />
            </Form.Item>
            <Form.Item name="name" label={say(words.person)} rules={needed}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="phone" label={say(words.phone)}>
              <Input maxLength={20} inputMode="tel" />
            </Form.Item>
          </>
        ),
        after: (answer) => say(words.link, { link: (answer as { link: string }).link }),
      }}
    />
  )
}

function Deeds({ account: { id, name, closedAt } }: { account: Account }): ReactNode {
  const say = useSay()
  if (closedAt !== null) return null
  return (
    <div className="row">
      <Doing
        size="small"
        deed={{
          verb: words.newLink,
          title: name,
          path: `/users/${id}/password`,
          before: <p>{say(words.newLinkDoes)}</p>,
          after: (answer) => say(words.link, { link: (answer as { link: string }).link }),
        }}
      />
      <Doing
        size="small"
        deed={{
          verb: words.close,
          title: name,
          path: `/users/${id}/close`,
          before: <p>{say(words.closeDoes)}</p>,
        }}
      />
    </div>
  )
}
