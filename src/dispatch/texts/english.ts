import { GRADE_EN } from '../../model/enterprise.ts'
import type { Instant } from '../../model/time.ts'
import type { Basis } from '../../plan/order.ts'
import { sayInstant } from '../../plan/wording.ts'
import type { Sentences } from './catalogue.ts'

const when = (at: Instant): string => sayInstant(at).en

const BASIS: Readonly<Record<Basis, string>> = {
  stopForCause: 'stop, or the strictest limit',
  protected: 'protected, for its task only',
  heating: 'household heating, neither stops nor is limited',
  idle: 'may not start',
  spared: 'small emitter, need not stop at this level',
  small: 'small emitter, by the measures of its row',
  ownDecision: 'own decision',
  grade: 'by its grade',
  listed: 'by the measures of its row',
}

const AGAINST = { difficulty: 'difficulty', appeal: 'appeal' } as const
const RULING = {
  received: 'was received and is being looked into; until it is answered the order holds',
  accepted: 'was accepted, and a new order follows; until it arrives the present one holds',
  refused: 'was refused: the order holds',
} as const
const UNRULED = { issue: 'start', raise: 'raise', extend: 'extension', resume: 'resumption' } as const

/** For receivers who read English: a translation, and it says so. */
export const english: Sentences = {
  when,
  stops: { between: '; ', names: ', ', colon: ': ', end: '. ' },

  exercise: '[Exercise] ',
  trial: '[Trial, not an order] ',
  repeated: '[Sent again] ',
  reminder: 'Reminder: not confirmed yet. ',
  second: 'Your first contact has not confirmed, please see to it. ',

  titleOf: (occasion, { area, level, revised, unruled }) => {
    switch (occasion.purpose) {
      case 'ending':
        return `${area}: your order will end`
      case 'release':
        return `${area}: your order has ended`
      case 'recall':
        return 'Sent by mistake'
      case 'answer':
        return `Answer to your ${AGAINST[occasion.to]}`
      case 'order':
      case 'reminder':
      case 'second':
        return `${area} ${level} warning, ${revised ? 'changed order' : 'order'}${unruled === undefined ? '' : ` (${UNRULED[unruled]} decided by officers)`}`
    }
  },
  urgent: { reminder: 'Reminder: ', second: 'Please see to it: ' },
  subject: (title, name, number) => `${title}: ${name} (${number})`,
  ground: (unruled) =>
    `Ground: the rule does not call for this ${UNRULED[unruled]}; officers decided on it after conferring, and their reason is on record.`,
  version: (revision) => `revision ${revision}, replaces ${revision - 1}`,
  firstVersion: (revision) => `revision ${revision}`,

  basis: (basis) => `from now on: ${BASIS[basis]}`,
  transport: ({ en }) => `transport: ${en}`,
  own: 'own decision, ',
  ownDecision: 'own decision',
  rampDown: (from) => `, ramp down from ${when(from)}`,
  rampDownNow: (from, hours, meanwhile) =>
    `, the notice is short: ramp down at once (${when(from)}), stop safely (takes ${hours} h)${meanwhile === '' ? '' : `, until then: ${meanwhile}`}`,
  continues: ' (goes on)',
  from: (at) => `from ${when(at)} `,

  until: ({ ends, changes }) => {
    const moved = changes.find(({ kind }) => kind === 'ends')
    const how =
      moved === undefined ? 'Until' : moved.say.zh.startsWith('延长') ? 'Longer, until' : 'Ends earlier, until'
    return `${how} ${ends === null ? 'you are told that it ends' : when(ends)}`
  },
  unchanged: 'The rest stands. ',
  isUnchanged: ({ zh }) => zh.endsWith('本企业措施不变'),
  afterEnd: ({ idle, season }) =>
    idle
      ? 'What this order limits is free; whatever stands still for another reason may not start. '
      : `Where no other order holds, production may go on as usual${season ? '; lines of a season plan keep to that plan' : ''}. `,
  untilLifted: (ends, after) => `This order holds until ${when(ends)}. From then on: ${lower(after)}`,
  released: (at, after) => `this order ends at ${when(at)}. ${after}`,
  recalled: 'the order was sent by mistake and is called back: do not carry it out. ',
  because: (why) => `Reason: ${why}. `,
  ruled: ({ to, ruling }) => `Your ${AGAINST[to]} ${RULING[ruling]}`,
  grounds: 'Grounds: ',
  reason: (why) => `${why}. `,

  short: {
    // With a Chinese name in it every letter costs as much as a character, and says less.
    mostParts: 6,
    head: (title, version, name) => `${title}${version === null ? '' : ` (${version})`}, ${name}: `,
    code: (code) => `Code ${code}. `,
    number: (number) => `No. ${number}`,
    confirm: 'Reply 1 to confirm. ',
    more: (count, lines, page) => `${count} more ${nounOf(count, lines)}: ${page} . `,
    whyOnPage: (page) => `The reason: ${page} . `,
    binding: 'The Chinese text binds. ',
  },
  spoken: {
    exercise: 'This is an exercise. ',
    trial: 'This is a trial and not an order. ',
    repeated: 'You may have heard this before. ',
    opening: (area) => `This is the air pollution emergency desk of ${area}. `,
    to: (title, name) => `${title}. To ${name}. `,
    released: (at, after) => `From ${when(at)} your order has ended. ${after}`,
    recalled: 'The order that you were given was sent by mistake. Do not carry it out. ',
    again: 'Once more. ',
    code: (spelt) => `The code is ${spelt}. `,
    confirm: 'Press 1 to confirm. ',
    end: (exercise) => `The Chinese text binds. ${exercise ? 'End of the exercise.' : 'End of the message.'}`,
    more: (count, all, lines) =>
      `${all ? '' : 'And '}${count} ${all ? '' : 'more '}${nounOf(count, lines)}: read the message or its page at once. `,
    aloud: (text) => text.replaceAll('#', ' '),
    spell: (code) => Array.from(code).join(', '),
    longest: 400,
  },
  long: {
    to: (name, creditCode, grade) => `To: ${name} (${creditCode}, ${GRADE_EN[grade]})`,
    number: (number, version) => `Number: ${number}, ${version}`,
    given: (at, released) => `${released ? 'Ended' : 'Given'}: ${when(at)}`,
    released: (at, after) => `From ${when(at)} this order has ended. ${after}`,
    changed: '== What changed ==',
    inForce: '== All that holds now ==',
    resting: '== What rests ==',
    recalled: (why) => `This order was sent by mistake and is called back: do not carry it out. Reason: ${why}.`,
    answer: (page) => [
      '',
      '== How to answer ==',
      `Open ${page} and confirm it; reply 1 to an SMS; press 1 in a call.`,
      'Where it can not be done, say on the same page at once which line and why; until you are answered this order holds.',
    ],
    check: (code, verify) => `== Is it genuine ==\nCode ${code}, ${verify}`,
    call: (whom) => `== Whom to call ==\n${whom}`,
    binding: (page) => [
      '',
      `This is a translation for your help. The Chinese text binds: ${page}${page.includes('?') ? '&' : '?'}lang=zh`,
    ],
  },
}

function nounOf(count: number, lines: boolean): string {
  const one = lines ? 'line' : 'measure'
  return count === 1 ? one : `${one}s`
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
