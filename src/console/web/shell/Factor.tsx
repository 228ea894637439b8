import { Button, Form, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type Problem } from '../api/client.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { useSay } from '../settings.tsx'
import { login as words } from '../words/shell.ts'

interface Shown {
  readonly secret: string
  readonly qr: string
}

/** A second factor, for whoever gets in only with one: password, picture, code, and what to keep for a lost telephone. */
export function Factor({ onDone }: { onDone: () => void }): ReactNode {
  const say = useSay()
  const [shown, setShown] = useState<Shown | null>(null)
  const [recovery, setRecovery] = useState<readonly string[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function doing(what: () => Promise<void>): Promise<void> {
    setProblem(null)
    try {
      await what()
    } catch (error) {
      setProblem(error as Problem)
    }
  }
  const begin = ({ password }: { password: string }) =>
    doing(async () => setShown(await ask<Shown>('POST', '/sessions/me/factor', { body: { password } })))
  const confirm = ({ code }: { code: string }) =>
    doing(async () => {
      const { recoveryCodes } = await ask<{ recoveryCodes: string[] }>('POST', '/sessions/me/factor/confirm', {
        body: { code },
      })
      setRecovery(recoveryCodes)
    })

  return (
    <main className="login">
      <div className="login-box">
        <h1>{say(words.factorHeading)}</h1>
        {recovery !== null ? (
          <>
            <p>{say(words.factorRecovery)}</p>
            <pre className="recovery">{recovery.join('\n')}</pre>
            <Button type="primary" block onClick={onDone}>
              {say(words.factorGo)}
            </Button>
          </>
        ) : shown === null ? (
          <Form<{ password: string }> layout="vertical" requiredMark={false} onFinish={(given) => void begin(given)}>
            <p>{say(words.factorWhy)}</p>
            <Form.Item
              name="password"
              label={say(words.factorPassword)}
              rules={[{ required: true, message: say(words.needed) }]}
            >
              <Input.Password autoComplete="current-password" size="large" />
            </Form.Item>
            <Button type="primary" htmlType="submit" size="large" block>
              {say(words.factorBegin)}
            </Button>
          </Form>
        ) : (
          <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={(given) => void confirm(given)}>
            <p>{say(words.factorScan)}</p>
            <img
              className="factor-picture"
              alt={say(words.factorPicture)}
              src={`data:image/svg+xml,${encodeURIComponent(shown.qr)}`}
            />
            <p>
              <code>{shown.secret}</code>
            </p>
            <Form.Item
              name="code"
              label={say(words.factorCode)}
              rules={[{ required: true, message: say(words.needed) }]}
            >
              <Input autoComplete="one-time-code" inputMode="numeric" size="large" />
            </Form.Item>
            <Button type="primary" htmlType="submit" size="large" block>
              {say(words.factorConfirm)}
            </Button>
          </Form>
        )}
        {problem !== null && <Trouble problem={problem} kept />}
      </div>
    </main>
  )
}
