import { html } from '../html.ts'
import type { Words } from '../../plan/order.ts'
import { pageOf, type Language } from '../layout.ts'

/** The page of a test of the line (联络测试页): what it is, and one button. */
export function testPage(
  { areaName, names, answered }: { areaName: string; names: readonly string[]; answered: boolean },
  { link, exercise, language }: { link: string; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const title = zh ? '联络测试，不是指令' : 'A test of the line, not an order'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p>
        ${
          zh
            ? `${areaName}在重污染天气应急季节前核对联系方式。不用停产、限产，只请确认已经收到。`
            : `${areaName} checks how it reaches you before the season. Nothing is to be stopped: only say that it has arrived.`
        }
      </p>
      <ul>
        ${names.map((name) => html`<li>${name}</li>`)}
      </ul>
      ${
        answered
          ? html`<p class="done">${zh ? '已确认收到，谢谢。' : 'Answered. Thank you.'}</p>`
          : html`<form method="post" action="/l/${link}"><button>${zh ? '收到' : 'It has arrived'}</button></form>`
      }`,
  })
}

/** The page of a letter of advice (提示页): what it says, and that nobody is ordered by it. */
export function advicePage(say: Words, { exercise, language }: { exercise: boolean; language: Language }): string {
  const title = language === 'zh' ? '提示，不是减排指令' : 'Advice, not an order'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p>${say[language]}</p>`,
  })
}
