import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DESK } from '../../src/app/desk.ts'
import { ask, loadEffects } from '../../src/db/effects.ts'
import { findFont } from '../../src/document/font.ts'
import type { Id } from '../../src/model/id.ts'
import { createFeedKey } from '../../src/people/admit.ts'
import { fireDue } from '../../src/queue/clock.ts'
import { textOfDocx, textOfPdf } from '../help/documents.ts'
import { breaches } from '../help/invariants.ts'
import { Office } from '../help/office.ts'

/*
 * Signature as life is (签发): the vice-mayor does not answer, his deputy is woken and signs; red needs the mayor, who says
 * yes on the telephone and signs the paper next morning; whoever comes second is told who was first. And the notice of it.
 */

interface Change {
  level: string
  rank: number
  relieved?: number[]
}
interface Warning {
  id: string
  state: string
  change: Change | null
  overdue: string[]
  signatures: {
    id: string
    name: string
    mode: string
    deputyFor: { zh: string } | null
    enteredBy: { name: string } | null
    endorsement: { id: string; state: string } | null
  }[]
}

let office: Office
let feed = ''
let day = Date.parse('2024-12-16T00:00:00+08:00')
let issued = 0

beforeAll(async () => {
  office = await Office.open()
  await office.admit('head', 'approver', '140800', 1)
  await office.admit('vicemayor', 'approver', '140800', 2)
  await office.at(new Date(day).toISOString())
  const { world } = office.server
  feed = (await createFeedKey(world, { provider: 'p', areas: ['140800'] }, world.clock.now())).key
  // Nobody of them is reached, so that it is seen who was tried.
  for (const who of ['dutyOfficer', 'head', 'vicemayor', 'mayor', 'approver'])
    await office.ask(who, 'POST', '/rosters/ways', {
      phone: '15400000001',
      ways: [{ channel: 'webhook', url: 'http://127.0.0.1:9/x' }],
    })
}, 120_000)
afterAll(() => office.close())

/** Ten days later nothing lives, and the clock stands at 18:00. */
beforeEach(async () => {
  const living = await alive()
  if (living) await end(living)
  day += 10 * 86_400_000
  await hour(18)
}, 60_000)

const at = (hours: number) => new Date(day + hours * 3_600_000).toISOString()
const hour = (hours: number) => office.at(at(hours))
const get = async <T>(who: string, path: string) => (await office.ask(who, 'GET', path)).body as unknown as T
const sign = (who: string, id: string, more: object = {}) =>
  office.ask(who, 'POST', `/warnings/${id}/signatures`, { decision: 'sign', ...more })
const behalf = (who: string, id: string, more: object = {}) =>
  office.ask(who, 'POST', `/warnings/${id}/signatures/behalf`, {
    decision: 'sign',
    mode: 'telephone',
    signer: 'mayor',
    at: office.server.world.clock.now(),
    number: '0359-2020202',
    ...more,
  })

async function alive(): Promise<Warning | null> {
  const { items } = await get<{ items: Warning[] }>('dutyOfficer', '/warnings?alive=true')
  return items[0] ?? null
}
const warning = (id: string) => get<Warning>('dutyOfficer', `/warnings/${id}`)

async function push(aqi: readonly number[]): Promise<void> {
  const values = aqi.map((value, n) => ({
    at: new Date(day + (n + 1.4) * 86_400_000).toISOString().slice(0, 10),
    aqi: value,
  }))
  const issuedAt = new Date(Date.parse(office.server.world.clock.now()) - 3_600_000 + issued++ * 1000).toISOString()
  await office.server.app.inject({
    method: 'POST',
    url: '/api/v1/forecasts',
    headers: { authorization: `Bearer ${feed}`, 'content-type': 'application/json' },
    payload: JSON.stringify({ provider: 'p', area: '140800', issuedAt, values }),
  })
  await office.hands.settle()
}

const ORANGE = [210, 215, 90, 80, 80, 80]
const RED = [310, 315, 320, 90, 80, 80]

/** Proposed by the rule and concluded by the duty officer, unless another does. */
async function awaiting(aqi = ORANGE, who = 'dutyOfficer'): Promise<string> {
  await push(aqi)
  await confer(who)
  const found = await alive()
  expect(found?.state).toBe('awaitingSignature')
  return found?.id ?? ''
}

async function confer(who = 'dutyOfficer'): Promise<string> {
  const { items } = await get<{ items: { id: string }[] }>('dutyOfficer', '/consultations?open=true')
  const [open] = items
  await office.ask(who, 'POST', `/consultations/${open?.id}/decision`, { decision: 'proceed', reason: '一致同意' })
  await office.hands.settle()
  return open?.id ?? ''
}

async function end({ id, state }: Warning): Promise<void> {
  if (/^(proposed|awaitingSignature|scheduled)/.test(state)) {
    await office.ask('mayor', 'POST', `/warnings/${id}/withdraw`, { reason: '终止' })
  } else {
    await office.ask('dutyOfficer', 'POST', `/warnings/${id}/lift`, { reason: '终止' })
    await confer()
    expect((await sign('mayor', id)).status).toBe(200)
  }
  await office.hands.settle()
}

/** Who was called for the signature, in the newest wake. */
async function called(): Promise<string[]> {
  const { items } = await get<{ items: { id: string; cause: string; state: string }[] }>('dutyOfficer', '/wakes')
  const wake = items.find(({ cause }) => cause === 'signatureWaits')
  const { calls } = await get<{ calls: { officer: string }[] }>('dutyOfficer', `/wakes/${wake?.id}`)
  return calls.map(({ officer }) => officer)
}

describe('a signer who does not answer', () => {
  test('is followed by his deputy, who is woken and may sign from then on, and by the rank above', async () => {
    const id = await awaiting()
    expect(await called()).not.toContain('head')
    expect((await sign('head', id)).body['code']).toBe('warning.rankTooLow')
    const page = await get<{ you: { may: boolean; why: { zh: string } }; signer: object }>(
      'mayor',
      `/warnings/${id}/signature-page`,
    )
    expect(page).toMatchObject({ you: { may: true, deputyFor: null }, signer: { borrowedFrom: '太原 2019' } })
    // Four hours from the proposal: the form and the signature.
    await hour(22.1)
    expect(await warning(id)).toMatchObject({
      state: 'awaitingSignature',
      overdue: ['sign'],
      change: { relieved: [1] },
    })
    expect(await called()).toContain('head')
    await hour(22.7)
    expect((await warning(id)).change?.relieved).toEqual([1, 3])
    expect(await called()).toContain('mayor')
    // Nothing signs by itself, however long nobody does.
    await hour(24)
    expect((await warning(id)).state).toBe('awaitingSignature')
    const deputy = await get<object>('approver', `/warnings/${id}/signature-page`)
    expect(deputy).toMatchObject({ you: { may: true, deputyFor: null } })
    expect((await sign('head', id)).status).toBe(200)
    const { signatures } = await warning(id)
    expect(signatures[0]).toMatchObject({ name: 'head', mode: 'system', deputyFor: { zh: '分管副市长' } })
    await office.hands.settle()
    expect(await breaches(office.server.world.db)).toEqual([])
  })

  test('has his own time where the consultation came late', async () => {
    await push(ORANGE)
    await hour(23)
    await confer()
    const id = (await alive())?.id ?? ''
    await office.hands.settle()
    expect((await warning(id)).change).not.toHaveProperty('relieved')
    await hour(24.9)
    expect((await sign('head', id)).body['code']).toBe('warning.rankTooLow')
    await hour(25.1)
    expect((await warning(id)).change?.relieved).toEqual([1])
  })

  test('is not given the same hour once more by a process whose clock stands behind the one that saw it pass', async () => {
    await push(ORANGE)
    await hour(23)
    await confer()
    const id = (await alive())?.id ?? ''
    await office.hands.settle()
    const { world } = office.server
    await fireDue(world, at(25.1), new Set())
    const [asked] = await world.db.rows<{ id: Id }>(
      `select id from effect where kind = 'callRelief' and subject = $1`,
      [id],
    )
    const [effect] = await loadEffects(world.db, [asked?.id ?? ''])
    if (effect?.kind !== 'callRelief') throw new Error('no relief was asked for')
    await DESK.callRelief(world, { ...effect, kind: 'callRelief', params: {} })
    expect((await warning(id)).change?.relieved).toEqual([1])
    await office.hands.settle()
  })

  test('is asked first again where it was sent back and conferred on anew', async () => {
    const id = await awaiting()
    await hour(22.1)
    expect((await sign('head', id, { decision: 'return', reason: '范围再核' })).status).toBe(200)
    await confer('colleague')
    expect((await warning(id)).change).not.toHaveProperty('relieved')
    expect((await sign('head', id)).body['code']).toBe('warning.rankTooLow')
  })

  test('asks another to sign for him, who accepts: from then on, and until it ends', async () => {
    const id = await awaiting()
    const asked = await office.ask('vicemayor', 'POST', '/delegations', {
      deputy: 'head',
      until: at(40),
      reason: '赴省开会',
    })
    expect(asked).toMatchObject({ status: 201, body: { holds: false } })
    const path = `/delegations/${String(asked.body['id'])}`
    expect((await sign('head', id)).status).toBe(403)
    expect((await office.ask('vicemayor', 'POST', `${path}/accept`)).body['code']).toBe('delegation.notYours')
    expect((await office.ask('elsewhereApprover', 'POST', `${path}/accept`)).status).toBe(404)
    expect(await office.ask('head', 'POST', `${path}/accept`)).toMatchObject({ status: 200, body: { holds: true } })
    expect((await office.ask('head', 'POST', `${path}/accept`)).body['code']).toBe('delegation.decided')
    expect((await sign('head', id)).status).toBe(200)
    expect((await warning(id)).signatures[0]).toMatchObject({ name: 'head', deputyFor: { zh: '分管副市长' } })
    expect((await office.ask('vicemayor', 'POST', `${path}/end`)).body).toMatchObject({ holds: false })
    for (const body of [
      { deputy: 'vicemayor', until: at(40) },
      { deputy: 'dutyOfficer', until: at(40) },
      { deputy: 'elsewhereApprover', until: at(40) },
    ])
      expect((await office.ask('vicemayor', 'POST', '/delegations', { ...body, reason: '外出' })).status).toBe(422)
    for (const until of [at(17), at(24 * 40)])
      expect(
        (await office.ask('vicemayor', 'POST', '/delegations', { deputy: 'head', until, reason: '外出' })).status,
      ).toBe(400)
  })
})

describe('a yes on the telephone', () => {
  test('is entered by another than who brought it to the mayor, sends the orders out, and is marked as what it was', async () => {
    const id = await awaiting(RED)
    expect((await sign('vicemayor', id)).body['code']).toBe('warning.rankTooLow')
    expect((await behalf('dutyOfficer', id)).body['code']).toBe('warning.samePerson')
    expect((await behalf('elsewhere', id)).status).toBe(404)
    expect((await behalf('mayor', id)).status).toBe(403)
    expect((await behalf('colleague', id, { signer: 'elsewhereApprover' })).body['code']).toBe(
      'signature.signerUnknown',
    )
    expect((await behalf('colleague', id, { signer: 'vicemayor' })).body['code']).toBe('warning.rankTooLow')
    expect((await behalf('colleague', id, { at: at(19) })).body['code']).toBe('signature.notYetSpoken')
    expect((await behalf('colleague', id, { at: at(17) })).body['code']).toBe('signature.notYetSpoken')
    expect((await behalf('colleague', id, { number: undefined })).status).toBe(400)
    expect((await behalf('colleague', id)).status).toBe(200)
    expect(await office.hands.due('planOrders')).toHaveLength(1)
    const found = await warning(id)
    expect(found.signatures[0]).toMatchObject({
      name: 'mayor',
      mode: 'telephone',
      enteredBy: { name: 'colleague' },
      endorsement: { state: 'awaited' },
    })
    const again = await sign('mayor', id)
    expect(again.body['code']).toBe('warning.alreadySigned')
    expect(again.body['detail']).toMatch(/already signed by mayor at \d{4}-\d\d-\d\d 18:00 \(by telephone\)/)
    await office.hands.settle()
    expect(await breaches(office.server.world.db)).toEqual([])
  })

  test('that nobody shows is an alarm; the paper brought next morning ends it, and does not change any more', async () => {
    const id = await awaiting(RED)
    await behalf('colleague', id)
    await hour(30.1)
    const [signature] = (await warning(id)).signatures
    expect(signature?.endorsement).toMatchObject({ state: 'overdue' })
    const open = async () =>
      (await get<{ items: { about: string }[] }>('dutyOfficer', '/wakes?open=true')).items.map(({ about }) => about)
    expect(await open()).toContain(signature?.endorsement?.id)
    const path = `/warnings/${id}/signatures/${signature?.id}/scans`
    const paper = Buffer.from('%PDF-1.7 signed by hand')
    expect((await office.ask('dutyOfficer', 'POST', path, Buffer.from('<html>'))).body['code']).toBe(
      'signature.scanType',
    )
    expect((await office.ask('elsewhere', 'POST', path, paper)).status).toBe(404)
    expect((await office.ask('forecaster', 'POST', path, paper)).status).toBe(403)
    const huge = Buffer.concat([paper, Buffer.alloc(9 * 1_048_576)])
    expect((await office.ask('dutyOfficer', 'POST', path, huge)).status).toBe(413)
    const kept = await office.ask('dutyOfficer', 'POST', path, paper)
    expect(kept).toMatchObject({ status: 201, body: { type: 'application/pdf', size: paper.length } })
    expect((await office.ask('dutyOfficer', 'POST', path, paper)).status).toBe(200)
    await office.hands.settle()
    expect((await warning(id)).signatures[0]?.endorsement).toMatchObject({ state: 'shown' })
    expect(await open()).not.toContain(signature?.endorsement?.id)
    const { app, tokens, world } = office.server
    const url = `/api/v1${path}/${String(kept.body['sha256'])}`
    const file = await app.inject({ url, headers: { authorization: `Bearer ${tokens.get('auditor')}` } })
    expect(file.rawPayload.equals(paper)).toBe(true)
    await expect(world.db.rows('update signature_scan set size = 1')).rejects.toThrow(/does not change/)
  })

  test('is confirmed or denied by its own signer alone; who denies it has somebody woken', async () => {
    const id = await awaiting(RED)
    await behalf('colleague', id)
    const [signature] = (await warning(id)).signatures
    const path = `/warnings/${id}/signatures/${signature?.id}/endorse`
    expect((await office.ask('vicemayor', 'POST', path, { decision: 'confirm' })).body['code']).toBe(
      'signature.notYours',
    )
    expect((await office.ask('mayor', 'POST', path, { decision: 'deny' })).status).toBe(400)
    const denied = await office.ask('mayor', 'POST', path, { decision: 'deny', reason: '未接到电话' })
    expect(denied).toMatchObject({ status: 200, body: { endorsement: { state: 'denied' } } })
    await office.hands.settle()
    const { items } = await get<{ items: { about: string; say: { zh: string } }[] }>('dutyOfficer', '/wakes?open=true')
    expect(items.find(({ about }) => about === signature?.endorsement?.id)?.say.zh).toMatch(/否认/)
    expect((await office.ask('mayor', 'POST', path, { decision: 'confirm' })).status).toBe(409)
  })
})

describe('two persons for every order', () => {
  test('whoever concluded does not sign, whatever the rank', async () => {
    const id = await awaiting(ORANGE, 'mayor')
    expect((await sign('mayor', id)).body['code']).toBe('warning.samePerson')
    expect((await sign('vicemayor', id)).status).toBe(200)
  })

  test('whoever called for a change does not sign it, nor enters the yes to it', async () => {
    const id = await awaiting()
    expect((await sign('vicemayor', id)).status).toBe(200)
    await office.hands.settle()
    await office.ask('mayor', 'POST', `/warnings/${id}/raise`, { level: 'red', reason: '加重' })
    await confer()
    expect((await sign('mayor', id)).body['code']).toBe('warning.samePerson')
    expect((await behalf('colleague', id)).body['code']).toBe('warning.samePerson')
  })
})

describe('what was read', () => {
  test('and is not what waits any more is not signed, and is told what is different', async () => {
    const id = await awaiting()
    const seen = await get<{ change: object; consultation: { id: string } }>(
      'vicemayor',
      `/warnings/${id}/signature-page`,
    )
    const read = { change: seen.change, consultation: seen.consultation.id }
    await push(RED)
    await confer()
    const stale = await sign('mayor', id, read)
    expect(stale).toMatchObject({ status: 409, body: { code: 'warning.stale' } })
    expect(stale.body['detail']).toMatch(/level: 橙色.*is now 红色/)
    expect((await sign('mayor', id, { consultation: seen.consultation.id })).body['code']).toBe('warning.stale')
    expect((await sign('mayor', id, { consultation: id })).status).toBe(404)
    const fresh = await get<{ change: object; consultation: { id: string } }>('mayor', `/warnings/${id}/signature-page`)
    const now = { change: fresh.change, consultation: fresh.consultation.id }
    expect((await sign('mayor', id, now)).status).toBe(200)
  })
})

describe('the notice', () => {
  interface Notice {
    id: string
    kind: string
    number: string | null
    title: string | null
    sha256: string
  }
  const notices = async (id: string) =>
    (await get<{ items: Notice[] }>('auditor', `/warnings/notices?warning=${id}`)).items.toReversed()
  const numberOf = ({ number }: Notice) => Number(/〕(\d+)号/.exec(number ?? '')?.[1])

  async function read({ id }: Notice, format = 'docx'): Promise<string> {
    const { app, tokens } = office.server
    const file = await app.inject({
      url: `/api/v1/warnings/notices/${id}/document?format=${format}`,
      headers: { authorization: `Bearer ${tokens.get('auditor')}` },
    })
    expect(file.statusCode).toBe(200)
    return format === 'pdf' ? textOfPdf(file.rawPayload) : textOfDocx(file.rawPayload)
  }

  test('of each signature is written once, with the next number, and says what was signed, by whom and how', async () => {
    const id = await awaiting()
    await behalf('colleague', id, { signer: 'vicemayor' })
    await office.hands.settle()
    await office.ask('dutyOfficer', 'POST', `/warnings/${id}/raise`, { level: 'red', reason: '加重' })
    await confer()
    await sign('mayor', id, { reason: '同意' })
    await office.hands.settle()
    await office.ask('dutyOfficer', 'POST', `/warnings/${id}/lift`, { at: at(30), reason: '好转' })
    await confer()
    await sign('mayor', id)
    await office.hands.settle()
    const all = await notices(id)
    expect(all.map(({ title }) => title)).toEqual([
      '关于启动重污染天气橙色预警（Ⅱ级响应）的通知',
      '关于将重污染天气橙色预警升级为红色预警（Ⅰ级响应）的通知',
      '关于解除重污染天气红色预警（Ⅰ级响应）的通知',
    ])
    const [issue, raise, lift] = all as [Notice, Notice, Notice]
    expect([numberOf(raise) - numberOf(issue), numberOf(lift) - numberOf(raise)]).toEqual([1, 1])
    const text = await read(issue)
    expect(text).toMatch(/^〔演练〕/)
    for (const said of [
      issue.number ?? '',
      '达到相应条件',
      '经分管副市长签发',
      '执行Ⅱ级应急响应',
      '电话同意，签字随后补办',
      '签发人：vicemayor',
      '借用太原 2019',
    ])
      expect(text).toContain(said)
    expect(await read(raise)).toMatch(/未由分级标准直接触发[^]*签发意见：同意。/)
    expect(await read(lift)).toMatch(/6时起解除/)
    if (findFont(null)) expect(await read(raise, 'pdf')).toContain('升级为红色预警')
  })

  test('has its number once, however often and by how many it is written', async () => {
    const id = await awaiting()
    await sign('vicemayor', id)
    const { world } = office.server
    const [effect] = await office.hands.due('writeNotice')
    if (!effect) throw new Error('no notice was asked for')
    const again = { kind: 'writeNotice', subject: effect.subject, area: effect.area, params: {} } as const
    await world.db.transaction((tx) => ask(tx, [again, again], world.clock.now()))
    const all = await office.hands.due('writeNotice')
    expect(all).toHaveLength(3)
    await Promise.all(
      [...all, ...all].map((one) => DESK.writeNotice(world, { ...one, kind: 'writeNotice', params: {} })),
    )
    const [notice, ...more] = await notices(id)
    expect(more).toEqual([])
    expect(notice?.number).toMatch(/^运城市重污染天气应急〔\d{4}〕\d+号$/)
    const rows = await world.db.rows<{ year: number; number: number }>(
      'select year, number from warning_notice where number is not null order by year, number',
    )
    // Without a gap, from 1 in each year.
    expect(rows.map(({ number }) => number)).toEqual(
      rows.map(({ year }, n) => rows.slice(0, n + 1).filter((other) => other.year === year).length),
    )
    await expect(world.db.rows('update warning_notice set number = 99')).rejects.toThrow(/does not change/)
    await office.hands.settle()
  })

  test('of what is taken back before its start is written too; of what was never signed there is none', async () => {
    const unsigned = await awaiting()
    await office.ask('mayor', 'POST', `/warnings/${unsigned}/withdraw`, { reason: '误判' })
    await office.hands.settle()
    expect(await notices(unsigned)).toEqual([])
    const id = await awaiting([80, 210, 215, 80, 80, 80])
    await sign('vicemayor', id)
    expect((await warning(id)).state).toBe('scheduled.steady')
    await office.ask('vicemayor', 'POST', `/warnings/${id}/withdraw`, { reason: '预报修正' })
    await office.hands.settle()
    const [, withdrawn] = await notices(id)
    expect(withdrawn).toMatchObject({ kind: 'withdraw', title: '关于撤回重污染天气橙色预警（Ⅱ级响应）的通知' })
  })

  test('is corrected by a new one that names it; the rank of its signer is asked for', async () => {
    const id = await awaiting(RED)
    await sign('mayor', id)
    await office.hands.settle()
    const [wrong] = (await notices(id)) as [Notice]
    const path = `/warnings/notices/${wrong.id}/correct`
    expect((await office.ask('vicemayor', 'POST', path, { text: '时间有误' })).body['code']).toBe('warning.rankTooLow')
    expect((await office.ask('dutyOfficer', 'POST', path, { text: '时间有误' })).status).toBe(403)
    expect((await office.ask('elsewhereApprover', 'POST', path, { text: '时间有误' })).status).toBe(404)
    expect((await office.ask('mayor', 'POST', path, { text: '结束时间以减排指令为准。' })).status).toBe(202)
    await office.hands.settle()
    const [same, correction] = (await notices(id)) as [Notice, Notice]
    expect(same).toEqual(wrong)
    expect(correction).toMatchObject({
      kind: 'correction',
      corrects: wrong.id,
      title: `关于更正《${wrong.title}》的通知`,
    })
    expect(await read(correction)).toContain('结束时间以减排指令为准。')
  })
})

describe('whatever is sent', () => {
  test('is answered with 4xx, and changes nothing', async () => {
    const id = await awaiting()
    const nobody = '0193fd42-4900-7456-8d2b-b2ab0ad89b98' as Id
    for (const [path, body] of [
      [`/warnings/${id}/signatures`, { decision: 'sign', change: { kind: 'issue' } }],
      [`/warnings/${id}/signatures`, { decision: 'sign', consultation: 'x' }],
      [`/warnings/${nobody}/signatures`, { decision: 'sign' }],
      [`/warnings/${id}/signatures/${nobody}/endorse`, { decision: 'confirm' }],
      [`/delegations/${nobody}/accept`, {}],
      [`/warnings/notices/${nobody}/correct`, { text: 'x' }],
    ] as const) {
      const { status } = await office.ask('mayor', 'POST', path, body)
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
    }
    for (const path of [`/warnings/notices/${nobody}/document`, `/warnings/${id}/signatures/${nobody}/scans`])
      expect((await office.ask('mayor', 'GET', path)).status).toBe(404)
    expect((await warning(id)).state).toBe('awaitingSignature')
  })
})
