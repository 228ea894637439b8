import { POST_EN, POST_ZH } from '../../../model/post.ts'
import { showInstant, type Instant } from '../../../model/time.ts'
import { html } from '../../../portal/html.ts'
import { pageOf, type Language } from '../../../portal/layout.ts'
import type { ShiftRow } from '../store.ts'

/** The page of a shift (签到页), for a telephone: where, from when to when, and one button. */
export function checkInPage(
  { areaName, shift, opens }: { areaName: string; shift: ShiftRow; opens: Instant | null },
  { link, exercise, language }: { link: string; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const title = zh ? `${areaName}${POST_ZH[shift.post]}到岗签到` : `${areaName}: check in as ${POST_EN[shift.post]}`
  const at = (time: Instant) => showInstant(time).slice(0, 16).replace('T', ' ')
  const said =
    shift.checkedInAt !== null
      ? html`<p class="done">
          ${zh ? `已于 ${at(shift.checkedInAt)} 签到。` : `Checked in at ${at(shift.checkedInAt)}.`}
        </p>`
      : shift.state !== 'planned' && shift.state !== 'absent'
        ? html`<p class="done">${zh ? '该班次已结束，无需签到。' : 'This shift is over.'}</p>`
        : opens !== null
          ? html`<p>${zh ? `${at(opens)} 起可签到。` : `It can be checked in from ${at(opens)}.`}</p>`
          : html`<form method="post" action="/d/${link}"><button>${zh ? '我已到岗' : 'I am in post'}</button></form>`
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p>
        ${shift.warning === null ? `${at(shift.from)} — ${at(shift.until)}` : `${at(shift.from)} ${zh ? '起，预警期间' : 'until the warning asks no more'}`}
      </p>
      ${said}`,
  })
}
