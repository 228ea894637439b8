import { creditCodeCheck, organisationCheck } from '../../src/model/creditCode.ts'
import type { StoryEngine } from './engine.ts'
import { smallList, type Cells, type Sheets } from './lists.ts'

export interface SeenChange {
  kind: string
  ground: string
  level: string
  startsAt: string
  endsAt: string | null
  rank: number
}

export interface SeenWarning {
  id: string
  state: string
  level: string | null
  startsAt: string | null
  endsAt: string | null
  revision: number
  episodeFrom: string
  overdue: string[]
  change: SeenChange | null
}

const ENDED: ReadonlySet<string> = new Set(['lifted', 'withdrawn', 'dismissed'])

/** The officers of a story at their desk: what they see and do, over HTTP. */
export class Desk {
  readonly #story: StoryEngine
  readonly #settle: () => Promise<void>
  #issued = 0
  #first = Date.parse('2024-12-16')

  constructor(story: StoryEngine, settle: () => Promise<void> = () => story.settle()) {
    this.#story = story
    this.#settle = settle
  }

  /** The newest warning of the city, or null. */
  async warning(): Promise<SeenWarning | null> {
    const { body } = await this.#story.ask<{ items: SeenWarning[] }>('duty', 'GET', '/warnings?area=140800')
    return body.items[0] ?? null
  }

  /** The warning that lives. */
  async living(): Promise<SeenWarning> {
    const { body } = await this.#story.ask<{ items: SeenWarning[] }>('duty', 'GET', '/warnings?alive=true')
    const [found] = body.items
    if (!found) throw new Error('no warning lives')
    return found
  }

  async openConsultations(): Promise<{ id: string; change: SeenChange }[]> {
    const open = await this.#story.ask<{ items: { id: string; change: SeenChange }[] }>(
      'duty',
      'GET',
      '/consultations?open=true',
    )
    return open.body.items
  }

  async confer(decision: 'proceed' | 'dismiss' = 'proceed'): Promise<void> {
    for (const { id } of await this.openConsultations())
      await this.#story.ask('duty', 'POST', `/consultations/${id}/decision`, { decision, reason: '一致同意' })
  }

  /** Signs and does not wait for what comes of it. */
  async sign(who = 'mayor'): Promise<number> {
    const { id } = await this.living()
    return (await this.#story.ask(who, 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })).status
  }

  /** An officer's own change, conferred on and signed. */
  async change(kind: string, body: object): Promise<number> {
    const proposed = await this.propose(kind, body)
    if (proposed !== 202) return proposed
    await this.confer()
    return await this.sign()
  }

  async propose(kind: string, body: object): Promise<number> {
    const { id } = await this.living()
    return (await this.#story.ask('duty', 'POST', `/warnings/${id}/${kind}`, { reason: '会商意见', ...body })).status
  }

  /** A bulletin for the days from `first` on; null is a day that it does not name. */
  async push(
    kind: 'forecasts' | 'observations',
    first: string,
    aqi: readonly (number | null)[],
    area = '140800',
  ): Promise<number> {
    const values = aqi.flatMap((value, n) =>
      value === null
        ? []
        : [{ at: new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10), aqi: value }],
    )
    // Issued one minute after the other, however the clock stands.
    const issuedAt = new Date(Date.parse(this.#story.engine.world.clock.now()) - 3_600_000 + this.#issued++ * 1_000)
    const body = { provider: 'p', area, issuedAt: issuedAt.toISOString(), values }
    const { status } = await this.#story.ask(this.#story.feedKey, 'POST', `/${kind}`, body)
    await this.#settle()
    return status
  }

  /**
   * Ten days after the last time, with nothing alive: the clock stands at 18:00 before `day`, a forecast for the week from
   * there is in, and what it calls for was conferred on.
   */
  async episode(aqi: readonly (number | null)[] = [160, 165, 90, 80, 80, 80, 80]): Promise<string> {
    const day = this.day(0, 10)
    await this.at(day, -6)
    await this.forecast(day, aqi)
    await this.confer()
    return day
  }

  /** A day of the present episode, `n` after its first; `later` begins the next one so many days on. */
  day(n: number, later = 0): string {
    this.#first += later * 86_400_000
    return new Date(this.#first + n * 86_400_000).toISOString().slice(0, 10)
  }

  /** Sets the clock to an hour of a day. */
  async at(day: string, hour: number): Promise<void> {
    const set = new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * 3_600_000).toISOString()
    await this.#story.ask('duty', 'POST', '/clock', { set })
  }

  /** What is in force ends at once: nothing is alive any more. */
  async end(): Promise<void> {
    const warning = await this.warning()
    if (warning === null || ENDED.has(warning.state)) return
    if (warning.level !== null && warning.state !== 'lifting') await this.change('lift', {})
    else await this.#story.ask('mayor', 'POST', `/warnings/${warning.id}/withdraw`, { reason: '终止' })
    await this.#settle()
  }

  forecast(first: string, aqi: readonly (number | null)[], area?: string): Promise<number> {
    return this.push('forecasts', first, aqi, area)
  }
}

/** A credit code of 盐湖区 for the n-th invented enterprise. */
export function inventedCode(n: number): string {
  const organisation = `YX${String(900_001 + n)}`
  const first17 = `91140802${organisation}${organisationCheck(organisation)}`
  return first17 + creditCodeCheck(first17)
}

/** Brickworks of grade C, each with one line: it stops at orange and red and runs at 70 % at yellow. */
export function brickworks(count: number): Sheets {
  const list = smallList()
  const each = (rows: Cells[], change: (row: Cells, n: number) => Cells): Cells[] =>
    Array.from({ length: count }, (_, n) => n).flatMap((n) =>
      rows.map((row) => ({ ...row, ...change(row, n), 统一社会信用代码: inventedCode(n) })),
    )
  return {
    企业: each(list.企业, (_, n) => ({
      企业名称: `盐湖区示例砖瓦${n}厂`,
      '县(市、区)': '盐湖区',
      排污许可证编号: `${inventedCode(n)}001Q`,
      行业: '砖瓦窑',
      国民经济行业代码: '3031',
    })),
    生产线: each(list.生产线, () => ({ 生产线名称: '1#隧道窑', 工序: '焙烧', 设施: '隧道窑' })),
    措施: each(list.措施, (row) =>
      row['预警级别'] === '黄'
        ? {
            措施: '1#隧道窑限产30%',
            类型: '限产',
            数值: 30,
            单位: '%',
            基准: '产能',
            SO2日减排量: 30,
            NOx日减排量: 30,
            PM日减排量: 30,
            VOCs日减排量: 30,
          }
        : { 措施: '1#隧道窑停产' },
    ),
    联系人: each(list.联系人.slice(0, 1), (_, n) => ({
      姓名: '孙丙寅',
      电话: `154${String(n).padStart(8, '0')}`,
      网址: `/e/${n}`,
    })),
  }
}
