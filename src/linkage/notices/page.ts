import type { Block, Document } from '../../document/document.ts'
import type { Instant } from '../../model/time.ts'
import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import { showWhen } from '../../portal/words.ts'

/** A notice as its receiver sees it (通知页): the document itself, which is Chinese, and one button. */
export function noticePage(
  { document, receivedAt }: { document: Document; receivedAt: Instant | null },
  { link, word, exercise, language }: { link: string; word: string; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  return pageOf({
    title: zh ? '通知' : 'Notice',
    language,
    exercise,
    body: html`${documentOf(document)}
      <section class="answers">
        ${
          receivedAt === null
            ? html`<form method="post" action="/n/${link}/received?lang=${language}">
                <input type="hidden" name="word" value="${word}" />
                <button class="first">${zh ? '收到' : 'Received'}</button>
              </form>`
            : html`<p class="done">${zh ? '已确认收到' : 'Confirmed'}<time>${showWhen(receivedAt, language)}</time></p>`
        }
      </section>`,
  })
}

/** The document as it was issued, which is Chinese. */
export function documentOf({ title, number, addressee, body, closing, footer }: Document): Html {
  return html`<article lang="zh-CN">
    <h1>${title}</h1>
    <p class="hint">${number ?? ''}</p>
    ${addressee !== null && html`<p>${addressee}：</p>`} ${body.map(blockOf)}
    ${closing !== null && html`<p class="hint">${closing.office}　${closing.date}</p>`}
    ${footer.map((line) => html`<p class="hint">${line}</p>`)}
  </article>`
}

function blockOf(block: Block): Html {
  if (block.kind === 'heading') return html`<h2>${block.text}</h2>`
  if (block.kind === 'paragraph') return html`<p>${block.text}</p>`
  return html`<table>
    <tr>
      ${block.columns.map(({ title }) => html`<th>${title}</th>`)}
    </tr>
    ${block.rows.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    )}
  </table>`
}
