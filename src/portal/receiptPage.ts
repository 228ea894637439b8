import { showCode } from '../dispatch/genuine/code.ts'
import type { Proof } from '../dispatch/genuine/genuine.ts'
import { parseInstant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import { html, type Html } from './html.ts'
import { pageOf, type Language } from './layout.ts'
import { qrOf } from './qr.ts'
import type { Fact, Receipt, ReceiptRevision } from './receipt.ts'
import { showFull } from './words.ts'

export const WHAT: Readonly<Record<string, Words>> = {
  delivered: { zh: '送达', en: 'delivered' },
  opened: { zh: '链接打开', en: 'link opened' },
  read: { zh: '已阅', en: 'read' },
  acknowledged: { zh: '收到', en: 'received' },
  committed: { zh: '能执行', en: 'can be done' },
  done: { zh: '已完成', en: 'done' },
  difficulty: { zh: '报告执行困难', en: 'difficulty reported' },
  appeal: { zh: '申诉', en: 'appeal' },
  reminded: { zh: '提醒送达', en: 'reminder delivered' },
  secondContactTold: { zh: '通知第二联系人', en: 'second contact told' },
  endingDelivered: { zh: '解除预告送达', en: 'told of the coming end' },
  releaseDelivered: { zh: '解除通知送达', en: 'release delivered' },
  givenUp: { zh: '未能送达', en: 'not delivered' },
}

export const CHANNEL: Readonly<Record<string, Words>> = {
  webhook: { zh: '系统接口', en: 'webhook' },
  web: { zh: '系统接口', en: 'interface' },
  page: { zh: '企业页面', en: 'page' },
  sms: { zh: '短信', en: 'SMS' },
  voice: { zh: '电话', en: 'call' },
  mail: { zh: '邮件', en: 'e-mail' },
  onBehalf: { zh: '代为登记', en: 'on behalf' },
}

const BY: Readonly<Record<Fact['by'], Words>> = {
  enterprise: { zh: '企业', en: 'enterprise' },
  officer: { zh: '属地或值班人员代办', en: 'officer on behalf' },
  engine: { zh: '系统', en: 'engine' },
}

/** The dated receipt to keep or print (回执凭证). */
export function receiptPage({ receipt, proof }: { receipt: Receipt; proof: Proof }, language: Language): string {
  const zh = language === 'zh'
  const { number, enterprise, issuedAt, revisions, exercise = false } = receipt
  return pageOf({
    title: zh ? `回执凭证：${enterprise.name}` : `Receipt: ${enterprise.name}`,
    language,
    exercise,
    sheet: true,
    body: html`<h2>${zh ? '重污染天气应急减排指令回执凭证' : 'Receipt of an emergency reduction order'}</h2>
      <h1 class="company">${enterprise.name}</h1>
      <dl class="facts">
        <dt>${zh ? '统一社会信用代码' : 'Credit code'}</dt>
        <dd>${enterprise.creditCode}</dd>
        <dt>${zh ? '指令编号' : 'Order'}</dt>
        <dd>${number}</dd>
        <dt>${zh ? '出具时间' : 'Issued'}</dt>
        <dd>${full(issuedAt)}</dd>
      </dl>
      ${revisions.toReversed().map((revision) => revisionOf(revision, language))}
      <div class="foot">
        <dl class="facts">
          <dt>${zh ? '防伪码' : 'Code'}</dt>
          <dd>${showCode(proof.code)}</dd>
          <dt>${zh ? '密钥' : 'Key'}</dt>
          <dd>${proof.key}</dd>
          <dt>${zh ? '签名' : 'Signature'}</dt>
          <dd class="mono">${proof.signature}</dd>
        </dl>
        <figure>
          ${qrOf(proof.verify, zh ? '核验二维码' : 'QR code')}
          <figcaption>${zh ? '扫码核验指令' : 'Scan to check the order'}</figcaption>
        </figure>
      </div>`,
  })
}

function revisionOf({ revision, orderedAt, starts, ends, lines, facts }: ReceiptRevision, language: Language): Html {
  const zh = language === 'zh'
  return html`<section class="revision">
    <h2>${zh ? `第 ${revision} 版，${full(orderedAt)} 下达` : `Revision ${revision} of ${full(orderedAt)}`}</h2>
    <p>${full(starts)} — ${ends === null ? (zh ? '通知解除为止' : 'until it is lifted') : full(ends)}</p>
    <ul>
      ${lines.map(({ name, what }) => html`<li>${name}：${what}</li>`)}
    </ul>
    <table>
      <thead>
        <tr>
          <th>${zh ? '时间' : 'When'}</th>
          <th>${zh ? '事项' : 'What'}</th>
          <th>${zh ? '渠道' : 'Channel'}</th>
          <th>${zh ? '办理' : 'By'}</th>
        </tr>
      </thead>
      <tbody>
        ${facts.map(
          ({ at, what, channel, by }) =>
            html`<tr>
              <td>${full(at)}</td>
              <td>${WHAT[what]?.[language] ?? what}</td>
              <td>${CHANNEL[channel]?.[language] ?? channel}</td>
              <td>${BY[by][language]}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function full(shown: string): string {
  const at = parseInstant(shown)
  return at === null ? shown : showFull(at)
}
