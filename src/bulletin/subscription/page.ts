import type { Area } from '../../model/area.ts'
import { html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'

interface Shell {
  readonly language: Language
  readonly exercise: boolean
}

/** The form by which anybody has the messages of an area sent (邮件订阅). */
export function subscribePage(
  areas: readonly Area[],
  { said, mail, bad }: { readonly said: string | null; readonly mail: string; readonly bad: boolean },
  { language, exercise }: Shell,
): string {
  const zh = language === 'zh'
  const title = zh ? '邮件订阅预警信息' : 'Warnings by mail'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p class="hint">
        ${zh ? '预警发布、调整、解除时发送邮件。邮箱加密保存，只用于发送预警信息，退订后立即删除。' : 'A mail whenever a warning is issued, changed or lifted. The mailbox is kept encrypted, used for nothing else, and deleted as soon as you end it.'}
      </p>
      ${said !== null && html`<p class="${bad ? 'short' : 'notice'}" role="alert">${said}</p>`}
      <form method="post" action="/public/subscribe${zh ? '' : '?lang=en'}">
        <label for="area">${zh ? '城市' : 'City'}</label>
        <select id="area" name="area">
          ${areas.map((area) => html`<option value="${area.code}">${area.name}</option>`)}
        </select>
        <label for="mail">${zh ? '邮箱' : 'Mailbox'}</label>
        <input
          id="mail"
          name="mail"
          type="email"
          inputmode="email"
          value="${mail}"
          required
          maxlength="200"
          autocomplete="email"
        />
        <button>${zh ? '订阅' : 'Subscribe'}</button>
      </form>
      <p><a href="/public${zh ? '' : '?lang=en'}">${zh ? '返回首页' : 'Public information'}</a></p>`,
  })
}

/** What a link in a mail opens: it is confirmed, or ended, by one tap; a scanner that opens every link does neither. */
export function subscriptionPage(
  {
    areaName,
    confirmed,
    done,
  }: { readonly areaName: string; readonly confirmed: boolean; readonly done: 'confirmed' | 'ended' | null },
  action: string,
  { language, exercise }: Shell,
): string {
  const zh = language === 'zh'
  const title = zh ? `订阅${areaName}预警信息` : `Warnings of ${areaName}`
  const button = (what: string, said: string, second: boolean) =>
    html`<form method="post" action="${action}?lang=${language}">
      <button class="${second ? 'second' : ''}" name="what" value="${what}">${said}</button>
    </form>`
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${done === 'confirmed' && html`<p class="notice">${zh ? '已确认，今后的预警信息会发到您的邮箱。' : 'Confirmed: warnings will be sent to you.'}</p>`}
      ${done === 'ended' && html`<p class="notice">${zh ? '已退订，邮箱已删除。' : 'Ended, and the mailbox is deleted.'}</p>`}
      ${done !== 'ended' && !confirmed && button('confirm', zh ? '确认订阅' : 'Confirm', false)}
      ${done !== 'ended' && button('end', zh ? '不再接收' : 'Tell me no more', true)}`,
  })
}
