import { describe, expect, test } from 'vitest'
import { orderTable } from '../../machines/tables/order.ts'
import { MACHINES } from '../../machines/index.ts'
import { run } from '../../src/db/machine.ts'
import { isLook } from '../../src/receipts/reading.ts'
import { countsAfterEnd, eventOf, RECEIPT_KINDS, rungsOf } from '../../src/receipts/decide.ts'

const STATES = Object.keys(orderTable)
const ENDED = ['superseded', 'released', 'recalled']
const context = { level: 'orange', ahead: [{ rung: 'county', minutes: 30 }], rung: null, answerBy: null }

describe('a receipt', () => {
  test.each([
    ['acknowledged', 'live', 'ENTERPRISE_ACKNOWLEDGED'],
    ['acknowledged', 'planned', 'ENTERPRISE_ACKNOWLEDGED'],
    ['acknowledged', 'unreached', 'ENTERPRISE_ACKNOWLEDGED'],
    ['acknowledged', 'acknowledged', null],
    ['acknowledged', 'acting', null],
    ['committed', 'live', 'ENTERPRISE_COMMITTED'],
    ['committed', 'acknowledged', 'ENTERPRISE_COMMITTED'],
    ['committed', 'acting', null],
    ['read', 'live', null],
    ['done', 'acting', null],
    ['difficulty', 'live', 'ENTERPRISE_HINDERED'],
    ['difficulty', 'acting', 'ENTERPRISE_HINDERED'],
    ['difficulty', 'acknowledged', null],
    ['appeal', 'live', null],
  ] as const)('%s of an order that is %s is the event %s', (kind, state, event) => {
    expect(eventOf(kind, state)?.type ?? null).toBe(event)
  })

  test('never asks a living order for what its machine refuses', () => {
    for (const state of STATES.filter((one) => !ENDED.includes(one)))
      for (const kind of RECEIPT_KINDS) {
        const event = eventOf(kind, state)
        if (event !== null) expect(run(MACHINES.order, { state, context }, event), `${kind} ${state}`).not.toBeNull()
      }
  })

  test('given twice moves the order once', () => {
    for (const state of STATES.filter((one) => !ENDED.includes(one)))
      for (const kind of RECEIPT_KINDS) {
        const event = eventOf(kind, state)
        if (event === null) continue
        const moved = run(MACHINES.order, { state, context }, event)
        expect(eventOf(kind, moved?.stored.state ?? ''), `${kind} ${state}`).toBeNull()
      }
  })

  test('to an order that has ended is refused by the machine, or a fact that moves nothing', () => {
    for (const state of ENDED)
      for (const kind of RECEIPT_KINDS) {
        const event = eventOf(kind, state)
        if (event !== null) expect(run(MACHINES.order, { state, context }, event)).toBeNull()
        // What still counts after the end asks the machine for nothing, or it could never be taken.
        if (countsAfterEnd(kind)) expect(event).toBeNull()
      }
  })

  test('leaves its own rung of evidence, and to say that it can be done is to have taken note', () => {
    for (const kind of RECEIPT_KINDS) expect(rungsOf(kind, 'web')).toContain(kind)
    expect(rungsOf('committed', 'web')).toEqual(['acknowledged', 'committed'])
    expect(rungsOf('committed', 'page')).toEqual(['read', 'acknowledged', 'committed'])
    expect(rungsOf('read', 'page')).toEqual(['read'])
  })

  test('is opened by a person who looks, and by nothing that draws a card of a link or fetches ahead', () => {
    const phone = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.49 Mobile Safari/537.36'
    expect(isLook({ method: 'GET', headers: { 'user-agent': phone } })).toBe(true)
    expect(isLook({ method: 'GET', headers: {} })).toBe(true)
    expect(isLook({ method: 'HEAD', headers: { 'user-agent': phone } })).toBe(false)
    for (const [name, value] of [
      ['user-agent', 'facebookexternalhit/1.1'],
      ['user-agent', 'TelegramBot (like TwitterBot)'],
      ['user-agent', 'Slackbot-LinkExpanding 1.0'],
      ['user-agent', 'WhatsApp/2.23.20.0 A'],
      ['sec-purpose', 'prefetch;prerender'],
      ['purpose', 'prefetch'],
    ] as const)
      expect(isLook({ method: 'GET', headers: { 'user-agent': phone, [name]: value } }), value).toBe(false)
  })

  test('counts after the end only where it tells what was done or contests it', () => {
    expect(RECEIPT_KINDS.filter(countsAfterEnd)).toEqual(['done', 'appeal'])
  })
})
