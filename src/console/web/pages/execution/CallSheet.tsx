import { Button, Form, Input, Modal, Radio } from 'antd'
import { useState, type ReactNode } from 'react'
import { withQuery } from '../../api/client.ts'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { execution } from '../../words/execution.ts'

/** Names and numbers on paper: opened in a window of its own, after the reason. */
export function CallSheet({ id }: { id: string }): ReactNode {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<{ reason: string; format: string }>()
  const print = ({ reason, format }: { reason: string; format: string }): void => {
    window.open(withQuery(`/api/v1/warnings/${id}/call-sheet`, { reason, format }), '_blank', 'noopener')
    setOpen(false)
  }
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {say(execution.sheet)}
      </Button>
      {open && (
        <Modal
          open
          title={say(execution.sheetTitle)}
          okText={say(execution.sheetOpen)}
          cancelText={say(common.cancel)}
          onCancel={() => setOpen(false)}
          onOk={form.submit}
        >
          <p>{say(execution.sheetDoes)}</p>
          <Form form={form} layout="vertical" requiredMark={false} initialValues={{ format: 'html' }} onFinish={print}>
            <Form.Item name="format" label={say(common.print)}>
              <Radio.Group
                options={[
                  { value: 'html', label: say(common.print) },
                  { value: 'xlsx', label: 'Excel' },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="reason"
              label={say(common.reason)}
              rules={[{ required: true, whitespace: true, message: say(common.reasonNeeded) }]}
            >
              <Input.TextArea rows={2} maxLength={2_000} />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </>
  )
}
