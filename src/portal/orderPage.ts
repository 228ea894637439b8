import { showCode } from '../dispatch/genuine/code.ts'
import type { Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { ReceiptKind } from '../receipts/decide.ts'
import type { Shown } from './decide.ts'
import { html, type Html } from './html.ts'
import { band, pageOf, type Language } from './layout.ts'
import { linesOf } from './lines.ts'
import { showSpan, showTerm, showWhen } from './words.ts'

const BUTTON: Readonly<Partial<Record<ReceiptKind, Words>>> = {
  read: { zh: '已阅，稍后回执', en: 'Read, the answer follows' },
  acknowledged: { zh: '收到', en: 'Received' },
  committed: { zh: '能执行', en: 'We can do it' },
  done: { zh: '已完成', en: 'Done' },
  difficulty: { zh: '执行困难', en: 'We meet a difficulty' },
}

const SAID: Readonly<Partial<Record<ReceiptKind, Words>>> = {
  read: { zh: '已阅，尚未回执', en: 'Read, not answered yet' },
  acknowledged: { zh: '已回执：收到', en: 'Answered: received' },
  committed: { zh: '已回执：能执行', en: 'Answered: we can do it' },
  done: { zh: '已回执：已完成', en: 'Answered: done' },
  difficulty: {
    zh: '已报告执行困难，等待答复；答复之前原指令继续有效',
    en: 'A difficulty was reported; until it is answered the order holds',
  },
}

/** One order and the code that checks it. */
export interface Card {
  readonly shown: Shown
  readonly code: string | null
}

/** Everything that somebody has to answer for (企业页), the order of the link first, one tap each. */
export function ordersPage(
  cards: readonly Card[],
  { word, now, exercise, language }: { word: string; now: Instant; exercise: boolean; language: Language },
): string {
  const zh = language === 'zh'
  const others = cards.length - 1
  return pageOf({
    title: zh ? '减排指令' : 'Orders',
    language,
    exercise,
    body: html`${
      others > 0 &&
      html`<p class="hint">
        ${zh ? `您是 ${cards.length} 份指令的联系人，请逐份回执。` : `You stand for ${cards.length} orders: answer each of them.`}
      </p>`
    }
    ${cards.map((card) => cardOf(card, { word, now, language }))}`,
  })
}

/** One order with what can be said of it. @param base the page that it stands on, by which it is answered */
export function cardOf(
  { shown, code }: Card,
  {
    word,
    now,
    language,
    base = '/o',
    typed = {},
    done,
  }: {
    word: string
    now: Instant
    language: Language
    base?: '/o' | '/e'
    /** What was typed into a difficulty that was refused. */
    typed?: Readonly<Record<string, string>>
    /** How it is said there that all is done, where that is more than a button. */
    done?: Html
  },
): Html {
  const { orderId, number, revision, name, content, replaces } = shown
  const zh = language === 'zh'
  return html`<article id="${orderId}">
    ${band(content.level, language)}
    ${
      replaces !== null &&
      html`<p class="notice">
        ${
          zh
            ? `消息中的第 ${replaces} 版已被替代，下面是最新的第 ${revision} 版，请按此执行。`
            : `Revision ${replaces} of the message was replaced. This is revision ${revision}: carry out this one.`
        }
      </p>`
    }
    ${ended(shown, zh)}
    <h1 class="company">${name}</h1>
    ${
      !zh &&
      html`<p class="hint">
        A translation for your help: <a href="?lang=zh" hreflang="zh" lang="en">the Chinese text</a> is what binds.
      </p>`
    }
    <p class="term">${showTerm(content.starts, content.ends, language)}</p>
    ${shown.end === null && countdown(content.starts, now, language)} ${changed(shown, language)}
    <h2>
      ${content.changes.length > 0 ? (zh ? '现行全部措施' : 'All that holds now') : zh ? '要做什么' : 'What to do'}
    </h2>
    ${linesOf(content, language, { folded: true })} ${answers(shown, { word, language, base, typed, done })}
    <dl class="facts">
      <dt>${zh ? '编号' : 'Number'}</dt>
      <dd>${number}${zh ? `，第 ${revision} 版` : `, revision ${revision}`}</dd>
      ${
        code !== null &&
        html`<dt>${zh ? '防伪码' : 'Code'}</dt>
          <dd><a href="/verify/${code}">${showCode(code)}</a></dd>`
      }
    </dl>
    <p class="links">
      <a href="${base}/orders/${orderId}/receipt">${zh ? '回执凭证' : 'Receipt to keep'}</a>
      <a href="${base}/orders/${orderId}/notice">${zh ? '门口公示（打印）' : 'Notice for the gate'}</a>
    </p>
  </article>`
}

function ended({ end }: Shown, zh: boolean): Html | null {
  if (end === null) return null
  const said = {
    released: zh ? '本指令已解除。如无其他有效指令，恢复正常生产。' : 'This order is lifted.',
    recalled: zh ? '本指令为误发，已撤回，请勿执行。' : 'This order was sent by mistake: do not carry it out.',
    superseded: zh ? '本指令已被替代。' : 'This order was replaced.',
  }
  return html`<p class="notice">${said[end]}</p>`
}

function countdown(starts: Instant, now: Instant, language: Language): Html {
  const zh = language === 'zh'
  const at = showWhen(now, language)
  if (starts <= now) return html`<p class="count">${zh ? '正在执行期内' : 'In force now'}</p>`
  const left = showSpan(now, starts, language)
  return html`<p class="count">
    ${zh ? `距开始还有 ${left}` : `${left} until it starts`}<small>${zh ? `（截至 ${at}）` : ` (at ${at})`}</small>
  </p>`
}

function changed({ content: { changes } }: Shown, language: Language): Html | null {
  if (changes.length === 0) return null
  return html`<section class="changes">
    <h2>${language === 'zh' ? '本次变化' : 'What changed'}</h2>
    <ul>
      ${changes.map(({ say }) => html`<li>${say[language]}</li>`)}
    </ul>
  </section>`
}

/** What was said stays on the page; what can be said next is the button under the thumb. */
function answers(
  { orderId, revision, said, next }: Shown,
  {
    word,
    language,
    base,
    typed,
    done,
  }: {
    word: string
    language: Language
    base: string
    typed: Readonly<Record<string, string>>
    done: Html | undefined
  },
): Html {
  const zh = language === 'zh'
  const hidden = html`<input type="hidden" name="revision" value="${revision}" /><input
      type="hidden"
      name="word"
      value="${word}"
    />`
  const action = `${base}/orders/${orderId}/answers?lang=${language}`
  return html`<section class="answers">
    ${
      said.length > 0 &&
      html`<ul class="said">
        ${said.map(({ kind, at }) => html`<li>${SAID[kind]?.[language] ?? kind}<time>${showWhen(at, language)}</time></li>`)}
      </ul>`
    }
    ${next.map((kind) =>
      kind === 'difficulty'
        ? html`<details class="difficulty" ${typed['kind'] === 'difficulty' && html`open`}>
            <summary>${BUTTON.difficulty?.[language] ?? ''}</summary>
            <form method="post" action="${action}">
              ${hidden}<input type="hidden" name="kind" value="difficulty" />
              <label for="text-${orderId}"
                >${zh ? '哪条线、为什么、能做到什么程度' : 'Which line, why, and what can be done'}</label
              >
              <textarea id="text-${orderId}" name="text" rows="4" maxlength="2000" required>
${typed['kind'] === 'difficulty' && (typed['text'] ?? '')}</textarea>
              <button class="second">${zh ? '报告执行困难' : 'Report it'}</button>
            </form>
          </details>`
        : kind === 'done' && done !== undefined
          ? done
          : html`<form method="post" action="${action}">
              ${hidden}<button class="${kind === 'read' ? 'second' : 'first'}" name="kind" value="${kind}">
                ${BUTTON[kind]?.[language] ?? kind}
              </button>
            </form>`,
    )}
  </section>`
}

/** What is shown where the link is not known, or the browser has forgotten it. */
export function noLinkPage(exercise: boolean, language: Language): string {
  const zh = language === 'zh'
  return pageOf({
    title: zh ? '请从消息中的链接打开' : 'Open the link in the message',
    language,
    exercise,
    body: html`<h1>${zh ? '请从消息中的链接打开' : 'Open the link in the message'}</h1>
      <p>
        ${zh ? '本页只能由收到指令的人打开。请重新点开短信、邮件或群消息中的链接，并核对链接是否完整。' : 'Only who got the order opens this page. Open the link in the SMS, mail or group message again, and see that it is whole.'}
      </p>
      <p><a href="/verify">${zh ? '核验指令真伪' : 'Check whether an order is genuine'}</a></p>`,
  })
}
