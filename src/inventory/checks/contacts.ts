import type { Remark } from '../finding.ts'
import type { Subject } from '../list.ts'
import { LISTED_LEVELS } from '../../model/enterprise.ts'
import type { Check, ListCheck } from './check.ts'

const PHONE = '电话'
const RUNS = ['12345678', '23456789', '87654321', '98765432']

/** phone-dead: in the form of a number that can never ring. */
export const phones: Check = function* ({ entry, contacts, at }) {
  const dead = new Set<string>()
  for (const [place, { person }] of contacts.entries())
    if (isDead(person.phone)) {
      dead.add(person.phone)
      yield { at: at.contact(place, PHONE), ...say(person.phone) }
    }
  for (const [line, { measures }] of entry.lines.entries())
    for (const level of LISTED_LEVELS) {
      const phone = phoneOf(measures[level]?.responsible)
      // Who is contact and responsible is told once.
      if (phone !== null && isDead(phone) && !dead.has(phone))
        yield { at: at.measure(line, level, '责任人电话'), ...say(phone) }
    }
}

/** A person who is only referred to is no news here: the number was looked at when it came in. */
function phoneOf(person: unknown): string | null {
  return typeof person === 'object' && person !== null && 'phone' in person ? String(person.phone) : null
}

function say(phone: string): Omit<Remark, 'at'> {
  return { code: 'phone-dead', message: `${phone} can not ring: ask for the number` }
}

/**
 * A mobile prefix that is none (10, 11, 12 begin service numbers), a subscriber's number of zeros or a run of eight, a
 * line whose number begins with 0 or 1. The prefix 154 is given to nobody, and stands for one in examples.
 */
function isDead(phone: string): boolean {
  if (phone.startsWith('154')) return false
  if (phone.startsWith('1'))
    return /^1[0-2]/.test(phone) || /0{8}$/.test(phone) || RUNS.some((run) => phone.endsWith(run))
  const subscriber = phone.slice(/^0(?:10|2\d)/.test(phone) ? 3 : 4)
  return /^[01]/.test(subscriber) || /^(\d)\1*$/.test(subscriber)
}

/** phone-shared: the same number for several enterprises, at the second and later of them. */
export const shared: ListCheck = function* (subjects) {
  const first = new Map<string, Subject>()
  for (const subject of subjects)
    for (const [place, { person }] of subject.contacts.entries()) {
      const other = first.get(person.phone)
      if (other === undefined) first.set(person.phone, subject)
      else if (other !== subject)
        yield {
          at: subject.at.contact(place, PHONE),
          code: 'phone-shared',
          message: `${other.entry.name} is called at ${person.phone} too`,
        }
    }
}
