import { Button, Form, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type Problem } from '../api/client.ts'
import { CITY_LOGIN, WORLD } from '../page.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { useSay } from '../settings.tsx'
import { login as words, shell } from '../words/shell.ts'
import { LanguageSwitch } from './Switches.tsx'

interface Given {
  readonly login: string
  readonly password: string
  readonly code?: string
}

/**
 * The log-in page; over the desk where a session has ended, so that what was typed there is kept.
 */
export function Login({ onEntered, over = false }: { onEntered: () => void; over?: boolean }): ReactNode {
  const say = useSay()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [withCode, setWithCode] = useState(false)

  async function enter({ login, password, code }: Given): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await ask('POST', '/sessions', { body: { login, password, ...(code ? { code } : {}) } })
      onEntered()
    } catch (error) {
      const refused = error as Problem
      if (refused.code === 'login.codeNeeded') setWithCode(true)
      setProblem(refused)
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className={over ? 'login login-over' : 'login'}>
      <div className="login-box">
        <h1>{say(shell.title)}</h1>
        {WORLD !== 'live' && <p className="meta">{say(words.demo)}</p>}
        {over && <p>{say(words.ended)}</p>}
        <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => void enter(given)}>
          <Form.Item name="login" label={say(words.name)} rules={[{ required: true, message: say(words.needed) }]}>
            <Input autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={say(words.password)}
            rules={[{ required: true, message: say(words.needed) }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          {withCode && (
            <Form.Item name="code" label={say(words.code)} extra={say(words.codeHint)}>
              <Input autoComplete="one-time-code" inputMode="numeric" autoFocus size="large" />
            </Form.Item>
          )}
          {problem !== null && <Trouble problem={problem} />}
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {say(words.enter)}
          </Button>
        </Form>
        {CITY_LOGIN && (
          <p className="login-city">
            <a href="/api/v1/sessions/oidc">{say(words.byCity)}</a>
          </p>
        )}
        <LanguageSwitch />
      </div>
    </main>
  )
}
