import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { mayApply } from '../../grading/decide.ts'
import { GRADE_EN, GRADE_ZH, type Grade } from '../../model/enterprise.ts'
import type { FormFile } from '../../model/formFile.ts'
import type { Day } from '../../model/time.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import { html, type Html } from '../html.ts'
import type { Language } from '../layout.ts'
import { showFull } from '../words.ts'
import { faultOf, OPEN, SELECTED, type Shell } from './frame.ts'
import type * as read from './schemas.ts'

type Application = z.output<typeof read.gradesRead>['items'][number]

/** A grade of an industry that can be applied for, as one choice: not every grade is one of every industry. */
export interface Choice {
  readonly value: string
  readonly say: { readonly zh: string; readonly en: string }
}

export interface Grades {
  readonly applications: readonly Application[]
  /** Why an application came back or was rejected, by its id. */
  readonly reasons: ReadonlyMap<string, string>
  readonly choices: readonly Choice[]
}

/** States in which an application can still be taken back. */
const UNDER_WAY: ReadonlySet<string> = new Set([
  'applied',
  'countyPassed',
  'cityPassed',
  'returned',
  'confirmed',
  'published',
  'disputed',
])

/** What an enterprise may apply for in the industries that its list has of it; what bars it is said when it does. */
export function mayApplyFor(card: z.output<typeof read.cardRead>, today: Day): Choice[] {
  const procedure = loadGradeProcedure()
  const { all } = loadIndustries().within(card.area, today)
  const own = new Set([card.industry, ...card.alsoRated.map(({ industry }) => industry)])
  return all
    .filter(({ id }) => own.has(id))
    .flatMap((industry) =>
      (Object.keys(GRADE_ZH) as Grade[])
        .filter((grade) => 'authority' in mayApply(procedure, { grade, industry, bars: [], today }))
        .map((grade) => ({
          value: `${industry.id}|${grade}`,
          say: { zh: `${industry.zh} ${gradeWord(grade, 'zh')}`, en: `${industry.en}, ${gradeWord(grade, 'en')}` },
        })),
    )
}

/** Files as an application names them: they stay with whoever takes them in. */
export function attachmentsOf(files: readonly FormFile[]): { name: string; sha256: string; bytes: number }[] {
  return files.map(({ name, bytes }) => ({
    name: (name.trim() || '—').slice(-200),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }))
}

/** 绩效分级申请: what was applied for, what came of it, and a new one. */
export function gradesPart({ applications, reasons, choices }: Grades, shell: Shell): Html {
  const zh = shell.language === 'zh'
  return html`<h1 id="grade">${zh ? '绩效等级申请' : 'Applications for a grade'}</h1>
    ${applications.map((one) => applicationPart(one, reasons.get(one.id) ?? null, shell))}
    ${choices.length > 0 && applyForm(choices, shell)}`
}

function applicationPart(one: Application, reason: string | null, { language, word, fault }: Shell): Html {
  const zh = language === 'zh'
  return html`<article id="${one.id}">
    <p class="company">${one.name}　${gradeWord(one.grade, language)}</p>
    <p class="hint">
      ${sayState('grading', one.state)[language]}${
        one.state === 'published' &&
        one.objectionsUntil !== null &&
        `　${zh ? '异议截止' : 'objections until'} ${showFull(one.objectionsUntil)}`
      }${one.validUntil !== null && `　${zh ? '有效期至' : 'valid until'} ${one.validUntil}`}
    </p>
    ${reason !== null && html`<p class="notice">${zh ? '审核意见：' : 'Said of it: '}${reason}</p>`}
    ${faultOf(fault, one.id)}
    ${
      one.state === 'returned' &&
      html`<form method="post" action="/e/grades/${one.id}?lang=${language}" enctype="multipart/form-data">
        <input type="hidden" name="word" value="${word}" />${filesField(one.id, zh)}
        <button class="second" name="kind" value="amend">${zh ? '补正后重新提交' : 'Send it again'}</button>
      </form>`
    }
    ${
      UNDER_WAY.has(one.state) &&
      html`<form method="post" action="/e/grades/${one.id}?lang=${language}">
        <input type="hidden" name="word" value="${word}" />
        <button class="second" name="kind" value="withdraw">${zh ? '撤回申请' : 'Take it back'}</button>
      </form>`
    }
  </article>`
}

function applyForm(choices: readonly Choice[], { language, word, fault }: Shell): Html {
  const zh = language === 'zh'
  const typed = fault?.form === 'grade' ? fault.typed : {}
  return html`<details class="difficulty" ${fault?.form === 'grade' && OPEN}>
    <summary>${zh ? '申请绩效等级' : 'Apply for a grade'}</summary>
    ${faultOf(fault, 'grade')}
    <form method="post" action="/e/grades?lang=${language}" enctype="multipart/form-data">
      <input type="hidden" name="word" value="${word}" />
      <label for="what">${zh ? '行业和等级' : 'Industry and grade'}</label>
      <select id="what" name="what">
        ${choices.map(({ value, say }) => html`<option value="${value}" ${typed['what'] === value && SELECTED}>${say[language]}</option>`)}
      </select>
      ${filesField('new', zh)}
      <button class="second">${zh ? '提交申请' : 'Apply'}</button>
    </form>
    <p class="hint">
      ${zh ? '由县（市、区）初审，市级审核，A、B 级和引领性由省级确认。此处没有的行业，请先联系属地更正清单。' : 'The county looks first, then the city; the province confirms A, B and leading. If an industry is missing, have the list corrected first.'}
    </p>
  </details>`
}

function filesField(of: string, zh: boolean): Html {
  return html`<label for="files-${of}"
      >${zh ? '申报材料（可多选，合计不超过 24 兆）' : 'The files (24 MB at most in all)'}</label
    >
    <input id="files-${of}" type="file" name="files" multiple required />
    <p class="hint">
      ${zh ? '本系统只登记文件名和校验值，不保存文件：请把同样的文件报送属地生态环境部门。' : 'Only names and hashes are recorded here, no files: hand the same files to your county.'}
    </p>`
}

export function gradeWord(grade: string, language: Language): string {
  return (language === 'zh' ? GRADE_ZH : GRADE_EN)[grade as Grade] ?? grade
}
