import type { Letter } from '../dispatch/letters/letter.ts'
import { speak } from '../dispatch/texts/speech.ts'
import { plain } from '../dispatch/texts/plain.ts'
import type { Id } from '../model/id.ts'
import type { Trying } from './decide.ts'

/** What a contact is told (联络测试): first of all that it is no order. */
export function testLetter(opener: { readonly id: Id; readonly areaName: string }, { seats }: Trying): Letter {
  const [{ enterprise }] = seats
  const plants = new Set(seats.map((seat) => seat.enterprise.id)).size
  const name = `${plain(enterprise.name)}${plants > 1 ? `等${plants}家企业` : ''}`
  const area = plain(opener.areaName)
  const what = `${area}重污染天气应急联络测试，不用停产、限产。`
  const zh = `〔联络测试，不是指令〕${name}：${what}`
  const en = 'Test of the line, not an order: nothing is to be stopped. '
  return {
    about: 'lineTest',
    subject: opener.id,
    enterprise: { creditCode: enterprise.creditCode, name: enterprise.name },
    say: {
      zh: `${zh}收到请回复。`,
      en: `${en}Please answer that it has arrived.`,
    },
    texts: {
      subject: `联络测试，不是指令：${name}`,
      short: `${zh}收到请回复8。`,
      spoken: `${speak(`您好，这是${area}重污染天气应急联络测试，不是减排指令，不用停产、限产。受测单位：${name}。`)}收到请按1。收到请按1。测试完毕。`,
      long: `${zh}\n点开下面的链接，按“收到”即可。`,
    },
    english: {
      subject: `Test of the line, not an order: ${name}`,
      short: `[Test, not an order] ${name}: ${en}Reply 8.`,
      spoken: `This is a test of the line of the air pollution emergency desk of ${area}, and not an order: nothing is to be stopped. To ${name}. Press 1 if you have heard it. Press 1. End of the test.`,
      long: `[Test, not an order] ${name}: ${en}\nOpen the link below and press “Received”.`,
    },
  }
}
