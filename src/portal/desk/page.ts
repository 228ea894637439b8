import type { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { html, type Html } from '../html.ts'
import { cardOf, type Card } from '../orderPage.ts'
import { showFull } from '../words.ts'
import { doneForm } from './done.ts'
import { faultOf, frame, OPEN, SELECTED, type Shell } from './frame.ts'
import type * as read from './schemas.ts'

type Items<T extends z.ZodType<{ items: readonly unknown[] }>> = z.output<T>['items']

/** The desk of an enterprise (企业页): what it has to do now, one tap each; anything else is one tab away. */
export function deskPage(cards: readonly Card[], shell: Shell): string {
  const { language, fault, photo } = shell
  const zh = language === 'zh'
  return frame(shell, '/e', [
    photo !== null && html`<p class="notice">${PHOTO[photo][language]}</p>`,
    html`<p
      class="notice"
      id="kept"
      hidden
      data-photo="${zh ? '网络不通，照片未能提交。请勿关闭本页，网络恢复后再点“已完成”。' : 'No network: the photograph was not sent. Leave this page open and press Done again when there is one.'}"
      data-refused="${zh ? '存在本机的回执未能提交，请重新回执。' : 'The answer that was kept here was refused: give it again.'}"
    >
      ${zh ? '网络不通，您的回执已存在本机，恢复后自动发送，请勿关闭本页。' : 'No network: your answer is kept on this phone and sent when there is one. Leave this page open.'}
    </p>`,
    cards.length === 0 && html`<h1>${zh ? '目前没有减排指令' : 'There is no order now'}</h1>`,
    html`${cards.map(
      (card) =>
        html`${faultOf(fault, card.shown.orderId)}${deskCard(card, shell)}${
          card.shown.end === null && appealForm(card, shell)
        }`,
    )}`,
    html`<script src="/e/desk.js" defer></script>`,
  ])
}

const PHOTO = {
  believed: { zh: '照片已收到，时间和位置核对无误。', en: 'The photograph was taken; its time and place agree.' },
  open: {
    zh: '照片已收到；时间或位置无从核对，由生态环境部门查看。',
    en: 'The photograph was taken; its time or place can not be checked, and an officer looks at it.',
  },
} as const

function deskCard(card: Card, shell: Shell): Html {
  const { language, word, now, fault } = shell
  const typed = fault?.form === card.shown.orderId ? fault.typed : {}
  return cardOf(card, { word, now, language, base: '/e', typed, done: doneForm(card, shell) })
}

/** What is wrong with an order (申诉), and from when it could be carried out. */
function appealForm({ shown }: Card, { language, word, fault }: Shell): Html {
  const zh = language === 'zh'
  const { orderId, revision, content } = shown
  const typed = fault?.form === orderId ? fault.typed : {}
  const lines = content.lines.map(({ line, name }) => [line, name] as const)
  const grounds = zh
    ? [
        ['wrongGrade', '绩效等级有误'],
        ['wrongLine', '生产线有误'],
        ['protected', '属保障类'],
        ['other', '其他'],
      ]
    : [
        ['wrongGrade', 'the grade is wrong'],
        ['wrongLine', 'the line is wrong'],
        ['protected', 'we are protected'],
        ['other', 'another reason'],
      ]
  return html`<details class="difficulty" ${typed['kind'] === 'appeal' && OPEN}>
    <summary>${zh ? '对指令有异议（申诉）' : 'The order is wrong (appeal)'}</summary>
    <form method="post" action="/e/orders/${orderId}/answers?lang=${language}">
      <input type="hidden" name="word" value="${word}" /><input type="hidden" name="revision" value="${revision}" />
      <input type="hidden" name="kind" value="appeal" />
      <label for="ground-${orderId}">${zh ? '哪里不对' : 'What is wrong'}</label>
      <select id="ground-${orderId}" name="ground">
        ${grounds.map(([id = '', said = '']) => html`<option value="${id}" ${typed['ground'] === id && SELECTED}>${said}</option>`)}
      </select>
      <label for="line-${orderId}">${zh ? '哪条生产线' : 'Which line'}</label>
      <select id="line-${orderId}" name="line">
        <option value="">${zh ? '整个企业' : 'the whole enterprise'}</option>
        ${lines.map(([line, name]) => html`<option value="${line}" ${typed['line'] === line && SELECTED}>${name}</option>`)}
      </select>
      <label for="appeal-${orderId}">${zh ? '理由' : 'Why'}</label>
      <textarea id="appeal-${orderId}" name="text" rows="4" maxlength="2000" required>${typed['text'] ?? ''}</textarea>
      <button class="second">${zh ? '提交申诉' : 'Appeal'}</button>
    </form>
    <p class="hint">${zh ? '答复之前，原指令继续有效。' : 'Until it is answered the order holds.'}</p>
  </details>`
}

export function historyPage(orders: Items<typeof read.ordersRead>, shell: Shell): string {
  const zh = shell.language === 'zh'
  return frame(shell, '/e/history', [
    html`<h1>${zh ? '以往指令' : 'Earlier orders'}</h1>`,
    orders.length === 0 && html`<p>${zh ? '还没有收到过指令。' : 'No order has been received.'}</p>`,
    html`${orders.map(
      (one) =>
        html`<article>
          <p class="company"><a href="/e/orders/${one.id}${zh ? '' : '?lang=en'}">${one.number}</a></p>
          <p class="hint">
            ${zh ? `第 ${one.revision} 版` : `revision ${one.revision}`}　${sayState('order', one.state)[shell.language]}　${showFull(one.orderedAt)}
          </p>
        </article>`,
    )}`,
  ])
}

/** One order, whether it lives or not, with what the days of it were judged as. */
export function orderPage(card: Card, verdicts: Items<typeof read.verdictsRead>, shell: Shell): string {
  const zh = shell.language === 'zh'
  return frame(shell, '', [
    deskCard(card, shell),
    verdicts.length > 0 &&
      html`<article>
        <h2>${zh ? '核查结论' : 'How it was judged'}</h2>
        <table>
          ${verdicts.map(
            (one) =>
              html`<tr>
                <th>${one.day}</th>
                <td>${one.line}</td>
                <td>${one.outcomeName[shell.language]}</td>
                <td>${one.say[shell.language]}</td>
              </tr>`,
          )}
        </table>
      </article>`,
  ])
}
