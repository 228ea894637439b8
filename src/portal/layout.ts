import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../model/level.ts'
import type { Words } from '../plan/order.ts'
import { html, type Html } from './html.ts'

export type Language = keyof Words

export interface Page {
  readonly title: string
  readonly language: Language
  /** 演练: a hatched frame round all of it, and the word in the title. */
  readonly exercise: boolean
  readonly body: Html
  /** Read at arm's length, or printed on one sheet of A4. */
  readonly sheet?: boolean
}

/** A whole page (页面): one style sheet from this server, no script, nothing from anywhere else. */
export function pageOf({ title, language, exercise, body, sheet = false }: Page): string {
  const mark = language === 'zh' ? '〔演练〕' : '[Exercise] '
  const said = exercise ? `${mark}${title}` : title
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>${said}</title>
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body class="${exercise ? 'exercise' : ''}">
        ${exercise && html`<p class="drill">${language === 'zh' ? '演练，内容不是真实的' : 'Exercise, nothing here is real'}</p>`}
        <main class="${sheet ? 'sheet' : ''}">${body}</main>
      </body>
    </html> `.text
}

/** The level, by its word and its colour, never by colour alone. */
export function band(level: WarningLevel, language: Language): Html {
  const said =
    language === 'zh' ? `${LEVEL_ZH[level]}预警　${RESPONSE_ZH[level]}应急响应` : `${level.toUpperCase()} warning`
  return html`<p class="band ${level}">${said}</p>`
}

/** What went wrong and what to do, for a person. */
export function problemPage({ title, next }: { title: string; next: string }, language: Language): string {
  return pageOf({
    title,
    language,
    exercise: false,
    body: html`<h1>${title}</h1>
      <p>${next}</p>`,
  })
}
