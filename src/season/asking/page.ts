import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import type { Row } from '../monthly/store.ts'

/** Rows that can be added at once, beside those that are there. */
const BLANK = 3
export const MOST_ROWS = 20

const FIELDS = [
  { id: 'task', zh: '任务', en: 'Task', most: 500, rows: 1 },
  { id: 'measure', zh: '措施', en: 'Measure', most: 1_000, rows: 2 },
  { id: 'due', zh: '完成时限', en: 'To be done by', most: 100, rows: 1 },
  { id: 'progress', zh: '进展情况', en: 'How it stands', most: 2_000, rows: 3 },
  { id: 'responsible', zh: '责任人', en: 'Responsible', most: 100, rows: 1 },
  { id: 'remark', zh: '备注', en: 'Remark', most: 1_000, rows: 1 },
] as const satisfies readonly { readonly id: keyof Row; readonly [more: string]: unknown }[]

export interface Asked {
  readonly office: string
  readonly name: string
  readonly dueDay: string
  readonly sent: boolean
  /** What it has said, or what it said last month with nothing of how it stands. */
  readonly rows: readonly Omit<Row, 'office'>[]
  /** How many rows were kept just now. */
  readonly kept: number | null
}

/** The page of an office (调度表填报页): its rows of the plan's own table, with no log-in and no script. */
export function askingPage(
  { office, name, dueDay, sent, rows, kept }: Asked,
  { link, word, exercise, language }: { link: string; word: string; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const blank = { task: '', measure: '', due: '', progress: '', responsible: '', remark: '' }
  const shown = [...rows, ...Array.from({ length: Math.min(BLANK, MOST_ROWS - rows.length) }, () => blank)]
  return pageOf({
    title: name,
    language,
    exercise,
    body: html`<h1>${name}</h1>
      <p>${zh ? `填报单位：${office}` : `Office: ${office}`}</p>
      ${kept !== null && html`<p class="notice">${zh ? `已保存 ${kept} 项。` : `${kept} rows are kept.`}</p>`}
      ${
        sent
          ? html`<p class="notice">
              ${zh ? '本月调度表已报送，不再填报。' : 'The report was sent: nothing is added any more.'}
            </p>`
          : html`<p class="hint">
                ${zh ? `请于 ${dueDay} 前填报；任务留空的不计。` : `By ${dueDay}; rows without a task are left out.`}
              </p>
              <form method="post" action="/r/${link}?lang=${language}">
                <input type="hidden" name="word" value="${word}" />
                ${shown.map((row, n) => rowOf(row, n, zh))}
                <button class="first">${zh ? '保存' : 'Keep'}</button>
              </form>`
      }`,
  })
}

function rowOf(row: Omit<Row, 'office'>, n: number, zh: boolean): Html {
  return html`<article>
    <h2>${n + 1}</h2>
    ${FIELDS.map(
      ({ id, most, rows, ...say }) =>
        html`<p>
          <label for="${id}.${n}">${zh ? say.zh : say.en}</label>
          <textarea id="${id}.${n}" name="${id}.${n}" maxlength="${most}" rows="${rows}">${row[id]}</textarea>
        </p>`,
    )}
  </article>`
}

/** The rows of a form as a browser sends it; those without a task are none. */
export function rowsOf(form: Readonly<Record<string, string>>): Record<string, string>[] {
  return Array.from({ length: MOST_ROWS }, (_, n) =>
    Object.fromEntries(FIELDS.map(({ id }) => [id, (form[`${id}.${n}`] ?? '').replaceAll('\r\n', '\n').trim()])),
  ).filter(({ task }) => task !== '')
}
