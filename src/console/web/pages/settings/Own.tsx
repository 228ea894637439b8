import { Button, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useDo, useGet } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { settings as words } from '../../words/settings.ts'

interface Session {
  readonly id: string
  readonly openedAt: string
  readonly until: string
  readonly ways: readonly ('password' | 'totp' | 'recovery' | 'oidc')[]
  readonly address: string | null
  readonly current: boolean
}

/** One's own sessions and the second factor. */
export function Own(): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<{ items: readonly Session[] }>('/sessions')
  return (
    <div className="stack">
      <Panel title={say(words.sessions)}>
        <Read query={query}>
          {({ items }) => (
            <PlainTable
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { name: say(words.opened), show: ({ openedAt }) => <Time at={openedAt} /> },
                { name: say(words.until), show: ({ until }) => <Time at={until} /> },
                { name: say(words.ways), show: ({ ways }) => ways.map((way) => say(words[way])).join(' · ') },
                { name: say(words.address), show: ({ address }) => address ?? '–' },
                {
                  name: say(common.act),
                  show: ({ id, current }) =>
                    current ? (
                      say(words.this)
                    ) : (
                      <Doing
                        size="small"
                        deed={{
                          verb: words.end,
                          title: say(words.sessions),
                          path: `/sessions/${id}/close`,
                          reason: 'none',
                          before: <p>{say(words.endDoes)}</p>,
                        }}
                      />
                    ),
                },
              ]}
            />
          )}
        </Read>
      </Panel>
      {may('session.factor') && (
        <Panel title={say(words.factor)}>
          <Factor />
        </Panel>
      )}
    </div>
  )
}

/** Password first, then the code to scan, then six figures that show that it was scanned. */
function Factor(): ReactNode {
  const say = useSay()
  const begin = useDo<{ secret: string; uri: string; qr: string }>()
  const confirm = useDo<{ recoveryCodes: readonly string[] }>()
  const needed = [{ required: true, message: say(common.needed) }]
  if (confirm.data !== undefined)
    return (
      <>
        <p>{say(words.factorDone)}</p>
        <pre>{confirm.data.recoveryCodes.join('\n')}</pre>
      </>
    )
  if (begin.data === undefined)
    return (
      <>
        <p className="meta">{say(words.factorHint)}</p>
        <Form
          layout="vertical"
          className="narrow-form"
          requiredMark={false}
          onFinish={(body: { password: string; code?: string }) =>
            begin.mutate({
              path: '/sessions/me/factor',
              body: body.code === undefined || body.code === '' ? { password: body.password } : body,
            })
          }
        >
          <Form.Item name="password" label={say(words.factorOwn)} rules={needed}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="code" label={say(words.factorNow)}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={20} />
          </Form.Item>
          <Button htmlType="submit" loading={begin.isPending}>
            {say(words.factorBegin)}
          </Button>
        </Form>
        {begin.error !== null && <Trouble problem={begin.error} kept />}
      </>
    )
  return (
    <>
      <p>{say(words.factorHint)}</p>
      <img className="qr" alt={say(words.factorQr)} src={imageOf(begin.data.qr)} />
      <p className="meta">
        {say(words.factorSecret)} <code>{begin.data.secret}</code>
      </p>
      <Form
        layout="vertical"
        className="narrow-form"
        requiredMark={false}
        onFinish={(body: { code: string }) => confirm.mutate({ path: '/sessions/me/factor/confirm', body })}
      >
        <Form.Item name="code" label={say(words.factorCode)} rules={needed}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <Button htmlType="submit" type="primary" loading={confirm.isPending}>
          {say(words.factorConfirm)}
        </Button>
      </Form>
      {confirm.error !== null && <Trouble problem={confirm.error} kept />}
    </>
  )
}

/** The interface draws it as SVG. */
function imageOf(qr: string): string {
  return qr.startsWith('data:') ? qr : `data:image/svg+xml;charset=utf-8,${encodeURIComponent(qr)}`
}
