import type { Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import { faultOf } from '../portal/desk/frame.ts'
import { html, type Html } from '../portal/html.ts'
import { sayGrade, showLast, showWeight } from './words.ts'
import { button, frame, type Shell } from './frame.ts'
import type { Listed } from './schemas.ts'

/** Which plants of one's own: nobody is known to have the order, it is there and nobody answers, it is not carried out. */
export const GROUPS = ['unreached', 'unanswered', 'failing'] as const
export type Group = (typeof GROUPS)[number]

const GROUP: Readonly<Record<Group, Words>> = {
  unreached: { zh: '没有送达', en: 'Reached by nobody' },
  unanswered: { zh: '送达未回执', en: 'Reached and silent' },
  failing: { zh: '核查为未落实', en: 'Found not to do it' },
}
const NONE: Readonly<Record<Group, Words>> = {
  unreached: { zh: '全部送达', en: 'everybody is reached' },
  unanswered: { zh: '没有未回执的', en: 'nobody is silent' },
  failing: { zh: '没有核查为未落实的', en: 'nobody was found' },
}

/** A plant in a list: the most tonnes first. */
export interface PlantRow {
  readonly orderId: string
  readonly name: string
  readonly grade: string | null
  readonly kilograms: number
  readonly last: Listed['last']
  /** What was found, in place of what was last heard. */
  readonly found: Words | null
}

export type Plants = readonly {
  readonly group: Group
  readonly rows: readonly PlantRow[]
  /** There are more than these: the address at which they are. */
  readonly more: string | null
}[]

/** On the first page: of each group the heaviest, and whoever wants all of them takes one tap. */
export function plantsPart(plants: Plants, shell: Shell): Html {
  const { language } = shell
  const zh = language === 'zh'
  return html`<article>
    ${plants.map(
      ({ group, rows, more }) =>
        html`<h2>${heading(group, rows.length, more !== null, zh)}</h2>
          ${rows.length === 0 ? html`<p class="hint">${NONE[group][language]}</p>` : rowsOf(rows, shell)}
          ${more !== null && html`<p class="links"><a href="${more}">${zh ? '看全部' : 'All of them'}</a></p>`}`,
    )}
  </article>`
}

export function plantsPage(
  { group, rows, more }: Plants[number],
  { groups, warnings }: { groups: readonly Group[]; warnings: readonly { id: string; name: string }[] },
  shell: Shell,
): string {
  const { language, fault, may } = shell
  const zh = language === 'zh'
  return frame(shell, '/c/plants', [
    html`<p class="links">
      ${groups.map((one) =>
        one === group
          ? html`<strong>${GROUP[one][language]}</strong>`
          : html`<a href="/c/plants?only=${one}&lang=${language}">${GROUP[one][language]}</a>`,
      )}
    </p>`,
    html`<article>
      <h2>${heading(group, rows.length, more !== null, zh)}</h2>
      ${rows.length === 0 ? html`<p class="hint">${NONE[group][language]}</p>` : rowsOf(rows, shell)}
      ${more !== null && html`<p class="links"><a href="${more}">${zh ? '下一页' : 'Next page'}</a></p>`}
    </article>`,
    group === 'unanswered' &&
      may.has('order.remind') &&
      rows.length > 0 &&
      html`${warnings.map(
        ({ id, name }) =>
          html`${faultOf(fault, `remind-${id}`)}${button(
            shell,
            `/c/warnings/${id}/reminders`,
            zh ? `催办全部未回执企业（${name}）` : `Remind all who are silent (${name})`,
            'second',
          )}`,
      )}`,
  ])
}

function heading(group: Group, count: number, more: boolean, zh: boolean): string {
  const said = GROUP[group][zh ? 'zh' : 'en']
  if (zh) return `${said}：${more ? `${count} 家以上，减排量大的在前` : `${count} 家`}`
  return `${said}: ${more ? `more than ${count}, the heaviest first` : count}`
}

function rowsOf(rows: readonly PlantRow[], { language, now }: { language: Shell['language']; now: Instant }): Html {
  return html`<ul class="rows">
    ${rows.map(
      ({ orderId, name, grade, kilograms, last, found }) =>
        html`<li>
          <a href="/c/orders/${orderId}?lang=${language}">${name}</a>
          <strong>${showWeight(kilograms, language)}</strong>
          <p>
            ${grade !== null && `${sayGrade(grade, language)}　`}${found === null ? showLast(last, now, language) : found[language]}
          </p>
        </li>`,
    )}
  </ul>`
}
