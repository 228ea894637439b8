import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, withQuery, type Problem } from '../../api/client.ts'
import type { Listed } from '../../api/lists.ts'
import type { Page } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { instantOfField } from '../../times.ts'
import { checks as words } from '../../words/checks.ts'
import { common } from '../../words/common.ts'

/** A problem that no visit has found (挂账): the enterprise answers for it until somebody else has seen it put right. */
export function ListProblem(): ReactNode {
  const say = useSay()
  const may = useMay()
  const areaName = useAreaName()
  const [search, setSearch] = useState('')
  const path = withQuery('/enterprises', { search, limit: 20 })
  const found = useQuery<Page<Listed>, Problem>({
    queryKey: [path],
    queryFn: () => ask<Page<Listed>>('GET', path),
    enabled: search !== '',
  })
  if (!may('problem.list') || !may('enterprise.read')) return null
  const items = found.data?.items ?? []
  const needed = [{ required: true, whitespace: true, message: say(common.needed) }]
  return (
    <Doing
      size="small"
      deed={{
        verb: words.listProblem,
        title: say(words.listProblem),
        path: '/problems',
        reason: 'none',
        before: <p>{say(words.listProblemDoes)}</p>,
        initial: { origin: 'own', severity: 'common' },
        // The enterprise's own area; the choice carries both.
        body: ({ enterprise, fixBy, ...values }) => {
          const [id = '', area = ''] = String(enterprise).split(' ')
          return {
            ...values,
            enterprise: id,
            area,
            ...(typeof fixBy === 'string' ? { fixBy: instantOfField(fixBy) } : {}),
          }
        },
        fields: (
          <>
            <Form.Item
              name="enterprise"
              label={say(words.ofWhom)}
              rules={[{ required: true, message: say(common.needed) }]}
            >
              <Select
                showSearch={{ filterOption: false, onSearch: (text) => setSearch(text.trim()) }}
                placeholder={say(words.ofWhomHint)}
                loading={found.isFetching}
                notFoundContent={search === '' ? say(words.ofWhomHint) : say(common.none)}
                options={items.map(({ id, name, area }) => ({
                  value: `${id} ${area}`,
                  label: `${name} ${areaName(area)}`,
                }))}
              />
            </Form.Item>
            <Form.Item name="origin" label={say(words.origin)}>
              <Radio.Group
                options={[
                  { value: 'own', label: say(words.originOwn) },
                  { value: 'complaint', label: say(words.originComplaint) },
                  { value: 'above', label: say(words.originAbove) },
                ]}
              />
            </Form.Item>
            <Form.Item name="severity" label={say(words.severity)}>
              <Radio.Group
                options={[
                  { value: 'common', label: say(words.common) },
                  { value: 'serious', label: say(words.serious) },
                ]}
              />
            </Form.Item>
            <Form.Item name="title" label={say(words.problem)} rules={needed}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="text" label={say(words.problemText)} rules={needed}>
              <Input.TextArea rows={3} maxLength={2_000} />
            </Form.Item>
            <Form.Item name="unit" label={say(words.unit)} rules={needed}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="fixBy" label={say(words.fixByOrRule)}>
              <Moment />
            </Form.Item>
          </>
        ),
        after: (answer) => say(words.problemListed, { number: (answer as { number: string }).number }),
      }}
    />
  )
}
