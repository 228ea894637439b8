import { createServer } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Speaker } from '../../src/consultation/invitations/store.ts'
import { ask } from '../../src/db/effects.ts'
import { createUser } from '../../src/people/admit.ts'
import { PARTIES } from '../../src/rulebook/consultation.ts'
import { whoIsInvited } from '../../src/waking/invitations/decide.ts'
import { bearer, openTestApp, PASSWORD, START, type TestApp } from '../help/app.ts'
import { ByHand } from '../help/byHand.ts'

/* Whoever confers is told of it, and what was concluded may become a warning that rests on the minutes. */

const CITY = '140800'

interface Whole {
  invited: { officer: string; party: string; channel: string | null; outcome: string }[]
  propose: { href: string; body: object } | null
  proposedWarning: string | null
  minutes: { number: string } | null
}
interface Refused {
  code: string
}

describe('an officer calls a consultation', () => {
  let served: TestApp
  let hands: ByHand
  let id = ''
  const rings: { path: string; kind: string; say: { zh: string } }[] = []
  const telephone = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (text += part))
    request.on('end', () => {
      rings.push({ path: request.url ?? '', ...(JSON.parse(text) as { kind: string; say: { zh: string } }) })
      response.writeHead(204).end()
    })
  })

  async function asked<T = Refused>(as: string, method: 'GET' | 'POST', path: string, payload?: object) {
    const headers = { ...bearer(served.tokens.get(as)), 'accept-language': 'zh' }
    const url = `/api/v1${path}`
    const answer = await served.app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json<T>() }
  }
  const whole = async (consultation: string) =>
    (await asked<Whole>('dutyOfficer', 'GET', `/consultations/${consultation}`)).body
  /** What goes out for consultations, and to whom. */
  async function told(): Promise<string[]> {
    for (const effect of await hands.due('inviteParties')) await hands.carryOut(effect)
    return rings
      .splice(0)
      .map(({ kind, path }) => `${kind} ${path}`)
      .toSorted()
  }
  async function concluded(level: string): Promise<string> {
    const called = await asked<{ id: string }>('dutyOfficer', 'POST', '/consultations', { area: CITY, reason: '研判' })
    const path = `/consultations/${called.body.id}/decision`
    const decided = await asked('dutyOfficer', 'POST', path, { decision: 'conclude', level, reason: '静稳持续' })
    expect(decided.status).toBe(200)
    return called.body.id
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => telephone.listen(0, '127.0.0.1', resolve))
    const address = telephone.address()
    served = await openTestApp()
    hands = new ByHand(served.world)
    const weather = {
      login: 'weather',
      password: PASSWORD,
      name: '气象',
      role: 'forecaster',
      rank: 0,
      area: CITY,
    } as const
    await createUser(served.world, weather, START)
    const party = { officer: 'weather', party: 'weather' }
    expect((await asked('administrator', 'POST', '/consultations/parties', party)).status).toBe(200)
    for (const role of ['dutyOfficer', 'approver', 'forecaster']) {
      const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/${role}`
      const ways = { phone: '15400000009', ways: [{ channel: 'webhook', url }] }
      expect((await asked(role, 'POST', '/rosters/ways', ways)).status).toBe(200)
    }
  }, 240_000)
  afterAll(async () => {
    await hands.close()
    await served.close()
    telephone.close()
  })

  test('every party is told of it once, the bureau at its desk and not its leaders', async () => {
    const body = { area: CITY, reason: '扩散条件转差' }
    id = (await asked<{ id: string }>('dutyOfficer', 'POST', '/consultations', body)).body.id
    const [effect] = await hands.due('inviteParties')
    if (effect === undefined) throw new Error('nobody is to be invited')
    await hands.carryOut(effect)
    expect(rings[0]?.say.zh).toBe(
      '会商通知：运城市 2020-12-18 08:00 会商（扩散条件转差），请于 2020-12-18 08:30 前参加并提出会商意见。',
    )
    expect(await told()).toEqual(['invitation /dutyOfficer', 'invitation /forecaster'])
    expect((await whole(id)).invited).toMatchObject([
      { officer: 'dutyofficer', party: 'bureau', channel: 'webhook', outcome: 'delivered' },
      { officer: 'forecaster', party: 'experts', channel: 'webhook', outcome: 'delivered' },
      // Whom nobody can reach stands there: somebody has to telephone.
      { officer: 'weather', party: 'weather', channel: null, outcome: 'failed' },
    ])
    const again = { kind: 'inviteParties', subject: id, area: CITY, params: {} } as const
    await served.world.db.transaction((tx) => ask(tx, [again, again], served.world.clock.now()))
    expect(await told()).toEqual([])
  })

  test('one that is over invites nobody any more', async () => {
    const over = await concluded('none')
    expect(await told()).toEqual([])
    expect((await whole(over)).invited).toEqual([])
  })

  test('its conclusion can be put forward as a warning: the last one, of its level and no other', async () => {
    const times = { startsAt: '2020-12-19T00:00:00+08:00', endsAt: '2020-12-21T00:00:00+08:00' }
    const propose = (consultation: string, more: object = {}) =>
      asked<Refused & { id: string }>('dutyOfficer', 'POST', '/warnings', {
        ...times,
        area: CITY,
        level: 'orange',
        reason: '会商一致意见',
        consultation,
        ...more,
      })
    const older = await concluded('orange')
    const own = await concluded('orange')
    expect(await propose(older)).toMatchObject({ status: 409, body: { code: 'consultation.notTheLast' } })
    // The first is still open: nothing was concluded there.
    expect(await propose(id)).toMatchObject({ status: 409, body: { code: 'consultation.notTheLast' } })
    expect(await propose(own, { level: 'red' })).toMatchObject({
      status: 409,
      body: { code: 'consultation.otherLevel' },
    })
    expect((await propose('0176752c-0000-7000-8000-00000000e001')).status).toBe(404)
    const { propose: link, minutes } = await whole(own)
    expect(link).toEqual({ href: '/api/v1/warnings', body: { area: CITY, level: 'orange', consultation: own } })
    await told()
    const both = await Promise.all([propose(own), propose(own)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    const begun = both.find(({ status }) => status === 201)?.body.id ?? ''
    expect(await whole(own)).toMatchObject({ proposedWarning: begun, propose: null })
    const entries = await served.world.db.rows<{ body: string }>('select body from journal where subject = $1', [begun])
    const because = entries.flatMap(({ body }) => (JSON.parse(body) as { because?: string }).because ?? [])
    expect(new Set(because)).toEqual(new Set([`依据${minutes?.number}：会商一致意见`]))
    // Whoever is on duty is woken to confer on it; the others are told.
    expect(await told()).toEqual(['invitation /forecaster'])
  })
})

test('of any officers, each party is invited whole but the bureau: its duty officers, those there if any is', () => {
  const speaker = fc.record({
    officer: fc.uuid(),
    party: fc.constantFrom(...PARTIES),
    role: fc.constantFrom('dutyOfficer', 'approver', 'forecaster'),
  })
  const some = fc.uniqueArray(speaker, { selector: ({ officer }) => officer, maxLength: 8 })
  fc.assert(
    fc.property(some, fc.constantFrom('daily', 'called', 'change'), fc.nat(), (speakers: Speaker[], kind, bits) => {
      const onDuty = speakers.filter((_, k) => ((bits >> k) & 1) === 1).map(({ officer }) => officer)
      const invited = whoIsInvited(speakers, kind, onDuty)
      expect(new Set(invited.map(({ officer }) => officer)).size).toBe(invited.length)
      const desk = speakers.filter(({ party, role }) => party === 'bureau' && role === 'dutyOfficer')
      const there = desk.some(({ officer }) => onDuty.includes(officer))
      for (const one of speakers) {
        const isDesk = desk.includes(one) && kind !== 'change' && (!there || onDuty.includes(one.officer))
        expect(invited.includes(one)).toBe(one.party === 'bureau' ? isDesk : true)
      }
    }),
  )
})
