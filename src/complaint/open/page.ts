import type { Area } from '../../model/area.ts'
import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import { showFull } from '../../portal/words.ts'
import { COMPLAINT_KINDS, OUTCOMES, STATE, stateOf } from '../decide.ts'
import type { Complaint } from '../store.ts'

export interface Shell {
  readonly language: Language
  readonly exercise: boolean
}

/** What was typed, and what was wrong with it. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>
  /** Words beside the field that they are about; those under `form` stand above all. */
  readonly faults: Readonly<Record<string, string>>
}

export const NOTHING_TYPED: Typed = { values: {}, faults: {} }

/** The form of a complaint (举报投诉), and beside it the way to look one up. */
export function askPage(areas: readonly Area[], { values, faults }: Typed, { language, exercise }: Shell): string {
  const zh = language === 'zh'
  const lang = zh ? '' : '?lang=en'
  const title = zh ? '举报投诉' : 'Complaints'
  const beside = (field: string) =>
    faults[field] !== undefined && html`<p class="short" role="alert" id="fault-${field}">${faults[field]}</p>`
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p class="hint">
        ${zh ? '举报大气污染违法行为。可以匿名；留下联系方式的，信息加密保存，只用于核实和反馈。' : 'Report what pollutes the air. You need not say who you are; if you do, it is kept encrypted and only used to ask and to answer.'}
      </p>
      ${beside('form')}
      <form method="post" action="/public/complaints${lang}">
        <label for="area">${zh ? '地点在哪个县（市、区）' : 'In which county'}</label>
        <select id="area" name="area">
          ${areas.map((area) => html`<option value="${area.code}" ${selected(values['area'] === area.code)}>${area.name}</option>`)}
        </select>
        ${beside('area')}
        <label for="place">${zh ? '具体地点或企业名称' : 'The place, or the name of the plant'}</label>
        <input id="place" name="place" value="${values['place'] ?? ''}" required maxlength="200" />
        ${beside('place')}
        <label for="kind">${zh ? '反映什么' : 'What it is'}</label>
        <select id="kind" name="kind">
          ${Object.entries(COMPLAINT_KINDS).map(
            ([kind, said]) =>
              html`<option value="${kind}" ${selected(values['kind'] === kind)}>${said[language]}</option>`,
          )}
        </select>
        ${beside('kind')}
        <label for="text">${zh ? '什么时间、看到什么' : 'When, and what you saw'}</label>
        <textarea id="text" name="text" rows="5" maxlength="2000" required>${values['text'] ?? ''}</textarea>
        ${beside('text')}
        <label for="name">${zh ? '姓名（可不填）' : 'Your name (may stay empty)'}</label>
        <input id="name" name="name" value="${values['name'] ?? ''}" maxlength="50" autocomplete="name" />
        ${beside('name')}
        <label for="phone"
          >${zh ? '电话（可不填；要申领奖励的须填写）' : 'Your telephone (may stay empty; a reward needs it)'}</label
        >
        <input
          id="phone"
          name="phone"
          inputmode="tel"
          value="${values['phone'] ?? ''}"
          maxlength="30"
          autocomplete="tel"
        />
        ${beside('phone')}
        <button>${zh ? '提交举报' : 'Send it'}</button>
      </form>
      <section class="ask">
        <h2>${zh ? '查询办理情况' : 'Look one up'}</h2>
        <form method="post" action="/public/complaints/look${lang}">
          <label for="number">${zh ? '受理编号' : 'Number'}</label>
          <input id="number" name="number" required maxlength="40" autocapitalize="characters" />
          <label for="code">${zh ? '查询码' : 'Code'}</label>
          <input id="code" name="code" required maxlength="20" autocapitalize="characters" />
          ${beside('look')}
          <button class="second">${zh ? '查询' : 'Look'}</button>
        </form>
      </section>
      <p><a href="/public${lang}">${zh ? '返回首页' : 'Public information'}</a></p>`,
  })
}

/** Shown once: number and code, and by when there is an answer; photos may follow. */
export function takenPage(
  { number, code, answerBy }: { readonly number: string; readonly code: string; readonly answerBy: string },
  { language, exercise }: Shell,
): string {
  const zh = language === 'zh'
  const title = zh ? '举报已受理' : 'Your complaint was received'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<article>
        <h1>${title}</h1>
        <p>
          ${zh ? '请记下受理编号和查询码。查询码只显示这一次，遗失后无法找回。' : 'Write down the number and the code: the code is shown this once.'}
        </p>
        <dl class="facts">
          <dt>${zh ? '受理编号' : 'Number'}</dt>
          <dd class="company">${number}</dd>
          <dt>${zh ? '查询码' : 'Code'}</dt>
          <dd class="company">${code}</dd>
          <dt>${zh ? '答复期限' : 'Answered by'}</dt>
          <dd>${showFull(answerBy)}</dd>
        </dl>
      </article>
      ${photoBox(number, code, language)}
      <p><a href="/public/complaints${zh ? '' : '?lang=en'}">${zh ? '返回' : 'Back'}</a></p>`,
  })
}

/** How one stands: to whoever has the code, without a word on who works on it. */
export function lookPage(found: Complaint, code: string, { language, exercise }: Shell): string {
  const zh = language === 'zh'
  const { number, kind, place, text, receivedAt, answerBy, answeredAt, outcome, answer, reward, photos } = found
  const title = zh ? `举报 ${number}` : `Complaint ${number}`
  const facts: (readonly [string, string])[] = [
    [zh ? '办理情况' : 'It stands', STATE[stateOf(found)][language]],
    [zh ? '受理时间' : 'Received', showFull(receivedAt)],
    ...(answeredAt === null ? [[zh ? '答复期限' : 'Answered by', showFull(answerBy)] as const] : []),
    [zh ? '反映事项' : 'What it is', COMPLAINT_KINDS[kind][language]],
    [zh ? '地点' : 'Place', place],
    [zh ? '照片' : 'Photos', String(photos)],
  ]
  return pageOf({
    title,
    language,
    exercise,
    body: html`<article>
        <h1>${title}</h1>
        <dl class="facts">
          ${facts.map(
            ([term, said]) =>
              html`<dt>${term}</dt>
                <dd>${said}</dd>`,
          )}
        </dl>
        <p>${text}</p>
        ${
          answeredAt !== null &&
          outcome !== null &&
          html`<p class="notice">${showFull(answeredAt)}　${OUTCOMES[outcome][language]}：${answer}</p>`
        }
        ${reward !== null && html`<p class="notice">${reward === 'granted' ? (zh ? '予以奖励，请凭受理编号联系生态环境部门领取。' : 'A reward is granted: ask the bureau for it with the number.') : zh ? '不予奖励。' : 'No reward is granted.'}</p>`}
      </article>
      ${answeredAt === null && photoBox(number, code, language)}
      <p><a href="/public/complaints${zh ? '' : '?lang=en'}">${zh ? '返回' : 'Back'}</a></p>`,
  })
}

/** The one thing that needs a script: a browser sends a file as it is only by one. */
function photoBox(number: string, code: string, language: Language): Html {
  const zh = language === 'zh'
  return html`<section id="photos" hidden data-number="${number}" data-code="${code}">
    <label for="files">${zh ? '附照片' : 'Add photos'}</label>
    <input id="files" type="file" accept="image/jpeg,image/png,image/heic" multiple />
    <p class="hint" id="sent"></p>
    <script src="/public/complaints.js" defer></script>
  </section>`
}

function selected(is: boolean): Html | null {
  return is ? html`selected` : null
}
