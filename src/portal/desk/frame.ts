import type { Instant } from '../../model/time.ts'
import { html, type Html } from '../html.ts'
import { pageOf, type Language } from '../layout.ts'

/** A form that was refused: what was wrong with it, and what was typed, so that nothing has to be typed again. */
export interface Fault {
  readonly form: string
  readonly said: string
  readonly typed: Readonly<Record<string, string>>
}

export interface Shell {
  readonly language: Language
  readonly exercise: boolean
  readonly name: string
  readonly word: string
  readonly now: Instant
  readonly fault: Fault | null
  /** What became of the photograph that was sent last. */
  readonly photo: 'believed' | 'open' | null
}

const TABS = [
  ['/e', { zh: '指令', en: 'Orders' }],
  ['/e/history', { zh: '以往指令', en: 'Earlier orders' }],
  ['/e/list', { zh: '清单与等级', en: 'List and grade' }],
  ['/e/findings', { zh: '核查与问题', en: 'Findings' }],
  ['/e/notices', { zh: '通知与申诉', en: 'Letters and appeals' }],
  ['/e/contacts', { zh: '联系人', en: 'Contacts' }],
] as const

/** Attributes without a value. */
export const OPEN = html`open`
export const SELECTED = html`selected`

export function frame(shell: Shell, at: string, body: readonly (Html | null | false)[]): string {
  const { language, exercise, name, word } = shell
  const zh = language === 'zh'
  return pageOf({
    title: name,
    language,
    exercise,
    body: html`<p class="hint">${name}</p>
      <p class="links tabs">
        ${TABS.map(([path, said]) =>
          path === at
            ? html`<strong>${said[language]}</strong>`
            : html`<a href="${path}${zh ? '' : '?lang=en'}">${said[language]}</a>`,
        )}
      </p>
      ${body}
      <form method="post" action="/e/leave">
        <input type="hidden" name="word" value="${word}" /><button class="second">${zh ? '退出' : 'Leave'}</button>
      </form>`,
  })
}

export function faultOf(fault: Fault | null, form: string): Html | null {
  return fault?.form === form ? html`<p class="short" role="alert">${fault.said}</p>` : null
}
