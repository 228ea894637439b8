import { Button, Form, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, type Problem } from '../api/client.ts'
import { CITY_LOGIN, DEMO_PASSWORD, WORLD } from '../page.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { useSay, useSettings } from '../settings.tsx'
import { login as words, shell } from '../words/shell.ts'
import { people } from '../words/tour.ts'
import { LanguageSwitch } from './Switches.tsx'

interface Given {
  readonly login: string
  readonly password: string
  readonly code?: string
}

/**
 * The log-in page; over the desk where a session has ended, so that what was typed there is kept.
 */
export function Login({
  onEntered,
  over = false,
  as = '',
}: {
  onEntered: () => void
  over?: boolean
  /** Who is expected to. */
  as?: string
}): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const [form] = Form.useForm<Given>()
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
        {DEMO_PASSWORD !== '' && (
          <People onChosen={(login) => form.setFieldsValue({ login, password: DEMO_PASSWORD })} />
        )}
        <Form<Given>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ login: as, password: as === '' ? '' : DEMO_PASSWORD }}
          onFinish={(given) => void enter(given)}
        >
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
        {!over && (
          <p className="login-city">
            <a href={`/c?lang=${language}`}>{say(words.county)}</a>
          </p>
        )}
        <LanguageSwitch />
      </div>
    </main>
  )
}

/** Whoever tries a demonstration chooses who to be. */
function People({ onChosen }: { onChosen: (login: string) => void }): ReactNode {
  const say = useSay()
  return (
    <div className="row people-of-demo" role="group" aria-label={say(words.people)}>
      {Object.entries(people).map(([login, name]) => (
        <Button key={login} size="small" onClick={() => onChosen(login)}>
          {say(name)}
        </Button>
      ))}
    </div>
  )
}
