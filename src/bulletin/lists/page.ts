import type { z } from 'zod'
import { GRADE_EN, GRADE_ZH, LISTED_LEVELS, type Grade } from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { html, type Html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'
import { showFull } from '../../portal/words.ts'
import type { openGradeForm, openListForm, OpenEntry } from './schemas.ts'

interface Reader {
  readonly language: Language
  readonly exercise: boolean
  readonly nameOf: (area: string) => string
}
type List = z.output<typeof openListForm>

/** All lists that are published (公示、公布的应急减排清单). */
export function listsPage(
  { items, next }: { readonly items: readonly List[]; readonly next: string | null },
  reader: Reader,
): string {
  const { language, nameOf } = reader
  const zh = language === 'zh'
  const more = zh ? '' : '?lang=en'
  return page(zh ? '应急减排清单' : 'Emergency reduction lists', reader, [
    items.length === 0 && html`<p>${zh ? '目前没有公示或公布的清单。' : 'No list is published.'}</p>`,
    items.map(
      (one) =>
        html`<article>
          <p><a href="/public/lists/${one.id}${more}">${nameOf(one.area)}　${one.name}</a></p>
          <p class="hint">${standing(one, language)}</p>
        </article>`,
    ),
    nextLink(`/public/lists?cursor=${next}`, next, zh),
  ])
}

/** One of them: each enterprise with its grade and what it does at which level; never who is called there. */
export function listPage(
  list: List,
  { items, next }: { readonly items: readonly OpenEntry[]; readonly next: string | null },
  reader: Reader,
): string {
  const { language, nameOf } = reader
  const zh = language === 'zh'
  return page(`${nameOf(list.area)}${zh ? '应急减排清单' : ' emergency reduction list'}`, reader, [
    html`<p class="notice">${standing(list, language)}</p>`,
    items.map(
      (one) =>
        html`<article>
          <p class="company">${one.name}</p>
          <p class="hint">
            ${one.county}　${one.industry[language]}　${gradeOf(one.grade, language)}　${one.creditCode}
          </p>
          <ul>
            ${one.lines.map(
              ({ name, measures }) =>
                html`<li>
                  ${name}：${LISTED_LEVELS.flatMap((level) => {
                    const said = measures[level]
                    return said === undefined ? [] : [`${zh ? LEVEL_ZH[level] : level} ${said}`]
                  }).join('；')}
                </li>`,
            )}
          </ul>
        </article>`,
    ),
    nextLink(`/public/lists/${list.id}?cursor=${next}`, next, zh),
    html`<p><a href="/public/lists${zh ? '' : '?lang=en'}">${zh ? '全部清单' : 'All lists'}</a></p>`,
  ])
}

/** Grades that are shown for objection, and those that are held (公示、公布的绩效等级). */
export function gradesPage(
  { items, next }: { readonly items: readonly z.output<typeof openGradeForm>[]; readonly next: string | null },
  reader: Reader,
): string {
  const { language, nameOf } = reader
  const zh = language === 'zh'
  return page(zh ? '绩效等级公示与公布' : 'Performance grades', reader, [
    items.length === 0 && html`<p>${zh ? '目前没有公示或公布的绩效等级。' : 'No grade is published.'}</p>`,
    items.map(
      (one) =>
        html`<article>
          <p class="company">${one.name}</p>
          <p class="hint">${nameOf(one.area)}　${one.industryName[language]}　${gradeOf(one.grade, language)}</p>
          <p class="hint">
            ${standing(one, language)}${one.validUntil !== null && (zh ? `，有效期至 ${one.validUntil}` : `, valid until ${one.validUntil}`)}
          </p>
        </article>`,
    ),
    nextLink(`/public/grades?cursor=${next}`, next, zh),
  ])
}

function standing(
  { state, stateName, objectionsUntil }: Pick<List, 'state' | 'stateName' | 'objectionsUntil'>,
  language: Language,
): string {
  const zh = language === 'zh'
  if (state !== 'published' || objectionsUntil === null) return stateName[language]
  return zh
    ? `公示中，异议可在 ${showFull(objectionsUntil)} 前向生态环境部门提出`
    : `Published for objection until ${showFull(objectionsUntil)}`
}

function gradeOf(grade: string, language: Language): string {
  return language === 'zh' ? `${GRADE_ZH[grade as Grade]}${grade.length <= 2 ? '级' : ''}` : GRADE_EN[grade as Grade]
}

function nextLink(path: string, next: string | null, zh: boolean): Html | null {
  return next === null ? null : html`<p><a href="${path}${zh ? '' : '&lang=en'}">${zh ? '下一页' : 'Next page'}</a></p>`
}

function page(title: string, { language, exercise }: Reader, body: Parameters<typeof html>[1][]): string {
  const home = html`<p>
    <a href="/public${language === 'zh' ? '' : '?lang=en'}">${language === 'zh' ? '返回首页' : 'Public information'}</a>
  </p>`
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${body}${home}`,
  })
}
