import { App, Button, Form, Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { useDo } from '../api/queries.ts'
import type { Problem } from '../api/client.ts'
import { useSay } from '../settings.tsx'
import type { Bi } from '../words.ts'
import { common } from '../words/common.ts'
import { Trouble } from './Trouble.tsx'

type Values = Readonly<Record<string, unknown>>

export interface Deed {
  /** On the button that opens it, and on the one that does it. */
  readonly verb: Bi
  readonly title: ReactNode
  readonly path: string
  /** By which a tour points at its button. */
  readonly mark?: string
  /** What will come of it, before it is done. */
  readonly before?: ReactNode
  /** Fields beside the reason. */
  readonly fields?: ReactNode
  readonly initial?: Values
  /** Whether the reason is asked for: always, where it may stay empty, or not at all. */
  readonly reason?: 'needed' | 'free' | 'none'
  readonly body?: (values: Values) => object
  /** What came of it. */
  readonly after?: (answer: unknown) => ReactNode
}

/** A button that shows what it will do, asks what has to be asked, does it, and says what came of it. */
export function Doing({
  deed,
  kind = 'default',
  size = 'middle',
  disabled = false,
}: {
  deed: Deed
  kind?: 'primary' | 'default' | 'link'
  size?: 'small' | 'middle' | 'large'
  disabled?: boolean
}): ReactNode {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type={kind} size={size} disabled={disabled} data-mark={deed.mark} onClick={() => setOpen(true)}>
        {say(deed.verb)}
      </Button>
      {open && <DeedModal deed={deed} onClose={() => setOpen(false)} />}
    </>
  )
}

function DeedModal({ deed, onClose }: { deed: Deed; onClose: () => void }): ReactNode {
  const say = useSay()
  const [form] = Form.useForm<Values>()
  const doing = useDo()
  const { message } = App.useApp()
  const {
    verb,
    title,
    path,
    before,
    fields,
    initial = {},
    reason = 'needed',
    body = (values: Values) => values,
    after,
  } = deed

  // A promise, no callback: what was done is said although its button is gone from what is read anew.
  const submit = async (values: Values): Promise<void> => {
    try {
      const answer = await doing.mutateAsync({ path, body: body(given(values)) })
      const said = after?.(answer)
      void message.success(said ?? `${say(verb)}：${say(common.done)}`)
      onClose()
    } catch (problem) {
      showFieldErrors(problem as Problem, (name, text) => form.setFields([{ name, errors: [text] }]))
    }
  }
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      okText={say(verb)}
      cancelText={say(common.cancel)}
      confirmLoading={doing.isPending}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      {before}
      <Form
        form={form}
        layout="vertical"
        initialValues={initial}
        requiredMark={false}
        onFinish={(values) => void submit(values)}
      >
        {fields}
        {reason !== 'none' && (
          <Form.Item
            name="reason"
            label={say(common.reason)}
            rules={reason === 'needed' ? [{ required: true, whitespace: true, message: say(common.reasonNeeded) }] : []}
          >
            <Input.TextArea rows={3} maxLength={2_000} />
          </Form.Item>
        )}
      </Form>
      {doing.error !== null && <Trouble problem={doing.error} kept />}
    </Modal>
  )
}

/** Without what was left empty. */
function given(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  )
}

/** Beside the field where the refusal names one; the rest stands under the form. */
function showFieldErrors({ errors }: Problem, show: (name: string, text: string) => void): void {
  for (const { place, message } of errors) show(place.split(/[./]/).at(-1) ?? place, message)
}
