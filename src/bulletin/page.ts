import { aqiCategory } from '../model/aqiCategory.ts'
import { DEPARTMENTS } from '../model/department.ts'
import type { Instant } from '../model/time.ts'
import { html, type Html } from '../portal/html.ts'
import { band, pageOf, type Language } from '../portal/layout.ts'
import { showFull, showWhen } from '../portal/words.ts'
import type { Standing as Cited } from '../rulebook/citation.ts'
import type { PublicRule } from '../rulebook/bulletin.ts'
import type { TaskRule } from '../rulebook/taskForms.ts'
import type { PublicDay, ShownArea, ShownWarning } from './board.ts'
import { isOver, sayLevel, STANDING, standingOf, type Told } from './decide.ts'

export interface Reader {
  readonly language: Language
  readonly exercise: boolean
  readonly nameOf: (area: string) => string
  readonly rule: PublicRule
  readonly now: Instant
}

/** The first page (重污染天气公众信息): what is in force now, and what to do. */
export function homePage(areas: readonly ShownArea[], reader: Reader): string {
  const { language, exercise, now } = reader
  const zh = language === 'zh'
  const title = zh ? '重污染天气公众信息' : 'Heavy air pollution: public information'
  // Whoever holds no warning and publishes no index would only be a name.
  const shown = areas.filter(({ warnings, days }) => warnings.length > 0 || days.length > 0)
  const calm = areas.every(({ warnings }) => warnings.length === 0)
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      <p class="hint">${zh ? `截至 ${showFull(now)}` : `As of ${showFull(now)}, Beijing time`}</p>
      ${calm && html`<p class="notice">${zh ? '目前没有生效的重污染天气预警。' : 'No warning of heavy air pollution is in force.'}</p>`}
      ${shown.map(
        (area) =>
          html`<section>
            ${area.warnings.map((one) => warningBox(one, reader))}
            ${area.warnings.length === 0 && !calm && html`<p>${zh ? `${area.name}：没有生效的预警。` : `${area.name}: no warning is in force.`}</p>`}
            ${area.days.length > 0 && daysBox(area, reader)}
          </section>`,
      )}
      ${linksOf(language)}`,
  })
}

/** A warning on the first page: level, from when to when, what to do. */
function warningBox(one: ShownWarning, reader: Reader): Html {
  const { language } = reader
  const { warning, messages, tasks } = one
  const { level } = warning.context
  const last = messages.at(-1)
  const zh = language === 'zh'
  return html`<article>
    ${level !== null && band(level, language)}
    <p class="company">${reader.nameOf(warning.area)}</p>
    <p class="term">${sayTerm(one, language)}</p>
    ${level !== null && adviceOf(reader.rule, level, language)} ${tasksOf(tasks, language)}
    <p class="links">
      <a href="/public/warnings/${warning.id}${zh ? '' : '?lang=en'}"
        >${zh ? '通知全文和历次信息' : 'The notices in full'}</a
      >
      ${last !== undefined && html`<span class="hint">${zh ? '最近发布' : 'Last message'} ${showFull(last.sentAt)}</span>`}
    </p>
  </article>`
}

/** From when until when, and how it stands. */
function sayTerm({ warning }: ShownWarning, language: Language): string {
  const { startsAt, endsAt } = warning.context
  const standing = standingOf(warning)
  const said = STANDING[standing][language]
  const zh = language === 'zh'
  if (isOver(standing)) return warning.endedAt === null ? said : `${said} ${showFull(warning.endedAt)}`
  const from = startsAt === null ? '' : showWhen(startsAt, language)
  const until = endsAt === null ? (zh ? '结束时间另行通知' : 'until further notice') : showWhen(endsAt, language)
  return zh ? `${said}：${from} 起，${endsAt === null ? until : `${until} 止`}` : `${said}: ${from} → ${until}`
}

function adviceOf(rule: PublicRule, level: keyof PublicRule['advice'], language: Language): Html {
  const advice = rule.advice[level]
  return html`<h2>${language === 'zh' ? '健康提示' : 'Health advice'}</h2>
    <ul class="advice">
      ${advice[language].map((text) => html`<li>${text}</li>`)}
    </ul>
    <p class="hint">${sayCited(advice, language)}</p>`
}

function tasksOf(tasks: readonly TaskRule[], language: Language): Html | null {
  if (tasks.length === 0) return null
  const zh = language === 'zh'
  return html`<details>
    <summary>${zh ? `各部门采取的措施（${tasks.length} 项）` : `What the departments do (${tasks.length})`}</summary>
    <ul>
      ${tasks.map(
        (task) =>
          html`<li>
            <strong>${task.title[language]}</strong>（${DEPARTMENTS[task.department][language]}）${task.what[language]}
            <span class="hint">${sayCited(task, language)}</span>
          </li>`,
      )}
    </ul>
  </details>`
}

/** Where a sentence comes from, and whose it is here. */
function sayCited({ source, borrowedFrom, status }: Cited, language: Language): string {
  const zh = language === 'zh'
  if (source === undefined) return zh ? '本系统拟定' : 'This engine’s own wording'
  const said = zh ? `依据：${source.document}` : `By ${source.document}`
  const where = source.clause === undefined ? said : `${said}，${source.clause}`
  if (borrowedFrom !== undefined)
    return zh ? `${where}（借用${borrowedFrom}）` : `${where} (borrowed from ${borrowedFrom})`
  return status === 'design' ? `${where}${zh ? '（本系统拟定适用）' : ' (applied by this engine)'}` : where
}

/** The index of today and of the days ahead: a small swatch with the number, never to be taken for a warning. */
function daysBox({ name, days }: ShownArea, { language }: Reader): Html {
  const zh = language === 'zh'
  const first = days.find(({ issuedAt }) => issuedAt !== null)
  const said = (one: PublicDay) => {
    const { published } = one
    if (published.kind === 'none') return zh ? '暂无' : 'none yet'
    if (published.kind === 'na') return 'NA'
    const category = aqiCategory(published.aqi)
    return html`<i class="swatch ${category.id}"></i>${published.aqi} ${category[language]}`
  }
  return html`<article>
    <h2>${zh ? `${name}空气质量指数（AQI）` : `${name}: air quality index`}</h2>
    <table>
      ${days.map(
        (one, n) =>
          html`<tr>
            <th>${one.day}</th>
            <td>
              ${n === 0 ? (zh ? '今日' : 'today') : ''}${one.observed ? (zh ? '实测' : ' observed') : zh ? '预报' : ' forecast'}
            </td>
            <td>${said(one)}</td>
          </tr>`,
      )}
    </table>
    <p class="hint">
      ${first?.issuedAt ? `${zh ? '来源' : 'Source'}：${first.provider}，${showFull(first.issuedAt)}` : ''}${days.some(({ published }) => published.kind === 'na') && (zh ? '。NA：有污染物缺测，按 HJ 633 不发布。' : '. NA: pollutants are missing (HJ 633).')}
    </p>
  </article>`
}

function linksOf(language: Language): Html {
  const zh = language === 'zh'
  const more = zh ? '' : '?lang=en'
  const links = [
    ['/public/warnings', zh ? '历次预警' : 'All warnings'],
    ['/public/lists', zh ? '减排清单' : 'Reduction lists'],
    ['/public/grades', zh ? '绩效等级' : 'Grades'],
    ['/public/results', zh ? '结果公示' : 'Published results'],
    ['/public/subscribe', zh ? '邮件订阅' : 'By mail'],
    ['/public/complaints', zh ? '举报投诉' : 'Report pollution'],
    ['/verify', zh ? '核验指令' : 'Check an order'],
  ] as const
  return html`<p class="links">
    ${links.map(([path, said]) => html`<a href="${path}${more}">${said}</a>`)}
    <a href="/public/feed.atom">${zh ? '订阅源（Atom）' : 'Feed (Atom)'}</a>
    <a href="/public${zh ? '?lang=en' : '?lang=zh'}">${zh ? 'English' : '中文'}</a>
  </p>`
}

/** All warnings (历次预警), the newest first. */
export function warningsPage(
  { items, next }: { readonly items: readonly ShownWarning[]; readonly next: string | null },
  { language, exercise, nameOf }: Reader,
): string {
  const zh = language === 'zh'
  const more = zh ? '' : '?lang=en'
  const title = zh ? '历次重污染天气预警' : 'Warnings of heavy air pollution'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${items.length === 0 && html`<p>${zh ? '没有发布过预警。' : 'No warning has been issued.'}</p>`}
      ${items.map((one) => {
        const { id, area, context } = one.warning
        return html`<article>
          <p>
            <a href="/public/warnings/${id}${more}"
              >${nameOf(area)}　${context.level === null ? one.warning.name : sayLevel(context.level)[language]}</a
            >
          </p>
          <p class="hint">${sayTerm(one, language)}</p>
        </article>`
      })}
      ${next !== null && html`<p><a href="/public/warnings?cursor=${next}${zh ? '' : '&lang=en'}">${zh ? '更早的' : 'Earlier'}</a></p>`}
      <p><a href="/public${more}">${zh ? '返回首页' : 'Public information'}</a></p>`,
  })
}

/** One warning with everything that was made known of it, the newest message first; nothing is taken away. */
export function warningPage(one: ShownWarning, reader: Reader): string {
  const { language, exercise, nameOf, rule } = reader
  const { warning, messages, tasks } = one
  const { level } = warning.context
  const zh = language === 'zh'
  const over = isOver(standingOf(warning))
  const title = `${nameOf(warning.area)} ${level === null ? warning.name : sayLevel(level)[language]}`
  return pageOf({
    title,
    language,
    exercise,
    body: html`<article>
        ${level !== null && !over && band(level, language)}
        <h1>${title}</h1>
        <p class="term">${sayTerm(one, language)}</p>
        ${level !== null && !over && adviceOf(rule, level, language)} ${over ? null : tasksOf(tasks, language)}
      </article>
      <h2>${zh ? '历次通知' : 'Notices'}</h2>
      ${messages.toReversed().map((message) => messageBox(message, messages, language))}
      <p><a href="/public${zh ? '' : '?lang=en'}">${zh ? '返回首页' : 'Public information'}</a></p>`,
  })
}

function messageBox(message: Told, all: readonly Told[], language: Language): Html {
  const zh = language === 'zh'
  const { document, corrects, id } = message
  const wrong = corrects === null ? undefined : all.find((other) => other.id === corrects)
  const right = all.filter((other) => other.corrects === id)
  return html`<article id="${id}">
    <p class="company">${document.title}</p>
    <p class="hint">${document.number ?? ''}　${showFull(message.sentAt)}</p>
    ${right.map((other) => html`<p class="notice"><a href="#${other.id}">${zh ? `已由 ${showFull(other.sentAt)} 的通知更正` : `Corrected by the notice of ${showFull(other.sentAt)}`}</a></p>`)}
    ${wrong !== undefined && html`<p class="notice"><a href="#${wrong.id}">${zh ? '本通知所更正的通知' : 'The notice that this one corrects'}</a></p>`}
    ${document.body.map((block) =>
      block.kind === 'table'
        ? null
        : block.kind === 'heading'
          ? html`<h2>${block.text}</h2>`
          : html`<p>${block.text}</p>`,
    )}
    <p class="hint">${document.closing === null ? '' : `${document.closing.office}　${document.closing.date}`}</p>
    <p class="links"><a href="/public/cap/${id}.xml">${zh ? '预警信息文件（CAP 1.2）' : 'CAP 1.2'}</a></p>
  </article>`
}
