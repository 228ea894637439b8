import { keepPeople } from '../../src/db/person.ts'
import { createEnterpriseTokens } from '../../src/people/admit.ts'
import type { Rank } from '../../src/people/caller.ts'
import { insertSession } from '../../src/people/sessionStore.ts'
import { insertOfficer } from '../../src/people/store.ts'
import { hashToken, newToken } from '../../src/people/token.ts'
import { newId, type Id } from '../../src/model/id.ts'
import { openTestApp, START, type TestApp } from './app.ts'
import { ByHand } from './byHand.ts'
import { CODE, smallList, workbook, type Sheets } from './lists.ts'

export interface Answered {
  readonly status: number
  readonly body: Record<string, unknown> & { items: Record<string, unknown>[] }
}

/** An office of a city with its counties and its province, over HTTP, whose clock and queue the test moves by hand. */
export class Office {
  readonly server: TestApp
  readonly hands: ByHand
  readonly #tokens: Map<string, string | null>

  private constructor(server: TestApp) {
    this.server = server
    this.hands = new ByHand(server.world)
    this.#tokens = new Map(server.tokens)
  }

  /** Beside one officer of each role there are colleagues, so that two persons can be two. */
  static async open(options: Parameters<typeof openTestApp>[0] = {}): Promise<Office> {
    const office = new Office(await openTestApp(options))
    await office.admit('colleague', 'dutyOfficer', '140800')
    await office.admit('mayor', 'approver', '140800', 3)
    await office.admit('countyColleague', 'countyOfficer', '140802')
    await office.admit('province', 'dutyOfficer', '140000')
    await office.admit('elsewhere', 'dutyOfficer', '140900')
    await office.admit('elsewhereApprover', 'approver', '140900', 3)
    await office.admit('elsewhereAdministrator', 'administrator', '140900')
    return office
  }

  async admit(login: string, role: string, area: string, rank: Rank = 0): Promise<void> {
    const { world } = this.server
    // Straight into the table: nobody logs in here, and a password costs a tenth of a second.
    const officer = newId(START)
    await world.db.transaction(async (tx) => {
      const [person_id = ''] = await keepPeople(tx, world.keys, [{ person: { name: login, phone: '' }, area }], START)
      await insertOfficer(tx, { id: officer, area, login, person_id, role, rank, password: '', demo: false }, START)
    })
    const token = newToken('session')
    const session = { id: newId(START), area, officer, hash: hashToken(token), until: '2199-01-01T00:00:00.000Z' }
    await world.db.transaction((tx) => insertSession(tx, session, START))
    this.#tokens.set(login, token)
  }

  tokenOf(who: string): string | null {
    return this.#tokens.get(who) ?? null
  }

  async ask(who: string, method: 'GET' | 'POST', path: string, body?: object | Uint8Array): Promise<Answered> {
    const token = this.#tokens.get(who)
    const bytes = body instanceof Uint8Array
    const answer = await this.server.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        'accept-language': 'en',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': bytes ? 'application/octet-stream' : 'application/json' } : {}),
      },
      ...(body ? { payload: bytes ? Buffer.from(body) : JSON.stringify(body) } : {}),
    })
    return { status: answer.statusCode, body: answer.json<Answered['body']>() }
  }

  /** Moves the clock, and does whatever is due. */
  async at(instant: string): Promise<void> {
    this.server.world.clock.set(instant)
    await this.hands.settle()
  }

  /** One list through the whole procedure, until it is in force; returns its id. */
  async listInForce(sheets: Sheets, day: string): Promise<string> {
    const { body } = await this.ask('dutyOfficer', 'POST', '/lists', await workbook(sheets))
    const path = `/lists/${String(body['id'])}`
    await this.ask('dutyOfficer', 'POST', `${path}/publish`, { reason: '公示' })
    const published = await this.ask('dutyOfficer', 'GET', path)
    await this.at(String(published.body['objectionsUntil']))
    await this.ask('dutyOfficer', 'POST', `${path}/release`, { from: day, reason: '提请' })
    await this.ask('mayor', 'POST', `${path}/confirm`, { decision: 'confirm', reason: '同意' })
    await this.hands.settle()
    return String(body['id'])
  }

  /** Foul air is foreseen on the tenth of January, conferred on, and what the rule asks for is signed. */
  async warned(): Promise<void> {
    await this.at('2021-01-10T10:00:00.000Z')
    const values = [210, 215, 90, 80].map((aqi, n) => ({ at: `2021-01-1${n + 1}`, aqi }))
    const body = { provider: 'test-centre', area: '140800', issuedAt: '2021-01-10T09:00:00.000Z', values }
    await this.ask('feed', 'POST', '/forecasts', body)
    await this.hands.settle()
    const { items } = (await this.ask('dutyOfficer', 'GET', '/consultations?open=true')).body
    const decided = { decision: 'proceed', reason: '一致同意' }
    await this.ask('dutyOfficer', 'POST', `/consultations/${String(items[0]?.['id'])}/decision`, decided)
    const [warning] = (await this.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
    await this.ask('mayor', 'POST', `/warnings/${String(warning?.['id'])}/signatures`, { decision: 'sign' })
    await this.hands.settle()
  }

  /** The enterprise with a code, and a token in its own name under `who`. */
  async enterprise(who: string, code: string = CODE): Promise<Id> {
    const { world } = this.server
    const [found] = await world.db.rows<{ id: Id; area: string }>(
      'select id, area from enterprise where credit_code = $1',
      [code],
    )
    if (!found) throw new Error(`no enterprise ${code}`)
    const tokens = await createEnterpriseTokens(world, [{ enterprise: found.id, name: who, area: found.area }], START)
    this.#tokens.set(who, tokens.get(found.id) ?? null)
    return found.id
  }

  async close(): Promise<void> {
    await this.hands.close()
    await this.server.close()
  }
}

/** A list without fault whose enterprises lie in the county of the test's officers; each is changed by `change`. */
export function countyList(
  codes: readonly string[],
  change: (row: Sheets['企业'][number], n: number) => void = () => {},
) {
  const sheets = smallList()
  const each = <K extends keyof Sheets>(sheet: K) =>
    codes.flatMap((code) => sheets[sheet].map((row) => ({ ...row, 统一社会信用代码: code })))
  const made: Sheets = {
    企业: each('企业').map((row, n) => ({
      ...row,
      企业名称: `示例水泥第${n + 1}厂`,
      '县(市、区)': '盐湖区',
      排污许可证编号: `${codes[n] ?? ''}001P`,
    })),
    生产线: each('生产线'),
    措施: each('措施'),
    联系人: each('联系人'),
  }
  made.企业.forEach(change)
  return made
}
