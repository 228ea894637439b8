import { DateTime } from 'luxon'
import { ZONE } from '../../model/time.ts'
import { html, type Html } from '../html.ts'
import type { Card } from '../orderPage.ts'
import { faultOf, OPEN, SELECTED, type Shell } from './frame.ts'

/** Where the words of a photograph stand: beside its field, not above the card. */
export function photoForm(orderId: string): string {
  return `photo-${orderId}`
}

/** 已完成: one tap, and for whoever has it a photograph with its line, its moment and what is on it. */
export function doneForm({ shown: { orderId, revision, content } }: Card, { language, word, now, fault }: Shell): Html {
  const zh = language === 'zh'
  const form = photoForm(orderId)
  const typed = fault?.form === form ? fault.typed : {}
  const shows = zh
    ? [
        ['', '请选择'],
        ['stopped', '已停产、停运'],
        ['running', '在运行（限产、治污设施等）'],
        ['unclear', '看不出启停'],
      ]
    : [
        ['', 'choose'],
        ['stopped', 'it stands still'],
        ['running', 'it runs (reduced, or a treatment plant)'],
        ['unclear', 'neither can be seen'],
      ]
  const lines = content.lines.map(({ line, name }) => [line, name] as const)
  return html`<form method="post" action="/e/orders/${orderId}/answers?lang=${language}" enctype="multipart/form-data">
    <input type="hidden" name="revision" value="${revision}" /><input type="hidden" name="word" value="${word}" />
    <button class="first" name="kind" value="done">${zh ? '已完成' : 'Done'}</button>
    <details ${fault?.form === form && OPEN}>
      <summary>${zh ? '附现场照片' : 'With a photograph'}</summary>
      ${faultOf(fault, form)}
      <label for="file-${orderId}"
        >${zh ? '照片（手机原图，不超过 8 兆）' : 'The picture as taken, 8 MB at most'}</label
      >
      <input id="file-${orderId}" type="file" name="photo" accept="image/jpeg,image/png,image/heic" />
      <label for="shows-${orderId}">${zh ? '照片反映' : 'What it shows'}</label>
      <select id="shows-${orderId}" name="shows">
        ${shows.map(([id = '', said = '']) => html`<option value="${id}" ${typed['shows'] === id && SELECTED}>${said}</option>`)}
      </select>
      <label for="of-${orderId}">${zh ? '哪条生产线' : 'Which line'}</label>
      <select id="of-${orderId}" name="line">
        <option value="">${zh ? '整个企业' : 'the whole enterprise'}</option>
        ${lines.map(([line, name]) => html`<option value="${line}" ${typed['line'] === line && SELECTED}>${name}</option>`)}
      </select>
      <label for="at-${orderId}">${zh ? '拍摄时间' : 'When it was taken'}</label>
      <input
        id="at-${orderId}"
        type="datetime-local"
        name="at"
        value="${typed['at'] ?? DateTime.fromISO(now, { zone: ZONE }).toFormat("yyyy-MM-dd'T'HH:mm")}"
      />
    </details>
  </form>`
}
