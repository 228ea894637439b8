import { showCode } from '../dispatch/genuine/code.ts'
import type { Shown } from './decide.ts'
import { html } from './html.ts'
import { band, pageOf, type Language } from './layout.ts'
import { linesOf } from './lines.ts'
import { qrOf } from './qr.ts'
import { showFull, showTerm } from './words.ts'

/** The notice for the gate (门口公示): one sheet of A4, with the code by which a passer-by checks it. */
export function noticePage(
  { shown, proof }: { shown: Shown; proof: { code: string; verify: string } | null },
  { exercise, language }: { exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const { name, creditCode, number, revision, orderedAt, content, end } = shown
  return pageOf({
    title: zh ? `重污染天气应急减排公示：${name}` : `Notice: ${name}`,
    language,
    exercise,
    sheet: true,
    body: html`<h2>${zh ? '重污染天气应急减排公示' : 'Emergency reduction in heavy pollution'}</h2>
      ${end !== null && html`<p class="notice">${zh ? '本指令已不再有效，请勿张贴。' : 'This order has ended: do not put it up.'}</p>`}
      ${band(content.level, language)}
      <h1 class="company">${name}</h1>
      <p class="term">${showTerm(content.starts, content.ends, language)}</p>
      ${linesOf(content, language, { folded: false })}
      <div class="foot">
        <dl class="facts">
          <dt>${zh ? '编号' : 'Number'}</dt>
          <dd>${number}${zh ? `，第 ${revision} 版` : `, revision ${revision}`}</dd>
          <dt>${zh ? '统一社会信用代码' : 'Credit code'}</dt>
          <dd>${creditCode}</dd>
          <dt>${zh ? '下达时间' : 'Given'}</dt>
          <dd>${showFull(orderedAt)}</dd>
          ${
            proof &&
            html`<dt>${zh ? '防伪码' : 'Code'}</dt>
              <dd>${showCode(proof.code)}</dd>`
          }
        </dl>
        ${
          proof &&
          html`<figure>
            ${qrOf(proof.verify, zh ? '核验二维码' : 'QR code')}
            <figcaption>${zh ? '扫码核验真伪' : 'Scan to check'}</figcaption>
          </figure>`
        }
      </div>`,
  })
}
