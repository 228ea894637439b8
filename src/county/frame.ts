import type { Instant } from '../model/time.ts'
import type { Fault } from '../portal/desk/frame.ts'
import { html, type Html } from '../portal/html.ts'
import { pageOf, type Language } from '../portal/layout.ts'

export interface Shell {
  readonly language: Language
  readonly exercise: boolean
  /** Who is there, and for which area. */
  readonly name: string
  readonly area: string
  readonly areaName: string
  readonly township: boolean
  readonly may: ReadonlySet<string>
  /** What every form brings back, and the key by which a form that is sent twice is taken once. */
  readonly word: string
  readonly once: string
  readonly now: Instant
  readonly fault: Fault | null
}

const TABS = [
  ['/c', { zh: '现在', en: 'Now' }, null],
  ['/c/plants', { zh: '企业', en: 'Plants' }, null],
  ['/c/tasks', { zh: '任务', en: 'Tasks' }, 'task.read'],
  ['/c/beside', { zh: '周边', en: 'Beside' }, 'response.read'],
] as const

/** A page of a county or township (属地页): who is there, one tap to every other page, the way out. */
export function frame(shell: Shell, at: string, body: readonly (Html | null | false)[]): string {
  const { language, exercise, name, areaName, may } = shell
  const zh = language === 'zh'
  return pageOf({
    title: zh ? `${areaName}重污染天气应急` : `${areaName}: heavy-pollution response`,
    language,
    exercise,
    body: html`<p class="hint">${areaName}　${name}</p>
      <p class="links tabs">
        ${TABS.filter(([, , action]) => action === null || may.has(action)).map(([path, said]) =>
          path === at
            ? html`<strong>${said[language]}</strong>`
            : html`<a href="${path}?lang=${language}">${said[language]}</a>`,
        )}
      </p>
      ${body}
      <form method="post" action="/c/leave?lang=${language}">
        ${hidden(shell)}<button class="second">${zh ? '退出' : 'Leave'}</button>
      </form>`,
  })
}

/** What every form carries. */
export function hidden({ word, once }: Pick<Shell, 'word' | 'once'>): Html {
  return html`<input type="hidden" name="word" value="${word}" /><input type="hidden" name="once" value="${once}" />`
}

/** One press and nothing to type. */
export function button(
  shell: Shell,
  path: string,
  said: string,
  style: 'first' | 'second' = 'first',
  more: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${path}?lang=${shell.language}">
    ${hidden(shell)}
    ${Object.entries(more).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="${style}">${said}</button>
  </form>`
}

/** What was typed into a form that was refused. */
export function typedIn({ fault }: Shell, form: string): Readonly<Record<string, string>> {
  return fault?.form === form ? fault.typed : {}
}

export function reasonField(form: string, said: string, typed: Readonly<Record<string, string>>): Html {
  return html`<label for="reason-${form}">${said}</label>
    <input id="reason-${form}" name="reason" maxlength="500" required value="${typed['reason'] ?? ''}" />`
}
