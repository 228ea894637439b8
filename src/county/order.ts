import type { OrderContent } from '../plan/order.ts'
import { faultOf, OPEN, SELECTED } from '../portal/desk/frame.ts'
import { html, type Html } from '../portal/html.ts'
import { band } from '../portal/layout.ts'
import { linesOf } from '../portal/lines.ts'
import { CHANNEL } from '../portal/receiptPage.ts'
import { showTerm, showWhen } from '../portal/words.ts'
import { isOver, type How, type ReceiptKind } from '../receipts/decide.ts'
import { sayFact, sayGrade } from './words.ts'
import { frame, hidden, reasonField, typedIn, type Shell } from './frame.ts'
import type { Contact, Order } from './schemas.ts'

/** One plant of one's own (企业): how to reach it, what it has to do, what is on record, and what it says by us. */
export function orderPage(
  order: Order,
  { people, response }: { people: readonly Contact[] | null; response: string | null },
  shell: Shell,
): string {
  const { language, may } = shell
  const zh = language === 'zh'
  const { enterprise, number, revision, state, revisions } = order
  const content = revisions.at(-1)?.content as OrderContent | undefined
  const over = isOver(state)
  return frame(shell, '', [
    html`<article id="${order.id}">
      ${band(order.level, language)}
      <h1 class="company">${enterprise.name}</h1>
      <p class="hint">
        ${sayGrade(enterprise.grade, language)}　${number}${zh ? `，第 ${revision} 版` : `, revision ${revision}`}${over ? (zh ? '　已结束' : '　over') : ''}
      </p>
      ${may.has('person.open') && peoplePart(order, people, shell)} ${!over && onBehalfForm(order, shell)}
      <h2>${zh ? '要求它做什么' : 'What it has to do'}</h2>
      ${
        content !== undefined &&
        html`<p class="term">${showTerm(content.starts, content.ends, language)}</p>
          ${linesOf(content, language, { folded: true })}`
      }
      ${
        !over &&
        content !== undefined &&
        response !== null &&
        may.has('tightening.declare') &&
        lineForm(order, content, response, shell)
      }
      <h2>${zh ? '送达与回执记录' : 'What is on record'}</h2>
      ${factsOf(order, shell)}
    </article>`,
  ])
}

/** Numbers are masked until somebody says why they are needed; who opened them and why stands in the journal. */
function peoplePart({ id, enterprise }: Order, people: readonly Contact[] | null, shell: Shell): Html {
  const zh = shell.language === 'zh'
  const form = `people-${id}`
  if (people !== null)
    return html`<section class="answers" id="${form}">
      <h2>${zh ? '联系人（本次查看已记入日志）' : 'Contacts (this look stands in the journal)'}</h2>
      ${people.length === 0 && html`<p>${zh ? '清单没有联系人。' : 'The list names nobody.'}</p>`}
      ${people.map(
        ({ name, post, phone }) =>
          html`<p class="company">${name}　${post ?? ''}<br /><a href="tel:${phone}">${phone}</a></p>`,
      )}
    </section>`
  return html`<section class="answers" id="${form}">
    ${faultOf(shell.fault, form)}
    <form method="post" action="/c/orders/${id}/people?lang=${shell.language}">
      ${hidden(shell)}<input type="hidden" name="enterprise" value="${enterprise.id}" />
      ${reasonField(form, zh ? '查看电话的事由（记入日志）' : 'Why the number is needed (journalled)', typedIn(shell, form))}
      <button>${zh ? '查看联系电话' : 'Show the numbers'}</button>
    </form>
  </section>`
}

const SAYS = [
  ['acknowledged', { zh: '收到', en: 'has received it' }],
  ['committed', { zh: '能执行', en: 'can do it' }],
  ['difficulty', { zh: '执行困难', en: 'meets a difficulty' }],
  ['done', { zh: '已完成', en: 'has done it' }],
] as const satisfies readonly (readonly [ReceiptKind, object])[]
const HOW_SAID = [
  ['telephone', { zh: '电话联系', en: 'by telephone' }],
  ['visit', { zh: '上门', en: 'by a visit' }],
  ['message', { zh: '信息', en: 'by a message' }],
] as const satisfies readonly (readonly [How, object])[]

/** 代答: what a plant said to an officer counts, and stays marked as what it is. */
function onBehalfForm({ id, revision }: Order, shell: Shell): Html {
  const { language, fault } = shell
  const zh = language === 'zh'
  const form = `answer-${id}`
  const typed = typedIn(shell, form)
  return html`<details class="difficulty" id="${form}" ${fault?.form === form && OPEN}>
    <summary>${zh ? '登记电话或上门情况，代为回执' : 'Note a call or a visit: answer on its behalf'}</summary>
    ${faultOf(fault, form)}
    <form method="post" action="/c/orders/${id}/answers?lang=${language}">
      ${hidden(shell)}<input type="hidden" name="revision" value="${revision}" />
      <label for="kind-${id}">${zh ? '企业怎么说' : 'What it says'}</label>
      <select id="kind-${id}" name="kind">
        ${SAYS.map(([kind, said]) => html`<option value="${kind}" ${typed['kind'] === kind && SELECTED}>${said[language]}</option>`)}
      </select>
      <label for="how-${id}">${zh ? '怎么得知的' : 'How you know'}</label>
      <select id="how-${id}" name="how">
        ${HOW_SAID.map(([how, said]) => html`<option value="${how}" ${typed['how'] === how && SELECTED}>${said[language]}</option>`)}
      </select>
      <label for="text-${id}"
        >${zh ? '情况（谁接的、看到什么、难在哪里）' : 'With whom, what was seen, what the difficulty is'}</label
      >
      <textarea id="text-${id}" name="text" rows="3" maxlength="2000">${typed['text'] ?? ''}</textarea>
      <button class="second">${zh ? '登记' : 'Note it'}</button>
    </form>
    <p class="hint">
      ${zh ? '代为回执标明代办，证明力弱于企业本人回执；催促企业自己回执。' : 'It is marked, and weaker than the plant’s own word: have it answer itself.'}
    </p>
  </details>`
}

/** 对一条生产线加严: in the words of a list. */
function lineForm({ id, enterprise }: Order, { lines }: OrderContent, response: string, shell: Shell): Html {
  const { language, fault } = shell
  const zh = language === 'zh'
  const form = `line-${id}`
  const typed = typedIn(shell, form)
  return html`<details class="difficulty" id="${form}" ${fault?.form === form && OPEN}>
    <summary>${zh ? '对一条生产线加严' : 'Ask more of one line'}</summary>
    ${faultOf(fault, form)}
    <form method="post" action="/c/orders/${id}/tighten?lang=${language}">
      ${hidden(shell)}<input type="hidden" name="response" value="${response}" />
      <input type="hidden" name="enterprise" value="${enterprise.id}" />
      <label for="of-${id}">${zh ? '生产线' : 'Line'}</label>
      <select id="of-${id}" name="line">
        ${lines.map(({ line, name }) => html`<option value="${line}" ${typed['line'] === line && SELECTED}>${name}</option>`)}
      </select>
      <label for="measure-${id}">${zh ? '措施（如：限产50%、停产）' : 'Measure, as 限产50% or 停产'}</label>
      <input id="measure-${id}" name="measure" maxlength="500" required value="${typed['measure'] ?? ''}" />
      ${reasonField(form, zh ? '理由' : 'Why', typed)}
      <button class="second">${zh ? '加严' : 'Ask more'}</button>
    </form>
  </details>`
}

function factsOf({ evidence, revision }: Order, { language }: Shell): Html {
  const facts = evidence.filter((one) => one.revision === revision).toReversed()
  if (facts.length === 0) return html`<p class="hint">${language === 'zh' ? '还没有记录。' : 'Nothing yet.'}</p>`
  return html`<table>
    ${facts.map(({ rung, channel, at, detail }) => {
      const text = typeof detail?.['text'] === 'string' ? detail['text'] : null
      return html`<tr>
        <th>${showWhen(at, language)}</th>
        <td>
          ${sayFact(rung, language)}　${CHANNEL[channel]?.[language] ?? ''}${text !== null && html`<br />${text}`}
        </td>
      </tr>`
    })}
  </table>`
}
