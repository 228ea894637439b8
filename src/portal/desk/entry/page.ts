import { html } from '../../html.ts'
import { pageOf } from '../../layout.ts'
import type { Shell } from '../frame.ts'

/** Before the desk: a messenger's preview opens the link too, and must not use it up. */
export function enterPage(
  { name, action }: { name: string; action: string },
  { language, exercise }: Pick<Shell, 'language' | 'exercise'>,
): string {
  const zh = language === 'zh'
  return pageOf({
    title: zh ? '进入企业页' : 'Enter the desk',
    language,
    exercise,
    body: html`<h1>${name}</h1>
      <p>${zh ? '本链接只能使用一次。' : 'This link works once.'}</p>
      <form method="post" action="${action}"><button>${zh ? '进入' : 'Enter'}</button></form>`,
  })
}

export function noDeskPage({ language, exercise }: Pick<Shell, 'language' | 'exercise'>): string {
  const zh = language === 'zh'
  const title = zh ? '请用登录链接进入' : 'Enter by a link'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p>
        ${zh ? '链接由县（市、区）生态环境部门发放，只能使用一次。已用过或已过期的，请重新索取。收到减排指令的，可以直接点开消息中的链接回执。' : 'Your county gives you the link, which works once. If it was used or has run out, ask for another. An order is answered by the link of its message.'}
      </p>`,
  })
}
