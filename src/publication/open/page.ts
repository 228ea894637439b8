import { showInstant } from '../../model/time.ts'
import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import { showFull } from '../../portal/words.ts'
import { sayStanding, type Table } from '../decide.ts'
import type { Publication } from '../store.ts'

interface Reader {
  readonly language: Language
  readonly exercise: boolean
  readonly nameOf: (area: string) => string
}

/** What is published (结果公示、公布), newest first. */
export function listPage(
  { items, next }: { items: readonly Publication[]; next: string | null },
  { language, exercise, nameOf }: Reader,
): string {
  const zh = language === 'zh'
  const title = zh ? '结果公示与公布' : 'Published results'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${items.length === 0 && html`<p>${zh ? '目前没有公示或公布的结果。' : 'Nothing is published now.'}</p>`}
      ${items.map(
        (one) =>
          html`<article>
            <p><a href="/public/results/${one.id}${zh ? '' : '?lang=en'}">${one.content.title[language]}</a></p>
            <p class="hint">${sayStanding(one, showFull, nameOf(one.area))[language]}</p>
          </article>`,
      )}
      ${next !== null && html`<p><a href="/public/results?cursor=${next}${zh ? '' : '&lang=en'}">${zh ? '更早的' : 'Earlier'}</a></p>`}`,
  })
}

/** One of them, with its tables. */
export function resultsPage(one: Publication, { language, exercise, nameOf }: Reader): string {
  const zh = language === 'zh'
  const { content, corrects, correctedBy, releasedAt } = one
  const link = (id: string, said: string) =>
    html`<p><a href="/public/results/${id}${zh ? '' : '?lang=en'}">${said}</a></p>`
  return pageOf({
    title: content.title[language],
    language,
    exercise,
    body: html`<h1>${content.title[language]}</h1>
      <p class="notice">${sayStanding(one, showFull, nameOf(one.area))[language]}</p>
      ${correctedBy !== null && link(correctedBy, zh ? '更正后的结果' : 'The corrected results')}
      ${corrects !== null && link(corrects, zh ? '本次更正所替代的结果' : 'The results that these replace')}
      ${one.reason !== null && html`<p>${zh ? `更正事由：${one.reason}` : `What was wrong: ${one.reason}`}</p>`}
      ${content.tables.map((table) => tableOf(table, language))}
      ${content.notes.map((words) => html`<p class="hint">${words[language]}</p>`)}
      <dl class="facts">
        <dt>${zh ? '统计截至' : 'Counted until'}</dt>
        <dd>${content.until}</dd>
        ${
          releasedAt !== null &&
          html`<dt>${zh ? '公布时间' : 'Released'}</dt>
            <dd>${showInstant(releasedAt)}</dd>`
        }
        <dt>${zh ? '公示期异议' : 'Objections'}</dt>
        <dd>
          ${zh ? `${one.objections} 件，未答复 ${one.open} 件` : `${one.objections}, of which ${one.open} are unanswered`}
        </dd>
        <dt>${zh ? '内容校验（SHA-256）' : 'SHA-256 of the content'}</dt>
        <dd>${one.sha256}</dd>
      </dl>
      <p><a href="/public/results${zh ? '' : '?lang=en'}">${zh ? '全部结果' : 'All results'}</a></p>`,
  })
}

function tableOf({ title, columns, rows }: Table, language: Language): Html {
  const all = language === 'zh' ? '合计' : 'All'
  return html`<div class="results">
    <table>
      <caption>
        ${title[language]}
      </caption>
      <thead>
        <tr>
          <th></th>
          ${columns.map((column) => html`<th>${column[language]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ key, name, values }) =>
            html`<tr>
              <th>${key === '' ? all : name}</th>
              ${columns.map(({ id }) => html`<td>${values[id] ?? '–'}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
