import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdingsOf, keptUntil } from '../../src/accounts/persons/decide.ts'
import { forgetPast } from '../../src/accounts/persons/forget.ts'
import { KNOWN_AS } from '../../src/accounts/persons/store.ts'
import { addDays, addMinutes, dayOf, startOfDay } from '../../src/model/time.ts'
import { START } from '../help/app.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office, type Answered } from '../help/office.ts'

const RETENTION = { closedAccountDays: 1095, objectorDays: 365 }

describe('what holds a person', () => {
  it('is everything that needs them, or a duty of days that ends with a day; nothing else', () => {
    const ended = fc.option(fc.integer({ min: -3_000_000, max: 0 }).map((minutes) => addMinutes(START, minutes)))
    const standing = fc.record({ as: fc.constantFrom(...KNOWN_AS), endedAt: ended })
    fc.assert(
      fc.property(fc.array(standing, { maxLength: 5 }), (standings) => {
        const holdings = holdingsOf(standings, RETENTION, START)
        const free = standings.every(({ as, endedAt }) => {
          if (as === 'contact' || endedAt === null) return false
          return as === 'departmentContact' || as === 'planned' || keptUntil(as, endedAt, RETENTION) <= START
        })
        expect(holdings.length === 0).toBe(free)
        for (const { why, until } of holdings) expect(until !== null && until > START).toBe(why === 'kept')
      }),
    )
    const last = startOfDay(addDays(dayOf(START), 366))
    expect(keptUntil('objector', START, RETENTION)).toBe(last)
  })
})

describe('what is kept of people', () => {
  let office: Office
  const ask = (who: string, path: string, body: object): Promise<Answered> => office.ask(who, 'POST', path, body)
  beforeAll(async () => {
    office = await Office.open()
    await office.listInForce(countyList([CODE]), '2020-12-10')
    const contact = { name: '钱值班', phone: '13900005678', mail: 'qian@example.org', ways: ['sms'] }
    await ask('dutyOfficer', '/departments', { area: '140800', kind: 'police', contacts: [contact] })
  }, 120_000)
  afterAll(() => office.close())
  const reason = '电话通知'
  const rowOf = async (sql: string) => (await office.server.world.db.rows<{ id: string }>(sql))[0]?.id ?? ''

  it('is shown masked, and in full with a reason that stands in the journal', async () => {
    const [department] = (await office.ask('dutyOfficer', 'GET', '/departments')).body.items
    expect(department?.['contacts']).toMatchObject([{ name: '钱值班', phone: '139****5678' }])
    const open = { as: 'department', id: department?.['id'], reason }
    const opened = await ask('dutyOfficer', '/persons/open', open)
    expect(opened.body['people']).toMatchObject([{ name: '钱值班', phone: '13900005678', mail: 'qian@example.org' }])
    expect((await ask('dutyOfficer', '/persons/open', { ...open, reason: ' ' })).status).toBe(400)
    expect((await ask('elsewhere', '/persons/open', open)).status).toBe(404)
    expect((await ask('countyOfficer', '/persons/open', open)).status).toBe(404)
    expect((await ask('auditor', '/persons/open', open)).status).toBe(403)
    const entries = await office.server.world.db.rows<{ body: string; actor: string }>(
      `select body, actor from journal where event = 'PERSON_OPENED'`,
    )
    expect(entries).toHaveLength(1)
    expect(JSON.parse(entries[0]?.body ?? '')).toEqual({ as: 'departmentContact', because: reason })
  })

  it('is exported with everywhere it stands, and not deleted while something needs it', async () => {
    const contact = { as: 'contact', id: await rowOf('select id from contact limit 1'), reason: '本人申请' }
    const held = await ask('administrator', '/persons/held', contact)
    expect(held.body).toMatchObject({
      person: { phone: expect.stringMatching(/^\d{11}$/) },
      places: [{ as: 'contact', area: '140802' }],
      holdings: [{ why: 'contactInForce', until: null }],
    })
    const refused = await ask('administrator', '/persons/forget', contact)
    expect([refused.status, refused.body['code']]).toEqual([409, 'person.held'])
    expect((await ask('elsewhereAdministrator', '/persons/held', contact)).status).toBe(404)
    expect((await ask('dutyOfficer', '/persons/forget', contact)).status).toBe(403)
  })

  it('of who is replaced at a plant goes at once: the key is deleted, the seat has another', async () => {
    const { db } = office.server.world
    const [seat] = await db.rows<{ id: string; person: string; enterprise: string }>(
      'select id, person_id as person, enterprise_id as enterprise from contact order by position desc limit 1',
    )
    const kept = () => db.rows('select 1 from person_key where person_id = $1', [seat?.person])
    expect(await kept()).toHaveLength(1)
    const next = { name: '李新任', phone: '15400000099' }
    const path = `/enterprises/${seat?.enterprise}/contacts/${seat?.id}`
    expect((await ask('countyOfficer', path, next)).status).toBe(200)
    expect(await kept()).toEqual([])
    const opened = await ask('countyOfficer', '/persons/open', { as: 'contact', id: seat?.id, reason })
    expect(opened.body['people']).toMatchObject([next])
  })

  it('of a closed account stays as long as the duty says, then goes by itself: a key less, and nothing opens it', async () => {
    const { world } = office.server
    const officer = {
      as: 'officer',
      id: await rowOf(`select id from officer where login = 'colleague'`),
      reason: '离职',
    }
    expect((await ask('administrator', '/persons/held', officer)).body).toMatchObject({
      person: { name: 'colleague' },
      holdings: [{ why: 'accountOpen' }],
      traces: { sessions: 1 },
    })
    expect((await ask('administrator', `/users/${officer.id}/close`, { reason: '离职' })).status).toBe(200)
    const closed = await ask('administrator', '/persons/held', officer)
    expect(closed.body['holdings']).toMatchObject([{ why: 'kept' }])
    const retention = world.rulebooks.retention('2020-12-18')
    const until = keptUntil('officer', world.clock.now(), retention)
    expect(await forgetPast(world.db, retention, addMinutes(until, -1))).toBe(0)
    expect(await forgetPast(world.db, retention, until)).toBe(1)
    expect(await forgetPast(world.db, retention, until)).toBe(0)
    expect((await ask('administrator', '/persons/held', officer)).body).toMatchObject({ person: null })
    expect((await ask('administrator', '/persons/open', officer)).body['people']).toEqual([])
    // What they have done stays, by reference.
    const [entry] = await world.db.rows<{ actor: string }>(`select actor from journal where event = 'PERSON_FORGOTTEN'`)
    expect(entry).toEqual({ actor: 'engine' })
  })

  it('of who has objected is deleted when it is asked for and nothing holds it', async () => {
    const { world } = office.server
    const [{ id: list = '' } = {}] = (await office.ask('dutyOfficer', 'GET', '/lists')).body.items
    await world.db.rows(
      `insert into objection (id, area, subject, person_id, text, raised_by, raised_at, answer, upheld, answered_by, answered_at)
       select $1, '140800', $2, person_id, 'x', 'x', $3, 'x', false, 'x', $3 from officer where login = 'province'`,
      ['0176752c-0000-7000-8000-0000000000b1', list, '2019-01-01T00:00:00Z'],
    )
    const objector = { as: 'objector', id: '0176752c-0000-7000-8000-0000000000b1', reason: '本人申请' }
    // The same person still works here: that holds them.
    expect((await ask('administrator', '/persons/forget', objector)).body['code']).toBe('person.held')
    await world.db.rows(`update officer set ended_at = '2015-01-01T00:00:00Z' where login = 'province'`)
    expect((await ask('administrator', '/persons/forget', objector)).body).toEqual({ forgotten: true })
    expect((await ask('administrator', '/persons/held', objector)).body).toMatchObject({ person: null, holdings: [] })
  })
})
