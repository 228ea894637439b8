import { sayState } from '../../machines/words.ts'
import { DEPARTMENTS, type DepartmentKind } from '../model/department.ts'
import { parseInstant } from '../model/time.ts'
import { faultOf } from '../portal/desk/frame.ts'
import { html, type Html } from '../portal/html.ts'
import { showWhen } from '../portal/words.ts'
import { frame, hidden, typedIn, type Shell } from './frame.ts'
import type { Task } from './schemas.ts'

/** What departments of the area, or somebody sent to a plant, have to show, and until when. */
export function taskLine({ title, kind, department, answerBy, state }: Task, { language, now }: Shell): Html {
  const zh = language === 'zh'
  const by = parseInstant(answerBy)
  const late = by !== null && by < now
  const who =
    kind === 'inspection'
      ? zh
        ? '现场检查'
        : 'go there'
      : (department?.name ?? DEPARTMENTS[department?.kind as DepartmentKind]?.[language] ?? '')
  return html`<span>${who}　${title}</span>
    <p class="${late ? 'late' : ''}">
      ${sayState(kind === 'inspection' ? 'task' : 'departmentTask', state)[language]}　${zh ? `${showWhen(answerBy, language)} 前反馈${late ? '，已逾期' : ''}` : `by ${showWhen(answerBy, language)}${late ? ': overdue' : ''}`}
    </p>`
}

export function tasksPage(tasks: readonly Task[], shell: Shell): string {
  const { language, fault, may } = shell
  const zh = language === 'zh'
  return frame(shell, '/c/tasks', [
    tasks.length === 0 && html`<h1>${zh ? '没有待办任务' : 'No task waits'}</h1>`,
    html`${tasks.map(
      (task) =>
        html`<article id="${task.id}">
          <p class="hint">${task.warning.name}</p>
          ${taskLine(task, shell)} ${faultOf(fault, task.id)} ${may.has('task.answer') && taskForm(task, shell)}
        </article>`,
    )}`,
  ])
}

function taskForm({ id, kind, state }: Task, shell: Shell): Html {
  const { language } = shell
  const zh = language === 'zh'
  const typed = typedIn(shell, id)
  return html`<form method="post" action="/c/tasks/${id}?lang=${language}">
    ${hidden(shell)}
    <label for="text-${id}">
      ${kind === 'inspection' ? (zh ? '现场看到什么' : 'What was found there') : zh ? '做了什么，或者难在哪里' : 'What was done, or what the difficulty is'}
    </label>
    <textarea id="text-${id}" name="text" rows="3" maxlength="2000">${typed['text'] ?? ''}</textarea>
    ${
      kind === 'inspection'
        ? html`<button name="kind" value="answer">${zh ? '办结' : 'Answer it'}</button>`
        : html`${
              (state === 'issued' || state === 'silent') &&
              html`<button class="second" name="kind" value="received">
                ${zh ? '代报：已收到' : 'For them: received'}
              </button>`
            }<button class="second" name="kind" value="done">${zh ? '代报：已落实' : 'For them: done'}</button
            ><button class="second" name="kind" value="difficulty">
              ${zh ? '代报：有困难' : 'For them: a difficulty'}
            </button>`
    }
  </form>`
}
