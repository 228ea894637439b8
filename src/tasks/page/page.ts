import { sayState } from '../../../machines/words.ts'
import type { WarningLevel } from '../../model/level.ts'
import { html, type Html } from '../../portal/html.ts'
import { band, pageOf, type Language } from '../../portal/layout.ts'
import { showTerm, showWhen } from '../../portal/words.ts'
import type { LivingTask } from '../departments/store.ts'
import type { TaskPhoto } from '../photos/store.ts'
import type { Report, Said } from '../reports/store.ts'

export interface TasksShown {
  readonly level: WarningLevel
  readonly department: string
  readonly tasks: readonly LivingTask[]
  readonly reports: readonly Report[]
  readonly photos: readonly TaskPhoto[]
}

const SAYS: Readonly<Record<Said, { zh: string; en: string }>> = {
  opened: { zh: '已打开', en: 'Opened' },
  received: { zh: '已反馈：收到', en: 'Answered: received' },
  done: { zh: '已反馈：已落实', en: 'Answered: done' },
  difficulty: { zh: '已报告困难，等待值班员答复', en: 'A difficulty was reported' },
  asked: { zh: '值班员要求继续落实', en: 'The duty officer asks again' },
  withdrawn: { zh: '值班员已撤销', en: 'Taken back by the duty officer' },
}

/** Everything that a department has to do under a warning (部门任务页), one tap each. */
export function tasksPage(
  { level, department, tasks, reports, photos }: TasksShown,
  { link, word, exercise, language }: { link: string; word: string; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const unanswered = tasks.filter(({ state }) => state === 'issued' || state === 'silent')
  const form = { link, word, language }
  return pageOf({
    title: zh ? '部门任务' : 'Tasks of the department',
    language,
    exercise,
    body: html`${tasks.length > 0 && band(level, language)}
      <h1>${department}</h1>
      ${
        tasks.length === 0 &&
        html`<p class="notice">
          ${zh ? '本预警的部门任务均已解除，不再执行。' : 'Nothing is asked of you any more under this warning.'}
        </p>`
      }
      ${
        unanswered.length > 0 &&
        html`<section class="answers">
          <form method="post" action="/t/${link}/received?lang=${language}">
            <input type="hidden" name="word" value="${word}" />
            <button class="first">${zh ? `收到（${unanswered.length} 项）` : `Received (${unanswered.length})`}</button>
          </form>
        </section>`
      }
      ${tasks.map((task) => taskOf(task, { reports, photos }, form))}
      <script src="/t/photos.js" defer></script>`,
  })
}

function taskOf(
  task: LivingTask,
  { reports, photos }: Pick<TasksShown, 'reports' | 'photos'>,
  { link, word, language }: { link: string; word: string; language: Language },
): Html {
  const { id, content, begins, ends, rests, reportBy, state } = task
  const zh = language === 'zh'
  const said = reports.filter((one) => one.task === id && one.kind !== 'opened')
  const action = `/t/${link}/tasks/${id}?lang=${language}`
  return html`<article id="${id}">
    <h2>${content.title[language]}</h2>
    <p class="term">${showTerm(begins, ends, language)}</p>
    ${
      rests !== null &&
      html`<p class="notice">
        ${zh ? `自 ${showWhen(rests, language)} 起暂停执行` : `At rest since ${showWhen(rests, language)}`}
      </p>`
    }
    <p>${content.what[language]}</p>
    ${content.meanwhile !== null && html`<p>${zh ? '此前：' : 'Until then: '}${content.meanwhile[language]}</p>`}
    ${
      content.certain &&
      html`<p>${zh ? '首日按此执行，不因此后调整改变。' : 'Its first day stands whatever is changed afterwards.'}</p>`
    }
    <dl class="facts">
      <dt>${zh ? '反馈' : 'To report'}</dt>
      <dd>
        ${content.evidence[language]}${zh ? `，${showWhen(reportBy, language)} 前` : `, by ${showWhen(reportBy, language)}`}
      </dd>
      <dt>${zh ? '依据' : 'By'}</dt>
      <dd>${basisOf(task, zh)}</dd>
      <dt>${zh ? '状态' : 'State'}</dt>
      <dd>${sayState('departmentTask', state)[language]}</dd>
    </dl>
    <section class="answers">
      ${
        said.length > 0 &&
        html`<ul class="said">
          ${said.map(({ kind, text, at, onBehalf }) => html`<li>${SAYS[kind][language]}${onBehalf && (zh ? '（值班员代为登记）' : ' (by the duty officer)')}${text !== null && `：${text}`}<time>${showWhen(at, language)}</time></li>`)}
        </ul>`
      }
      ${state !== 'done' && saying('done', { action, word, zh })}
      ${state !== 'hindered' && saying('difficulty', { action, word, zh })}
      ${photoBox(id, photos.filter((one) => one.task === id).length, { link, word, zh })}
    </section>
  </article>`
}

/** The one thing that needs a script: a browser sends a file as it is only by one. Without it the box stays away. */
function photoBox(id: string, has: number, { link, word, zh }: { link: string; word: string; zh: boolean }): Html {
  return html`<div class="photos" hidden data-to="/t/${link}/tasks/${id}/photos" data-word="${word}">
    <label for="photos-${id}"
      >${zh ? '附现场照片（请开启定位，当场拍摄）' : 'Add photographs (taken now, with the place switched on)'}</label
    >
    <input id="photos-${id}" type="file" accept="image/jpeg,image/png,image/heic" multiple />
    <p class="hint">${has > 0 && (zh ? `已收到 ${has} 张` : `${has} received`)}</p>
  </div>`
}

function saying(
  kind: 'done' | 'difficulty',
  { action, word, zh }: { action: string; word: string; zh: boolean },
): Html {
  const done = kind === 'done'
  const [title, ask] = done
    ? [zh ? '已落实' : 'Done', zh ? '做了什么、何时、数量' : 'What was done, when, how much']
    : [
        zh ? '有困难' : 'We meet a difficulty',
        zh ? '难在哪里、能做到什么程度' : 'What hinders you, and what can be done',
      ]
  return html`<details class="difficulty">
    <summary>${title}</summary>
    <form method="post" action="${action}">
      <input type="hidden" name="word" value="${word}" /><input type="hidden" name="kind" value="${kind}" />
      <label>${ask}<textarea name="text" rows="4" maxlength="2000" required></textarea></label>
      <button class="${done ? 'first' : 'second'}">${zh ? '提交' : 'Send'}</button>
    </form>
  </details>`
}

function basisOf({ content: { basis } }: LivingTask, zh: boolean): string {
  const { document, clause, borrowedFrom, design } = basis
  const named = [document, clause].filter((part) => part !== null).join(' ')
  const marks = [
    borrowedFrom === null ? '' : zh ? `借用${borrowedFrom}的规定` : `borrowed from ${borrowedFrom}`,
    design ? (zh ? '本系统建议做法' : 'as this engine reads it') : '',
  ].filter((part) => part !== '')
  return `${named}${marks.length === 0 ? '' : `（${marks.join(zh ? '，' : ', ')}）`}`
}
