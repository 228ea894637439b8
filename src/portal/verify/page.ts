import { showCode } from '../../dispatch/genuine/code.ts'
import type { Standing } from '../../dispatch/genuine/decide.ts'
import type { PublishedOrder } from '../../dispatch/genuine/store.ts'
import { showInstant } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import { sayWhat } from '../../plan/wording.ts'
import { html, type Html } from '../html.ts'
import { band, pageOf, type Language } from '../layout.ts'
import { linesOf } from '../lines.ts'
import { showFull, showTerm } from '../words.ts'

const VERDICT: Readonly<Record<Standing, Words>> = {
  inForce: { zh: '真实，现行有效', en: 'Genuine and in force' },
  replaced: { zh: '真实，但已被新版替代', en: 'Genuine, but replaced' },
  lifted: { zh: '真实，但已解除', en: 'Genuine, but lifted' },
  recalled: { zh: '误发，已撤回，请勿执行', en: 'Sent by mistake and recalled: do not carry it out' },
  unknown: { zh: '查无此码', en: 'No such code' },
  exercise: { zh: '演练', en: 'Exercise' },
}

const NEXT: Readonly<Record<Standing, Words>> = {
  inForce: {
    zh: '请与手中的文字逐项核对：单位、生产线、起止时间有一处不同，即为伪造，请向当地生态环境部门报告。',
    en: 'Compare it with the text in your hands: where enterprise, lines or times differ, that text is forged; report it.',
  },
  replaced: { zh: '请以最新一版为准。', en: 'The newest revision counts.' },
  lifted: { zh: '本指令不再要求减排。', en: 'It asks for nothing any more.' },
  recalled: {
    zh: '如无其他有效指令，按正常生产安排。',
    en: 'Where no other order holds, production goes on as usual.',
  },
  unknown: {
    zh: '请核对是否抄错。确实无误而查不到的，不是本系统发出的指令，请勿执行，并向当地生态环境部门报告。',
    en: 'Check it for slips. If it is right and still unknown, the order is not from here: do not follow it, and report it.',
  },
  exercise: {
    zh: '这是演练系统，不发出真实指令。',
    en: 'This is an exercise system; nothing that it sends is a real order.',
  },
}

/** What whoever holds a paper sees (核验页): the answer in the biggest type, then what the paper must say. */
export function verifyPage(
  { code, standing, order }: { code: string; standing: Standing; order: PublishedOrder | null },
  language: Language,
): string {
  const zh = language === 'zh'
  return pageOf({
    title: zh ? '核验减排指令' : 'Check an order',
    language,
    exercise: standing === 'exercise',
    body: html`<section class="verdict ${standing}">
        <h1>${VERDICT[standing][language]}</h1>
        ${order && standing === 'replaced' && html`<p>${replacedBy(order, zh)}</p>`}
        ${order && (standing === 'lifted' || standing === 'recalled') && html`<p>${showFull(order.since)}</p>`}
        <p>${NEXT[standing][language]}</p>
      </section>
      ${order && paper(order, code, language)} ${askFor(zh, '')}`,
  })
}

/** The page without a code: where one is typed in. */
export function askPage(exercise: boolean, language: Language): string {
  const zh = language === 'zh'
  const title = zh ? '核验减排指令' : 'Check an order'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${askFor(zh, ' autofocus')}`,
  })
}

function askFor(zh: boolean, focus: string): Html {
  return html`<form class="ask" method="get" action="/verify">
    <label for="code">${zh ? '防伪码（短信、公示牌上的十位字母和数字）' : 'Code: ten letters and figures'}</label>
    <input id="code" name="code" maxlength="20" autocomplete="off" autocapitalize="characters" required${focus} />
    <button>${zh ? '核验' : 'Check'}</button>
  </form>`
}

function replacedBy({ number, newest, newestAt }: PublishedOrder, zh: boolean): string {
  return zh
    ? `最新为 ${number} 第 ${newest} 版，${showFull(newestAt)} 下达。`
    : `The newest is ${number} revision ${newest}, of ${showFull(newestAt)}.`
}

function paper(
  { number, revision, name, creditCode, orderedAt, content }: PublishedOrder,
  code: string,
  language: Language,
): Html {
  const zh = language === 'zh'
  return html`<h2>${zh ? '该指令的原文要点' : 'What this order says'}</h2>
    ${band(content.level, language)}
    <h1 class="company">${name}</h1>
    <p class="term">${showTerm(content.starts, content.ends, language)}</p>
    ${linesOf(content, language, { folded: false })}
    <dl class="facts">
      <dt>${zh ? '编号' : 'Number'}</dt>
      <dd>${number}</dd>
      <dt>${zh ? '版次' : 'Revision'}</dt>
      <dd>${revision}</dd>
      <dt>${zh ? '统一社会信用代码' : 'Credit code'}</dt>
      <dd>${creditCode}</dd>
      <dt>${zh ? '下达时间' : 'Given'}</dt>
      <dd>${showFull(orderedAt)}</dd>
      <dt>${zh ? '防伪码' : 'Code'}</dt>
      <dd>${showCode(code)}</dd>
    </dl>`
}

/** The same for programs. */
export function verifyAnswer(standing: Standing, order: PublishedOrder | null): object {
  if (order === null) return { status: standing, order: null }
  const { number, revision, name, creditCode, orderedAt, since, content, newest, newestAt } = order
  const ended = standing === 'lifted' || standing === 'recalled'
  return {
    status: standing,
    order: {
      number,
      revision,
      enterprise: { name, creditCode },
      level: content.level,
      issuedAt: showInstant(orderedAt),
      starts: showInstant(content.starts),
      ends: content.ends === null ? null : showInstant(content.ends),
      ...(content.suspended ? { suspendedFrom: showInstant(content.suspended.from) } : {}),
      lines: content.lines.map((line) => ({
        line: line.line,
        name: line.name,
        starts: showInstant(line.starts),
        what: sayWhat(line, content.enterprise.class),
      })),
      transport: content.transport?.say ?? null,
      ...(newest > revision ? { replacedBy: { number, revision: newest, at: showInstant(newestAt) } } : {}),
      ...(ended ? { endedAt: showInstant(since) } : {}),
    },
  }
}
