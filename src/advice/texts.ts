import type { Letter } from '../dispatch/letters/letter.ts'
import { speak } from '../dispatch/texts/speech.ts'
import { plain } from '../dispatch/texts/plain.ts'
import type { Line } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import type { Day } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { AdviceKind, Purpose } from './decide.ts'

const TITLES: Readonly<Record<AdviceKind, Readonly<Record<Purpose, string>>>> = {
  preAdjustment: { told: '生产计划预调提示', prolonged: '生产计划预调提示延长', withdrawn: '生产计划预调提示解除' },
  precaution: { told: '临时管控提示', prolonged: '临时管控提示延长', withdrawn: '临时管控提示结束' },
}

/** How many lines are named one by one: an SMS is paid for by its length. */
const NAMED = 3

/** What a plant is told to plan for (预调): which of its lines, from when to when, and that nothing is to be stopped now. */
export function sayAhead(
  lines: readonly Pick<Line<unknown>, 'name' | 'number'>[],
  { from, until }: { readonly from: Day; readonly until: Day },
): Words {
  const named = lines.slice(0, NAMED).map(({ name, number }) => plain(name || number))
  const more = lines.length > NAMED ? `等 ${lines.length} 条生产线` : ''
  return {
    zh:
      `预计 ${from} 起至 ${until} 可能连续多次出现需启动橙色及以上预警的过程。${named.join('、')}${more}` +
      '不可中断或安全停车用时较长，请提前调整生产计划，安排好备料、检修和停限产次序，确保预警期间落实应急减排措施。' +
      '现在不要求停产、限产；启动预警时另发减排指令，以指令为准。',
    en:
      `From ${from} to ${until} episodes of orange or worse may follow each other. ${named.join(', ')}` +
      `${more === '' ? '' : ` and others, ${lines.length} lines,`} can not be interrupted, or take long to stop safely: ` +
      'adjust your plan, stock and maintenance ahead, so that what a warning asks for can be done. ' +
      'Nothing is to be stopped now; an order, once there is a warning, says what counts.',
  }
}

/** What is told when the outlook has cleared. */
export function sayCleared({ from, until }: { readonly from: Day; readonly until: Day }): Words {
  return {
    zh: `最新预报好转，此前关于 ${from} 至 ${until} 的生产计划预调提示不再适用。已收到减排指令的，仍按指令执行。`,
    en:
      `The forecast has cleared: what was advised for ${from} to ${until} holds no more. ` +
      'Where there is an order, the order still counts.',
  }
}

/** A letter of advice (提示): first of all that it is no order. */
export function adviceLetter(
  { id, kind }: { readonly id: Id; readonly kind: AdviceKind },
  purpose: Purpose,
  { creditCode, name }: { readonly creditCode: string; readonly name: string },
  say: Words,
): Letter {
  const title = `${TITLES[kind][purpose]}，不是减排指令`
  const zh = `〔${title}〕${plain(name)}：${say.zh}`
  const en = `Advice, not an order. ${plain(name)}: ${say.en} The Chinese text binds.`
  return {
    about: 'advice',
    subject: id,
    enterprise: { creditCode, name },
    say: { zh, en: `Advice, not an order. ${say.en}` },
    texts: {
      subject: `${title}：${plain(name)}`,
      short: zh,
      spoken: `${speak(`您好，这是${title}。${plain(name)}：${say.zh}`)}通知完毕。`,
      long: zh,
    },
    english: {
      subject: `Advice, not an order: ${plain(name)}`,
      short: en,
      spoken: `${en} End of the message.`,
      long: en,
    },
  }
}
