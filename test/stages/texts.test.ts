import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { changedItems, itemsOf } from '../../src/dispatch/texts/items.ts'
import { partsOf } from '../../src/dispatch/texts/short.ts'
import { sayNumber, speak, spell } from '../../src/dispatch/texts/speech.ts'
import { textsOf } from '../../src/dispatch/texts/texts.ts'
import type { Occasion, Told } from '../../src/dispatch/texts/told.ts'
import { LISTED_LEVELS, type Entry } from '../../src/model/enterprise.ts'
import type { Measure } from '../../src/model/measure.ts'
import type { OrderContent } from '../../src/plan/order.ts'
import { entry, line, measureArbitrary } from '../help/entries.ts'
import { fixtureEntries, ORANGE, ordered, raised, RED } from '../help/orders.ts'
import { runs } from '../help/runs.ts'

/* What the person in the control room reads at 22:00: from orders planned from the lists of the fixtures. */

let entries: Entry[] = []
beforeAll(async () => {
  entries = await fixtureEntries('xinzhou-1000.xlsx')
})

const PAGE = 'https://yjc.example.cn/o/7K3M9QXA2P'

function told(content: OrderContent, more: Partial<Told> = {}): Told {
  return {
    language: 'zh',
    occasion: { purpose: 'order' },
    exercise: false,
    trial: false,
    repeated: false,
    area: '忻州市',
    number: `忻州市 2020-12-26-${content.enterprise.creditCode}`,
    revision: content.changes.length > 0 ? 2 : 1,
    content,
    issuedAt: ORANGE.issuedAt,
    genuine: { code: '7K3M9QXA2P', verify: 'https://yjc.example.cn/verify/7K3M9QXA2P' },
    page: PAGE,
    call: null,
    ...more,
  }
}

const found = (is: (content: OrderContent) => boolean): Entry =>
  entries.find((one) => is(ordered(one))) ?? expect.fail('the fixture has no such enterprise')
/** A kiln that stops, of a grade that its table rules. */
const kiln = () => found(({ basis, lines }) => basis === 'grade' && lines.some(({ rampDownFrom }) => rampDownFrom))

describe('an order', () => {
  test('as an SMS', () => {
    expect(textsOf(told(ordered(kiln()))).short).toMatchInlineSnapshot(
      `"忻州市橙色预警减排指令，宁武县璟稷示例再生铝厂：12月26日0时起，1#熔炼线：停产，12月25日18时起降负荷。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX3000142K"`,
    )
  })
  test('as an SMS, given later than a safe stop needs', () => {
    const late = { ...ORANGE, issuedAt: '2020-12-25T14:00:00.000Z' }
    expect(textsOf(told(ordered(kiln(), late))).short).toMatchInlineSnapshot(
      `"忻州市橙色预警减排指令，宁武县璟稷示例再生铝厂：12月26日0时起，1#熔炼线：停产，通知时间不足，立即（12月25日22时）起降负荷、安全停车（需6小时）。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX3000142K"`,
    )
  })
  test('that the rule did not call for says so, in few words and in a sentence', () => {
    const { short, long } = textsOf(told({ ...ordered(kiln()), unruled: 'extend' }))
    expect(short).toMatch(/^忻州市橙色预警减排指令（会商决定延长），/)
    expect(long).toContain('启动依据：本次延长未达到规则规定的条件，由会商研判决定，理由已书面记录。')
    expect(textsOf(told(ordered(kiln()))).long).not.toContain('会商')
  })
  test('read aloud', () => {
    expect(textsOf(told(ordered(kiln()))).spoken).toMatchInlineSnapshot(
      `"您好，这是忻州市重污染天气应急通知。忻州市橙色预警减排指令。受令单位：宁武县璟稷示例再生铝厂。十二月二十六日零时起，一号熔炼线：停产，十二月二十五日十八时起降负荷。至十二月二十九日零时止。重复一遍。十二月二十六日零时起，一号熔炼线：停产，十二月二十五日十八时起降负荷。至十二月二十九日零时止。防伪码：七、K、三、M、九、Q、X、A、二、P。按1确认收到。按1确认收到。通知完毕。"`,
    )
  })
  test('by mail', () => {
    const { subject, long } = textsOf(told(ordered(kiln()), { call: '忻州市值班电话 15400000000' }))
    expect(`${subject}\n\n${long}`).toMatchInlineSnapshot(`
      "忻州市橙色预警减排指令：宁武县璟稷示例再生铝厂（忻州市 2020-12-26-91140925YX3000142K）

      忻州市橙色预警减排指令
      受令单位：宁武县璟稷示例再生铝厂（91140925YX3000142K，绩效等级：C）
      编号：忻州市 2020-12-26-91140925YX3000142K，第1版
      下达时间：12 月 24 日 18 时

      【现行全部措施】
      宁武县璟稷示例再生铝厂：橙色预警，启动Ⅱ级应急响应，12 月 26 日 0 时起执行，至 12 月 29 日 0 时止。请按下列措施逐条生产线执行。
      1. 1#熔炼线：12 月 26 日 0 时起停产（提前 24 小时通知，安全停车需 6 小时，请于 25 日 18 时起降负荷）。核查方式：用电、台账。依据：绩效 C 级，橙色；示例市应急减排清单 1# 橙色；环办大气函〔2020〕340号 再生铜铝铅锌 C。

      【如何回执】
      打开 https://yjc.example.cn/o/7K3M9QXA2P 确认收到；收到短信的，回复1；接到电话的，按1。
      执行确有困难的，立即在同一网页说明哪条生产线、什么原因；答复之前，本指令继续执行。

      【核验真伪】防伪码 7K3M9QXA2P ，https://yjc.example.cn/verify/7K3M9QXA2P
      【联系】忻州市值班电话 15400000000"
    `)
  })
  test('to those of another footing', () => {
    const said = (['ownDecision', 'heating', 'idle', 'small', 'protected'] as const).map(
      (basis) => `${basis}: ${textsOf(told(ordered(found((content) => content.basis === basis)))).short}`,
    )
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "ownDecision: 忻州市橙色预警减排指令，原平市靖澄示例铝材有限公司：12月26日0时起，1#挤压线、2#挤压线：自主减排，日产量下调22%。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140981YX3000660Y
      heating: 忻州市橙色预警减排指令，宁武县芷澄示例热力有限公司：12月26日0时起，1#供暖锅炉：不停产、不限产，治理设施稳定运行。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX30000620
      idle: 忻州市橙色预警减排指令，原平市锦涑示例表面处理有限公司：12月26日0时起，1#喷涂线：保持停产，不得复产。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140981YX30004842
      small: 忻州市橙色预警减排指令，偏关县皓锦示例粮油食品有限公司：12月26日0时起，1#炒制线：限产40%（以产能计）。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140932YX30000031
      protected: 忻州市橙色预警减排指令，代县珩蔚示例水泥制品有限公司：12月26日0时起，1#搅拌线：限产20%（以产能计）。至12月29日0时止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140923YX3000986L"
    `)
  })
})

describe('a revision', () => {
  const stricter = () =>
    entries.find((one) => raised(one).changes.some(({ kind }) => kind === 'stricter')) ?? expect.fail()
  test('tells what changes for this enterprise, and that the rest stands', () => {
    const texts = textsOf(told(raised(stricter()), { issuedAt: RED.issuedAt }))
    expect(texts.short).toMatchInlineSnapshot(
      `"忻州市红色预警减排指令变更（第2版，代替第1版），偏关县皓锦示例粮油食品有限公司：预警级别由橙色升为红色；12月26日18时起，1#炒制线：停产，通知时间不足，立即（12月26日17时30分）起降负荷、安全停车（需1小时）。其余措施不变。延长，至另行通知解除为止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140932YX30000031"`,
    )
    expect(texts.spoken).toMatchInlineSnapshot(
      `"您好，这是忻州市重污染天气应急通知。忻州市红色预警减排指令变更。受令单位：偏关县皓锦示例粮油食品有限公司。预警级别由橙色升为红色。十二月二十六日十八时起，一号炒制线：停产，通知时间不足，立即，十二月二十六日十七时三十分起降负荷、安全停车，需一小时。其余措施不变。延长，至另行通知解除为止。重复一遍。预警级别由橙色升为红色。十二月二十六日十八时起，一号炒制线：停产，通知时间不足，立即，十二月二十六日十七时三十分起降负荷、安全停车，需一小时。其余措施不变。延长，至另行通知解除为止。防伪码：七、K、三、M、九、Q、X、A、二、P。按1确认收到。按1确认收到。通知完毕。"`,
    )
  })
  test('of which only the level is new for it says so', () => {
    const same = entries.find((one) => raised(one).changes.every(({ line: of }) => of === null)) ?? expect.fail()
    expect(textsOf(told(raised(same))).short).toMatchInlineSnapshot(
      `"忻州市红色预警减排指令变更（第2版，代替第1版），宁武县芷澄示例热力有限公司：预警级别由橙色升为红色，本企业措施不变。延长，至另行通知解除为止。回复1确认。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX30000620"`,
    )
  })
  test('that only ends later or earlier says which', () => {
    const later = raised(kiln(), ORANGE, { ...ORANGE, ends: '2020-12-30T16:00:00.000Z' })
    expect(textsOf(told(later)).short).toContain('延长，至12月31日0时止')
    const sooner = raised(kiln(), ORANGE, { ...ORANGE, ends: '2020-12-27T16:00:00.000Z' })
    expect(textsOf(told(sooner)).short).toContain('提前结束，至12月28日0时止')
  })
})

describe('another occasion', () => {
  const say = (occasion: Occasion, more: Partial<Told> = {}) => textsOf(told(ordered(kiln()), { occasion, ...more }))
  test('the reminder, to the second contact, in a drill, again', () => {
    expect(say({ purpose: 'reminder' }).short).toMatch(/^提醒：尚未收到贵单位确认。忻州市橙色预警减排指令，/)
    expect(say({ purpose: 'second' }).short).toMatch(/^贵单位第一联系人尚未确认，请您处理。忻州市橙色预警减排指令，/)
    const marked = say({ purpose: 'order' }, { exercise: true, trial: true, repeated: true })
    for (const text of [marked.short, marked.subject, marked.long])
      expect(text).toMatch(/^〔演练〕〔试发，不是指令〕〔重发〕/)
    expect(marked.spoken).toMatch(/^这是演练。这是试发，不是指令。这是重复通知，可能已经收到过。/)
    expect(marked.spoken).toMatch(/演练通知完毕。$/)
  })
  test('the coming end says in one breath that the order holds until then', () => {
    const { short, spoken, long } = say({ purpose: 'ending', ends: '2020-12-28T16:00:00.000Z' })
    expect(short).toMatch(
      /^忻州市减排指令解除预告，宁武县璟稷示例再生铝厂：本指令至12月29日0时止，此前继续执行；到时如无其他有效指令，恢复正常生产。/,
    )
    expect(spoken).not.toContain('按1')
    expect(long).toContain('至12月29日0时止，此前继续执行')
  })
  test('the release', () => {
    const { short, spoken } = say({ purpose: 'release' }, { issuedAt: '2020-12-28T16:00:00.000Z' })
    expect(short).toMatchInlineSnapshot(
      `"忻州市减排指令解除，宁武县璟稷示例再生铝厂：12月29日0时起本指令解除。如无其他有效指令，恢复正常生产。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX3000142K"`,
    )
    expect(spoken).not.toContain('按1')
    const idle = ordered(found(({ basis }) => basis === 'idle'))
    expect(textsOf(told(idle, { occasion: { purpose: 'release' } })).short).toContain('仍不得复产')
  })
  test('the recall of a wrong send', () => {
    const { short, long } = say({ purpose: 'recall', why: '级别录入错误' })
    expect(short).toMatchInlineSnapshot(
      `"误发更正，宁武县璟稷示例再生铝厂：本指令为误发，撤回，请勿执行。原因：级别录入错误。如无其他有效指令，恢复正常生产。防伪码7K3M9QXA2P。编号忻州市 2020-12-26-91140925YX3000142K"`,
    )
    for (const text of [short, long]) expect(text).not.toContain('停产')
  })
  test('the answer to a difficulty says which order stands meanwhile', () => {
    const ruling = (how: 'received' | 'accepted' | 'refused') =>
      ({ purpose: 'answer', to: 'difficulty', ruling: how }) as const
    expect(say({ ...ruling('received'), why: '' }).short).toContain('已收到，正在办理；答复之前，原指令继续执行')
    expect(say({ ...ruling('refused'), why: '安全停窑可在 30 小时内完成' }).short).toContain(
      '未采纳，原指令继续执行。安全停窑可在 30 小时内完成。',
    )
    expect(say({ ...ruling('accepted'), why: '窑内有料' }).short).toContain('收到之前，原指令继续执行')
    const endless = say({ ...ruling('refused'), why: '很长'.repeat(400) }).short
    expect(endless).toContain(`原因详见${PAGE}`)
    expect(partsOf(endless)).toBeLessThanOrEqual(4)
  })
})

describe('in English', () => {
  const english = (content: OrderContent, more: Partial<Told> = {}) =>
    textsOf(told(content, { language: 'en', ...more }))
  test('an order as an SMS, and aloud', () => {
    const { short, spoken } = english(ordered(kiln()))
    expect(short).toMatchInlineSnapshot(
      `"忻州市 orange warning, order, 宁武县璟稷示例再生铝厂: from 26 Dec 00:00 1#熔炼线: stop, ramp down from 25 Dec 18:00. Until 29 Dec 00:00. Reply 1 to confirm. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K"`,
    )
    expect(spoken).toMatchInlineSnapshot(
      `"This is the air pollution emergency desk of 忻州市. 忻州市 orange warning, order. To 宁武县璟稷示例再生铝厂. from 26 Dec 00:00 1 熔炼线: stop, ramp down from 25 Dec 18:00. Until 29 Dec 00:00. Once more. from 26 Dec 00:00 1 熔炼线: stop, ramp down from 25 Dec 18:00. Until 29 Dec 00:00. The code is 7, K, 3, M, 9, Q, X, A, 2, P. Press 1 to confirm. Press 1 to confirm. The Chinese text binds. End of the message."`,
    )
  })
  test('by mail, which says whose word is the last', () => {
    const { subject, long } = english(ordered(kiln()), { call: '15400000000' })
    expect(`${subject}\n\n${long}`).toMatchInlineSnapshot(`
      "忻州市 orange warning, order: 宁武县璟稷示例再生铝厂 (忻州市 2020-12-26-91140925YX3000142K)

      忻州市 orange warning, order
      To: 宁武县璟稷示例再生铝厂 (91140925YX3000142K, grade C)
      Number: 忻州市 2020-12-26-91140925YX3000142K, revision 1
      Given: 24 Dec 18:00

      == All that holds now ==
      宁武县璟稷示例再生铝厂: orange warning, in force from 26 Dec 00:00 to 29 Dec 00:00. Carry out the following, line by line.
      1. 1#熔炼线: from 26 Dec 00:00 stop (24 h notice, a safe stop takes 6 h, ramp down from 25 Dec 18:00). Checked by power use, ledgers. By grade C, orange; 示例市应急减排清单 1# 橙色；环办大气函〔2020〕340号 再生铜铝铅锌 C.

      == How to answer ==
      Open https://yjc.example.cn/o/7K3M9QXA2P and confirm it; reply 1 to an SMS; press 1 in a call.
      Where it can not be done, say on the same page at once which line and why; until you are answered this order holds.

      == Is it genuine ==
      Code 7K3M9QXA2P, https://yjc.example.cn/verify/7K3M9QXA2P
      == Whom to call ==
      15400000000

      This is a translation for your help. The Chinese text binds: https://yjc.example.cn/o/7K3M9QXA2P?lang=zh"
    `)
  })
  test('a revision, a release, a recall and an answer', () => {
    const others = [
      english(raised(kiln()), { issuedAt: RED.issuedAt }).short,
      english(ordered(kiln()), { occasion: { purpose: 'ending', ends: '2020-12-28T16:00:00.000Z' } }).short,
      english(ordered(kiln()), { occasion: { purpose: 'release' }, issuedAt: '2020-12-28T16:00:00.000Z' }).short,
      english(ordered(kiln()), { occasion: { purpose: 'recall', why: '级别录入错误' } }).short,
      english(ordered(kiln()), {
        occasion: { purpose: 'answer', to: 'difficulty', ruling: 'refused', why: '安全停窑可在 30 小时内完成' },
      }).short,
      english(ordered(kiln()), { occasion: { purpose: 'second' }, exercise: true, repeated: true }).short,
    ]
    expect(others.join('\n')).toMatchInlineSnapshot(`
      "忻州市 red warning, changed order (revision 2, replaces 1), 宁武县璟稷示例再生铝厂: the level rises from orange to red; your measures stay as they are. Longer, until you are told that it ends. Reply 1 to confirm. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K
      忻州市: your order will end, 宁武县璟稷示例再生铝厂: This order holds until 29 Dec 00:00. From then on: where no other order holds, production may go on as usual. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K
      忻州市: your order has ended, 宁武县璟稷示例再生铝厂: this order ends at 29 Dec 00:00. Where no other order holds, production may go on as usual. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K
      Sent by mistake, 宁武县璟稷示例再生铝厂: the order was sent by mistake and is called back: do not carry it out. Reason: 级别录入错误. Where no other order holds, production may go on as usual. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K
      Answer to your difficulty, 宁武县璟稷示例再生铝厂: Your difficulty was refused: the order holds. 安全停窑可在 30 小时内完成. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K
      [Exercise] [Sent again] Your first contact has not confirmed, please see to it. 忻州市 orange warning, order, 宁武县璟稷示例再生铝厂: from 26 Dec 00:00 1#熔炼线: stop, ramp down from 25 Dec 18:00. Until 29 Dec 00:00. Reply 1 to confirm. The Chinese text binds. Code 7K3M9QXA2P. No. 忻州市 2020-12-26-91140925YX3000142K"
    `)
  })
  test('no sentence of ours is left in Chinese, and each text says which one binds', () => {
    const plain = entry({
      name: 'Example Works',
      lines: ['1#', '2#'].map((number) => ({
        ...line(number, { orange: { kind: 'stop' }, red: { kind: 'stop' } }),
        name: `kiln ${number}`,
      })),
    })
    const occasions: Occasion[] = [
      { purpose: 'order' },
      { purpose: 'reminder' },
      { purpose: 'second' },
      { purpose: 'ending', ends: '2020-12-28T16:00:00.000Z' },
      { purpose: 'release' },
      { purpose: 'recall', why: 'typed wrong' },
      { purpose: 'answer', to: 'appeal', ruling: 'accepted', why: 'as seen' },
    ]
    for (const occasion of occasions)
      for (const content of [ordered(plain), raised(plain)]) {
        const marks = { exercise: true, trial: true, repeated: true }
        const { subject, short, spoken, long } = english(content, {
          occasion,
          area: 'Xinzhou',
          number: 'X-1',
          ...marks,
        })
        for (const text of [subject, short, spoken]) expect(text).not.toMatch(/[\p{Script=Han}：，。、；（）〔〕]/u)
        for (const text of [short, spoken]) expect(text).toContain('Chinese text binds')
        expect(long).toContain(`${PAGE}?lang=zh`)
        // The documents that it cites have Chinese names.
        const own = long.split('\n').filter((each) => !each.includes(' By '))
        expect(own.join('\n')).not.toMatch(/[\p{Script=Han}：，。、；〔〕]/u)
      }
  })
  test('whatever is ordered keeps to the bounds and loses nothing', () => {
    for (const one of entries.filter((_, n) => n % 9 === 0))
      for (const content of [ordered(one), raised(one)]) {
        const texts = english(content, { exercise: true })
        for (const text of Object.values(texts)) expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|  /)
        expect(partsOf(texts.short)).toBeLessThanOrEqual(6)
        const items = content.changes.length > 0 ? changedItems(content, 'en') : itemsOf(content, 'en')
        const counted = Number(/(\d+) more (?:line|measure)/.exec(texts.short)?.[1] ?? 0)
        const named = items.filter(({ line: name, what }) => texts.short.includes(name ?? what)).length
        expect(named + counted).toBeGreaterThanOrEqual(items.length)
        for (const { say } of content.lines) expect(texts.long).toContain(say.en.replaceAll(/\s+/g, ' ').trim())
      }
  })
})

/** Characters that a call reads out: at four a second it stays under two minutes. */
const LONGEST_CALL = 620

function holds(of: Told): void {
  const { content } = of
  const texts = textsOf(of)
  expect(textsOf(structuredClone(of))).toEqual(texts)
  for (const text of Object.values(texts)) expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|  /)
  expect(texts.subject).not.toMatch(/[\r\n]/)
  expect(texts.short).not.toMatch(/[\r\n]/)
  expect(partsOf(texts.short)).toBeLessThanOrEqual(4)
  expect(texts.spoken.length).toBeLessThanOrEqual(LONGEST_CALL)
  expect(texts.spoken.replaceAll('按1确认收到', '')).not.toMatch(/[\d%#\s]/)
  // Every hour stands with its day.
  for (const [, before] of texts.short.matchAll(/(.{0,6})(?<!\d)\d{1,2}时(?!间)/gu)) expect(before).toMatch(/月\d+日$/)

  // What is not named is counted; what is named is named whole.
  const items = content.changes.length > 0 ? changedItems(content, 'zh') : itemsOf(content, 'zh')
  for (const text of [texts.short]) {
    const counted = Number(/另有(\d+)/.exec(text)?.[1] ?? 0)
    const named = items.filter(({ line: name, what }) => text.includes(name ?? what)).length
    expect(named + counted).toBeGreaterThanOrEqual(items.length)
    if (counted > 0) expect(text).toContain(`详见${of.page} `)
  }
  // The long text leaves nothing out.
  for (const { say } of content.lines) expect(texts.long).toContain(say.zh.replaceAll(/\s+/g, ' ').trim())
  for (const { say } of content.changes) expect(texts.long).toContain(say.zh.replaceAll(/\s+/g, ' ').trim())
}

describe('whatever is ordered', () => {
  test('every order of a list and its revision keep to the bounds and lose nothing', () => {
    // Every fifth: a list repeats itself.
    for (const one of entries.filter((_, n) => n % 5 === 0)) {
      holds(told(ordered(one), { exercise: true }))
      holds(told(raised(one), { repeated: true, occasion: { purpose: 'reminder' } }))
    }
  })

  const names = fc.constantFrom('熟料线', '焦炉 1 号', '烧结机', '喷漆\n房', '球团 DA001 DA002')
  const lines = fc.array(fc.tuple(measureArbitrary, measureArbitrary, names), { minLength: 1, maxLength: 40 })
  const plants = lines.map((all) =>
    entry({
      lines: all.map(([orange, red, name], n) => {
        const number = `${String.fromCharCode(65 + (n % 26))}${n >= 26 ? '2' : '1'}#`
        const measures: Record<string, Measure> = { orange, red }
        return { ...line(number, measures), name: `${number}${name}` }
      }),
    }),
  )
  test('a plant of many lines, in strange words', () => {
    fc.assert(
      fc.property(plants, fc.constantFrom(...LISTED_LEVELS), (plant, level) => {
        holds(told(ordered(plant, { ...ORANGE, level })))
        holds(told(raised(plant)))
      }),
      runs(60),
    )
  })

  test('no text of a list makes a line of ours', () => {
    const forged = entry({ name: '示例厂\n【核验真伪】防伪码 0000', lines: [line('1#', { orange: { kind: 'stop' } })] })
    const honest = entry({ name: '示例厂', lines: [line('1#', { orange: { kind: 'stop' } })] })
    const [a, b] = [forged, honest].map((one) => textsOf(told(ordered(one))).long.split('\n').length)
    expect(a).toBe(b)
  })
})

describe('what a voice says', () => {
  test.each([
    ['0', '零'],
    ['10', '十'],
    ['18', '十八'],
    ['30', '三十'],
    ['105', '一百零五'],
    ['110', '一百一十'],
    ['1000', '一千'],
    ['2005', '二千零五'],
    ['10010', '一万零一十'],
    ['25000', '二万五千'],
    ['448.2', '四百四十八点二'],
    ['0.5', '零点五'],
    ['007', '零零七'],
  ])('%s is %s', (figure, said) => {
    expect(sayNumber(figure)).toBe(said)
  })

  test.each([
    ['1#、2#熟料线：限产30%（以产能计）', '一号、二号熟料线：限产百分之三十，以产能计'],
    ['日产量不超过2000吨', '日产量不超过二千吨'],
    ['停2小时、开12小时', '停两小时、开十二小时'],
    ['12月2日0时', '十二月二日零时'],
    ['排放浓度不高于35毫克/立方米', '排放浓度不高于三十五毫克每立方米'],
    ['排气筒DA001', '排气筒DA零零一'],
    ['1-3#焦炉', '一至三号焦炉'],
  ])('%s', (text, said) => {
    expect(speak(text)).toBe(said)
  })

  test('a code is spelt', () => {
    expect(spell('7K3')).toBe('七、K、三')
  })
})
