import type { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { LISTED_LEVELS } from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { html } from '../html.ts'
import type { Language } from '../layout.ts'
import { showFull } from '../words.ts'
import { faultOf, frame, type Shell } from './frame.ts'
import { gradesPart, gradeWord, type Grades } from './grades.ts'
import type * as read from './schemas.ts'

type Items<T extends z.ZodType<{ items: readonly unknown[] }>> = z.output<T>['items']

/** What the list has of it, line by line; its plan, its grades. */
export function listPage(
  {
    card,
    plans,
    grades,
  }: {
    card: z.output<typeof read.cardRead> | null
    plans: z.output<typeof read.plansRead> | null
    grades: Grades
  },
  shell: Shell,
): string {
  const { language } = shell
  const zh = language === 'zh'
  if (card === null)
    return frame(shell, '/e/list', [html`<h1>${zh ? '不在现行清单中' : 'On no list that is in force'}</h1>`])
  const facts: [string, string][] = [
    [zh ? '清单' : 'List', card.list.name],
    [zh ? '所在地' : 'Where', card.areaName],
    [zh ? '统一社会信用代码' : 'Credit code', card.creditCode],
    [zh ? '排污许可证' : 'Permit', card.permit ?? '—'],
    [zh ? '行业' : 'Industry', card.industryName[language]],
    [zh ? '类型' : 'Class', card.className],
    [
      zh ? '绩效等级' : 'Grade',
      `${gradeWord(card.grade, language)}${card.gradeUntil === null ? '' : ` – ${card.gradeUntil}`}`,
    ],
    [
      zh ? '日排放量（千克）' : 'Kilograms a day',
      `SO₂ ${card.dailyKg.so2}，NOx ${card.dailyKg.nox}，PM ${card.dailyKg.pm}，VOCs ${card.dailyKg.vocs}`,
    ],
    [zh ? '一厂一策' : 'Own plan', planWord(plans, language)],
  ]
  return frame(shell, '/e/list', [
    html`<h1>${zh ? '清单中的本企业' : 'What the list has of us'}</h1>
      <dl class="facts">
        ${facts.map(
          ([term, said]) =>
            html`<dt>${term}</dt>
              <dd>${said}</dd>`,
        )}
      </dl>`,
    html`${card.lines.map(
      (line) =>
        html`<article>
          <p class="company">${line.name}</p>
          <p class="hint">
            ${zh ? `安全停车需 ${line.safeStopHours} 小时` : `A safe stop takes ${line.safeStopHours} h`}
          </p>
          <table>
            ${LISTED_LEVELS.flatMap((level) => {
              const found = line.measures[level]
              if (found === undefined) return []
              return [
                html`<tr>
                  <th>${zh ? LEVEL_ZH[level] : level}</th>
                  <td>${found.words}</td>
                  <td>${zh ? `提前 ${found.noticeHours} 小时通知` : `${found.noticeHours} h notice`}</td>
                </tr>`,
              ]
            })}
          </table>
        </article>`,
    )}`,
    html`<p class="hint">
      ${zh ? '内容有误的，请联系属地生态环境部门；公示期内可以提出异议。' : 'If something is wrong, tell your county; while a list is shown anybody may object.'}
    </p>`,
    gradesPart(grades, shell),
  ])
}

function planWord(plans: z.output<typeof read.plansRead> | null, language: Language): string {
  const said = [plans?.inForce, plans?.underWay].flatMap((plan) =>
    plan === null || plan === undefined
      ? []
      : [
          `${language === 'zh' ? `第 ${plan.revision} 版` : `revision ${plan.revision}`} ${sayState('plantPlan', plan.state)[language]}`,
        ],
  )
  return said.join('；') || '—'
}

export function findingsPage(
  {
    findings,
    problems,
    me,
  }: { findings: Items<typeof read.findingsRead>; problems: Items<typeof read.problemsRead>; me: string },
  shell: Shell,
): string {
  const { language, word, fault } = shell
  const zh = language === 'zh'
  const typedOf = (form: string) => (fault?.form === form ? fault.typed : {})
  return frame(shell, '/e/findings', [
    html`<h1>${zh ? '核查发现与整改问题' : 'Findings and problems'}</h1>`,
    findings.length + problems.length === 0 && html`<p>${zh ? '没有需要处理的事项。' : 'There is nothing.'}</p>`,
    html`${findings.map(
      (one) =>
        html`<article id="${one.id}">
          <p class="company">${one.kindName[language]}</p>
          <p class="hint">${one.stateName[language]}　${one.line}　${showFull(one.foundAt)}</p>
          <p>${one.text}</p>
          <ul>
            ${one.evidence.map(({ what, at, value }) => html`<li>${what} ${value ?? ''} ${at === null ? '' : showFull(at)}</li>`)}
          </ul>
          ${one.answer !== null && html`<p class="notice">${zh ? '本企业陈述：' : 'We said: '}${one.answer}</p>`}
          ${one.ruling !== null && html`<p class="notice">${zh ? '处理意见：' : 'Ruling: '}${one.ruling}</p>`}
          ${faultOf(fault, one.id)}
          ${
            one.state === 'told' &&
            html`<p>
                ${zh ? `请在 ${showFull(one.answerBy)} 前答复，逾期视为无异议。` : `Answer by ${showFull(one.answerBy)}; after that it counts.`}
              </p>
              <form method="post" action="/e/findings/${one.id}?lang=${language}">
                <input type="hidden" name="word" value="${word}" />
                <label for="text-${one.id}"
                  >${zh ? '陈述、申辩（有异议时填写）' : 'What you say to that (if you contest it)'}</label
                >
                <textarea id="text-${one.id}" name="text" rows="4" maxlength="2000">
${typedOf(one.id)['text'] ?? ''}</textarea>
                <button name="kind" value="contest">${zh ? '有异议' : 'Contest it'}</button>
                <button class="second" name="kind" value="accept">${zh ? '无异议' : 'Accept it'}</button>
              </form>`
          }
        </article>`,
    )}`,
    html`${problems.map(
      (one) =>
        html`<article id="${one.id}">
          <p class="company">${one.title}</p>
          <p class="hint">
            ${one.number}　${one.stateName[language]}　${zh ? '整改期限' : 'by'} ${showFull(one.fixBy)}
          </p>
          <p>${one.text}</p>
          ${faultOf(fault, one.id)}
          ${
            one.owner === me &&
            (one.state === 'listed' || one.state === 'overdue') &&
            html`<form method="post" action="/e/problems/${one.id}?lang=${language}">
              <input type="hidden" name="word" value="${word}" />
              <label for="text-${one.id}">${zh ? '整改情况' : 'What was put right'}</label>
              <textarea id="text-${one.id}" name="text" rows="4" maxlength="2000" required>
${typedOf(one.id)['text'] ?? ''}</textarea>
              <button>${zh ? '报告整改完成' : 'Report it as put right'}</button>
            </form>`
          }
        </article>`,
    )}`,
  ])
}

export function noticesPage(
  { notices, hardships }: { notices: Items<typeof read.noticesRead>; hardships: Items<typeof read.hardshipsRead> },
  shell: Shell,
): string {
  const { language } = shell
  const zh = language === 'zh'
  return frame(shell, '/e/notices', [
    html`<h1>${zh ? '执行困难与申诉' : 'Difficulties and appeals'}</h1>`,
    hardships.length === 0 && html`<p>${zh ? '没有报告过困难，也没有申诉。' : 'None.'}</p>`,
    html`${hardships.map(
      (one) =>
        html`<article>
          <p class="company">${one.name}</p>
          <p class="hint">${one.stateName[language]}　${showFull(one.saidAt)}</p>
          <p>${one.text}</p>
          ${one.answer !== null && html`<p class="notice">${zh ? '答复：' : 'Answer: '}${one.answer}</p>`}
          ${one.orderStands && html`<p class="hint">${zh ? '原指令继续有效。' : 'The order stands.'}</p>`}
        </article>`,
    )}`,
    html`<h1>${zh ? '通知' : 'Letters'}</h1>`,
    notices.length === 0 && html`<p>${zh ? '没有通知。' : 'None.'}</p>`,
    html`${notices.map(
      (one) =>
        html`<article>
          <p>${one.say[language]}</p>
          <p class="hint">${showFull(one.at)}</p>
        </article>`,
    )}`,
  ])
}

export function contactsPage(contacts: Items<typeof read.contactsRead>, shell: Shell): string {
  const { language, word, fault } = shell
  const zh = language === 'zh'
  return frame(shell, '/e/contacts', [
    html`<h1>${zh ? '联系人' : 'Contacts'}</h1>
      <p class="hint">
        ${zh ? '指令先发给第一联系人，无人回执时依次通知后面的人。换人、换号请立即更改。' : 'The first is told first; where nobody answers, the next. Change it as soon as somebody else takes over.'}
      </p>`,
    html`${contacts.map((one) => {
      const typed = fault?.form === one.id ? fault.typed : {}
      return html`<article id="${one.id}">
        <p class="hint">
          ${one.post ?? ''}${one.answeredAt === null ? '' : `　${zh ? '最近应答' : 'answered'} ${showFull(one.answeredAt)}`}
        </p>
        ${faultOf(fault, one.id)}
        <form method="post" action="/e/contacts/${one.id}?lang=${language}">
          <input type="hidden" name="word" value="${word}" />
          <label for="name-${one.id}">${zh ? '姓名' : 'Name'}</label>
          <input id="name-${one.id}" name="name" value="${typed['name'] ?? one.name}" required maxlength="50" />
          <label for="phone-${one.id}">${zh ? '电话' : 'Telephone'}</label>
          <input
            id="phone-${one.id}"
            name="phone"
            inputmode="tel"
            value="${typed['phone'] ?? one.phone}"
            required
            maxlength="20"
          />
          <label for="language-${one.id}">${zh ? '接收语言' : 'Language of messages'}</label>
          <select id="language-${one.id}" name="language">
            ${(['zh', 'en'] as const).map(
              (which) =>
                html`<option value="${which}" ${which === (typed['language'] ?? one.language) && 'selected'}>
                  ${which === 'zh' ? '中文' : 'English'}
                </option>`,
            )}
          </select>
          <button class="second">${zh ? '更改' : 'Change'}</button>
        </form>
      </article>`
    })}`,
  ])
}
