import { sayState } from '../../../machines/words.ts'
import type { Words } from '../../plan/order.ts'
import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import { showWhen } from '../../portal/words.ts'
import type { InspectionProcedure } from '../../rulebook/inspection.ts'
import { byPlace, type Answer, type Seen } from '../decide.ts'
import type { Inspection } from '../store.ts'

interface Shown {
  /** The path of the inspector's day. */
  readonly path: string
  readonly exercise: boolean
  readonly language: Language
}

const ANSWER: Record<Answer, Words> = {
  yes: { zh: '已落实', en: 'Yes' },
  no: { zh: '未落实', en: 'No' },
  notSeen: { zh: '未查看', en: 'Not seen' },
}
const OUTCOME: Record<Seen['outcome'], Words> = {
  compliant: { zh: '未发现问题', en: 'Nothing found' },
  notCompliant: { zh: '发现问题', en: 'Something found' },
  unclear: { zh: '未能判断', en: 'Not clear' },
  refused: { zh: '企业拒绝检查', en: 'Not let in' },
}
const SHOWS: Record<Seen['lines'][number]['shows'], Words> = {
  stopped: { zh: '已停', en: 'Stopped' },
  running: { zh: '在运行', en: 'Running' },
  unclear: { zh: '未能判断', en: 'Not clear' },
}

/** The day of an inspector (当日核查任务), in the order of the way. */
export function dayPage(
  visits: readonly Inspection[],
  inspector: string,
  areaOf: (code: string) => string,
  { path, exercise, language }: Shown,
): string {
  const zh = language === 'zh'
  const open = byPlace(visits).toSorted((a, b) => Number(a.state === 'visited') - Number(b.state === 'visited'))
  return pageOf({
    title: zh ? '现场核查' : 'Visits',
    language,
    exercise,
    body: html`<h1>${inspector}</h1>
      ${open.length === 0 && html`<p class="notice">${zh ? '没有待核查的企业。' : 'Nobody is to be visited.'}</p>`}
      ${open.map(
        (one) =>
          html`<article>
            <h2>${areaOf(one.area)}${one.place === '' ? '' : ` ${one.place}`}</h2>
            <p><a href="${path}/${one.id}?lang=${language}">${one.name}</a></p>
            <p>${one.why[language]}</p>
            <p>
              ${sayState('inspection', one.state)[language]}${zh ? '，' : ', '}${showWhen(one.visitBy, language)}${
                zh ? ' 前' : ''
              }
            </p>
          </article>`,
      )}
      <script src="/i/visit.js" defer></script>`,
  })
}

/** One visit (现场核查单): the checklist made from the order, the photos, and who signs. */
export function visitPage(
  visit: Inspection,
  procedure: InspectionProcedure,
  inspector: string,
  photos: number,
  { path, exercise, language, word }: Shown & { readonly word: string },
): string {
  const zh = language === 'zh'
  const done = visit.state === 'visited'
  const lines = [...new Set(visit.checklist.map(({ line }) => line))].filter((line) => line !== '')
  return pageOf({
    title: visit.name,
    language,
    exercise,
    body: html`<p><a href="${path}?lang=${language}">${zh ? '返回当日任务' : 'Back to the day'}</a></p>
      <h1>${visit.name}</h1>
      <p>${visit.why[language]}</p>
      <p id="offline" class="notice" hidden>
        ${zh ? '已保存在本机，联网后自动发送。请勿关闭浏览器数据。' : 'Kept on this device; it is sent when there is a net.'}
      </p>
      ${done && html`<p class="notice">${zh ? '核查结果已登记。' : 'The visit is on record.'}</p>`}
      ${!done && formOf(visit, procedure, inspector, lines, { path, language, word, photos })}
      <script src="/i/visit.js" defer></script>`,
  })
}

function formOf(
  { id, checklist }: Inspection,
  procedure: InspectionProcedure,
  inspector: string,
  lines: readonly string[],
  { path, language, word, photos }: { path: string; language: Language; word: string; photos: number },
): Html {
  const zh = language === 'zh'
  const field = (text: string, input: Html) => html`<label>${text}${input}</label>`
  return html`<form
    method="post"
    action="${path}/${id}?lang=${language}"
    id="visit"
    data-photos="${path}/${id}/photos?word=${word}"
  >
    <input type="hidden" name="word" value="${word}" /><input type="hidden" name="seenAt" value="" />
    ${checklist.map(
      ({ id: item, say }) =>
        html`<fieldset>
          <legend>${say[language]}</legend>
          ${(['yes', 'no', 'notSeen'] as const).map(
            (answer) =>
              html`<label
                ><input type="radio" name="a.${item}" value="${answer}" required />${ANSWER[answer][language]}</label
              >`,
          )}
          ${field(zh ? '说明' : 'Remark', html`<input name="r.${item}" maxlength="500" />`)}
        </fieldset>`,
    )}
    ${lines.map(
      (line) =>
        html`<fieldset>
          <legend>${zh ? `${line} 现场所见` : `${line}, as seen`}</legend>
          ${(['stopped', 'running', 'unclear'] as const).map(
            (shows) =>
              html`<label
                ><input type="radio" name="l.${line}" value="${shows}" required />${SHOWS[shows][language]}</label
              >`,
          )}
        </fieldset>`,
    )}
    <fieldset>
      <legend>${zh ? '照片' : 'Photos'}</legend>
      <input type="file" id="photos" accept="image/jpeg,image/png" capture="environment" multiple hidden />
      <p id="taken">${zh ? `已上传 ${photos} 张` : `${photos} sent`}</p>
    </fieldset>
    <fieldset>
      <legend>${zh ? '结论' : 'Outcome'}</legend>
      ${(['compliant', 'notCompliant', 'unclear', 'refused'] as const).map(
        (outcome) =>
          html`<label
            ><input type="radio" name="outcome" value="${outcome}" required />${OUTCOME[outcome][language]}</label
          >`,
      )}
      ${field(
        zh ? '问题类别' : 'What kind',
        html`<select name="kind">
          <option value=""></option>
          ${procedure.findings.map((rule) => html`<option value="${rule.id}">${rule[language]}</option>`)}
        </select>`,
      )}
      ${field(zh ? '问题情况' : 'What was found', html`<textarea name="text" rows="4" maxlength="2000"></textarea>`)}
    </fieldset>
    <fieldset>
      <legend>${zh ? '签字' : 'Signatures'}</legend>
      ${field(zh ? '核查人员' : 'Inspector', html`<input name="inspector" value="${inspector}" maxlength="60" required />`)}
      ${field(zh ? '企业人员' : 'For the plant', html`<input name="plant" maxlength="60" />`)}
      ${field(zh ? '企业拒绝签字的，写明原因' : 'Refused to sign, because', html`<input name="refusedBecause" maxlength="500" />`)}
    </fieldset>
    <button class="first">${zh ? '提交' : 'Send'}</button>
  </form>`
}
