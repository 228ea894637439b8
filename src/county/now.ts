import { isAbove, LEVEL_ZH, type WarningLevel } from '../model/level.ts'
import { LISTED_LEVELS } from '../model/enterprise.ts'
import { parseInstant } from '../model/time.ts'
import { faultOf, OPEN, SELECTED } from '../portal/desk/frame.ts'
import { html, type Html } from '../portal/html.ts'
import { band, type Language } from '../portal/layout.ts'
import { showTerm, showWhen } from '../portal/words.ts'
import { button, frame, hidden, reasonField, typedIn, type Shell } from './frame.ts'
import { plantsPart, type Plants } from './plants.ts'
import type { OwnNotice, Path, Response, Task, Tightening } from './schemas.ts'
import { taskLine } from './tasks.ts'

/** What holds in an area, and what the area asks on top of it. */
export interface InForce {
  readonly response: Response
  readonly own: readonly Tightening[]
}

export interface Now {
  readonly inForce: readonly InForce[]
  readonly notices: readonly OwnNotice[]
  readonly paths: readonly Path[]
  readonly plants: Plants
  readonly tasks: readonly Task[]
}

/** Tasks on the first page; all of them are one tap away. */
const FIRST_TASKS = 3

/** The first page (现在): what holds, what waits for a press, who does not know and who does not do it. */
export function nowPage({ inForce, notices, paths, plants, tasks }: Now, shell: Shell): string {
  const zh = shell.language === 'zh'
  return frame(shell, '/c', [
    inForce.length === 0 && html`<h1>${zh ? '目前没有生效的预警' : 'No warning holds now'}</h1>`,
    html`${inForce.map((one) => inForcePart(one, shell))}`,
    html`${paths.map((path) => pathPart(path, shell))}`,
    html`${notices.map((notice) => noticePart(notice, shell))}`,
    (inForce.length > 0 || plants.some(({ rows }) => rows.length > 0)) && plantsPart(plants, shell),
    tasks.length > 0 &&
      html`<article>
        <h2>${zh ? '待办任务' : 'Tasks that wait'}</h2>
        <ul class="rows">
          ${tasks.slice(0, FIRST_TASKS).map((task) => html`<li>${taskLine(task, shell)}</li>`)}
        </ul>
        <p class="links"><a href="/c/tasks?lang=${shell.language}">${zh ? '全部任务' : 'All tasks'}</a></p>
      </article>`,
  ])
}

function inForcePart({ response, own }: InForce, shell: Shell): Html {
  const { language, fault } = shell
  const zh = language === 'zh'
  const { id, level, measures, startsAt, endsAt, warningName, warningStateName, toldAt } = response
  const starts = parseInstant(startsAt ?? '')
  const ends = parseInstant(endsAt ?? '')
  return html`<article id="${id}">
    ${band(level, language)}
    <h1 class="company">${warningName}</h1>
    ${starts !== null && html`<p class="term">${showTerm(starts, ends, language)}</p>`}
    <p class="hint">
      ${warningStateName[language]}　${zh ? `市级 ${showWhen(toldAt, language)} 下达` : `told by the city ${showWhen(toldAt, language)}`}
    </p>
    ${
      measures !== null &&
      isAbove(measures, level) &&
      html`<p class="notice">
        ${zh ? `市级要求按${LEVEL_ZH[measures]}预警的措施执行` : `The city orders the measures of ${measures}`}
      </p>`
    }
    ${own.map((one) => ownPart(one, shell))} ${faultOf(fault, id)} ${responsePart(response, shell)}
    ${shell.may.has('tightening.declare') && tightenForm(response, own, shell)}
  </article>`
}

/** The one press that is due: 收到, then 启动. */
function responsePart({ id, state, receiptBy, acknowledgedAt, startedAt }: Response, shell: Shell): Html {
  const { language, now, may } = shell
  const zh = language === 'zh'
  const by = receiptBy === null ? null : parseInstant(receiptBy)
  const late = by !== null && by < now
  const said = [
    acknowledgedAt !== null && ([zh ? '本级已回执' : 'Acknowledged', acknowledgedAt] as const),
    startedAt !== null && ([zh ? '本级已启动响应' : 'Response started', startedAt] as const),
  ].filter((one) => one !== false)
  return html`<section class="answers">
    ${
      said.length > 0 &&
      html`<ul class="said">
        ${said.map(([what, at]) => html`<li>${what}<time>${showWhen(at, language)}</time></li>`)}
      </ul>`
    }
    ${
      may.has('response.answer') &&
      state === 'told' &&
      by !== null &&
      html`<p class="${late ? 'short' : 'count'}">
        ${zh ? `请于 ${showWhen(by, language)} 前回执${late ? '，已逾期' : ''}` : `To be acknowledged by ${showWhen(by, language)}${late ? ': overdue' : ''}`}
      </p>`
    }
    ${may.has('response.answer') && state === 'told' && button(shell, `/c/responses/${id}/acknowledge`, zh ? '收到' : 'Received')}
    ${
      may.has('response.answer') &&
      (state === 'told' || state === 'acknowledged') &&
      button(
        shell,
        `/c/responses/${id}/start`,
        zh ? '启动本级应急响应' : 'Start our response',
        state === 'told' ? 'second' : 'first',
      )
    }
  </section>`
}

function ownPart(one: Tightening, shell: Shell): Html {
  const { language, may, fault } = shell
  const zh = language === 'zh'
  const { id, level, measures, reason, declaredAt, holds, decision } = one
  const waits = !holds && decision === null
  const what = whatOf(level, measures, language)
  return html`<div class="notice" id="${id}">
    ${zh ? `本级加严：${what}` : `We ask more: ${what}`}${waits ? (zh ? '（待市级复核）' : ' (waits for the city)') : ''}
    <p class="hint">${reason}　${showWhen(declaredAt, language)}</p>
    ${
      may.has('tightening.declare') &&
      html`<details ${fault?.form === id && OPEN}>
        <summary>${zh ? '终止加严' : 'End it'}</summary>
        ${faultOf(fault, id)}
        <form method="post" action="/c/tightenings/${id}/end?lang=${language}">
          ${hidden(shell)} ${reasonField(id, zh ? '理由' : 'Why', typedIn(shell, id))}
          <button class="second">${zh ? '终止加严' : 'End it'}</button>
        </form>
      </details>`
    }
  </div>`
}

/** What a county asks beyond its city, in a few words. */
export function whatOf(
  level: WarningLevel | null,
  measures: readonly { line: string; measure: string }[],
  language: Language,
): string {
  const zh = language === 'zh'
  if (level !== null)
    return zh ? `全部企业按${LEVEL_ZH[level]}预警的措施执行` : `all plants by the measures of ${level}`
  return measures.map(({ line, measure }) => `${line} ${measure}`).join(zh ? '；' : '; ')
}

/** More than the city, never less: only what is stricter than what holds can be chosen. */
function tightenForm({ id, level, measures }: Response, own: readonly Tightening[], shell: Shell): Html | null {
  const { language, fault } = shell
  const zh = language === 'zh'
  const form = `tighten-${id}`
  const typed = typedIn(shell, form)
  const held = measures !== null && isAbove(measures, level) ? measures : level
  const taken = new Set(own.map((one) => one.level))
  const open = LISTED_LEVELS.filter((one) => isAbove(one, held) && !taken.has(one))
  if (open.length === 0) return null
  return html`<details class="difficulty" id="${form}" ${fault?.form === form && OPEN}>
    <summary>${zh ? '本级加严（比市级更严）' : 'Ask more than the city'}</summary>
    ${faultOf(fault, form)}
    <form method="post" action="/c/responses/${id}/tighten?lang=${language}">
      ${hidden(shell)}
      <label for="level-${id}">${zh ? '全部企业按哪一级的措施执行' : 'By the measures of which level'}</label>
      <select id="level-${id}" name="level">
        ${open.map((one) => html`<option value="${one}" ${typed['level'] === one && SELECTED}>${zh ? LEVEL_ZH[one] : one}</option>`)}
      </select>
      ${reasonField(form, zh ? '理由（写入指令和日志）' : 'Why (it stands in the orders and the journal)', typed)}
      <button class="second">${zh ? '加严' : 'Ask more'}</button>
    </form>
    <p class="hint">${zh ? '只对一条生产线加严的，从企业页办理。' : 'For a single line: on the page of the plant.'}</p>
  </details>`
}

function noticePart({ id, title, number, issuerName, sentAt }: OwnNotice, shell: Shell): Html {
  const { language, fault, may } = shell
  const zh = language === 'zh'
  return html`<article id="${id}">
    <h2>${zh ? '通知，待回执' : 'A notice, not acknowledged yet'}</h2>
    <p class="company"><a href="/c/notices/${id}?lang=${language}">${title}</a></p>
    <p class="hint">${issuerName}　${number ?? ''}　${showWhen(sentAt, language)}</p>
    ${faultOf(fault, id)}
    ${may.has('response.answer') && button(shell, `/c/notices/${id}/received`, zh ? '收到' : 'Received')}
  </article>`
}

function pathPart({ id, reason, stops }: Path, shell: Shell): Html {
  const { language, area, fault, may } = shell
  const zh = language === 'zh'
  const own = stops.find(({ county }) => county === area)
  return html`<article id="${id}">
    <h2>${zh ? '污染传输预告，待回执' : 'Pollution is on its way here'}</h2>
    ${
      own !== undefined &&
      html`<p class="company">
        ${zh ? `预计 ${showWhen(own.at, language)} 影响${own.name}` : `${own.name} is reached ${showWhen(own.at, language)}`}
      </p>`
    }
    <p class="hint">${reason}</p>
    ${faultOf(fault, id)}
    ${may.has('response.answer') && button(shell, `/c/transport/${id}/acknowledge`, zh ? '收到' : 'Received', 'first', { county: area })}
  </article>`
}
