import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../machines/warning.ts'
import { titleOf } from '../../src/episode/notices/decide.ts'
import { authorityOf, broughtItself, differences, nextRelief } from '../../src/episode/signing/decide.ts'
import { typeOfScan } from '../../src/episode/signing/behalf/decide.ts'
import { addMinutes } from '../../src/model/time.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

const NOW = '2024-12-25T14:00:00.000Z'
const approval = loadRulebooks().approval('2024-12-25')
const rank = fc.integer({ min: 1, max: 3 })

function aChange(of: Partial<Change> = {}): Change {
  return {
    kind: 'issue',
    ground: 'rule',
    level: 'orange',
    startsAt: NOW,
    endsAt: null,
    rank: 2,
    signBy: NOW,
    ...of,
  }
}

describe('by what right somebody signs', () => {
  const granted = fc.array(fc.record({ id: fc.uuid(), rank }), { maxLength: 2 })

  it('is the own rank, a rank that was lent, or that of whoever was called in; otherwise none', () => {
    fc.assert(
      fc.property(rank, rank, granted, fc.array(rank, { maxLength: 2 }), (asked, own, lent, relieved) => {
        const right = authorityOf(aChange({ rank: asked, relieved }), own, lent)
        const may = own >= asked || lent.some((one) => one.rank >= asked) || relieved.some((called) => own >= called)
        expect(right !== null).toBe(may)
        if (right === null) return
        // Whoever signs by another's right says so, and the rank that counts suffices or was called in.
        expect(right.deputyFor === null).toBe(own >= asked)
        if (right.delegation !== null) expect(right.rank).toBeGreaterThanOrEqual(asked)
        else expect(right.rank).toBe(own)
      }),
    )
  })

  it('is no right to sign what one has brought oneself', () => {
    expect(broughtItself({ proposed: 'engine', concluded: 'user:a' }, 'a')).toBe(true)
    expect(broughtItself({ proposed: 'user:a', concluded: 'user:b' }, 'a')).toBe(true)
    expect(broughtItself({ proposed: 'engine', concluded: 'user:b' }, 'a')).toBe(false)
    expect(broughtItself({ proposed: null, concluded: null }, 'a')).toBe(false)
  })
})

describe('who is called in for a silent signer', () => {
  it('is one after the other of the chain, each with time of his own, and then nobody', () => {
    fc.assert(
      fc.property(rank, fc.integer({ min: -600, max: 600 }), (asked, ago) => {
        const conferredAt = addMinutes(NOW, -ago)
        const seen: number[] = []
        for (let step = 0; step < 5; step++) {
          const change = aChange({ rank: asked, relieved: [...seen] })
          const relief = nextRelief(change, approval, conferredAt, 120, addMinutes(NOW, 1000 * step))
          if (relief === null) break
          expect(relief.until > addMinutes(NOW, 1000 * step)).toBe(true)
          if (relief.calls === null) continue
          seen.push(relief.calls)
        }
        const chain = approval.reliefs.chains.find(({ of }) => of === asked)?.next.map((one) => one.rank)
        expect(seen).toEqual(chain)
        // Nobody stands in for himself.
        expect(seen).not.toContain(asked)
      }),
    )
  })

  it('is nobody while the signer still has the time that he has from the end of the consultation', () => {
    expect(nextRelief(aChange(), approval, addMinutes(NOW, -30), 120, NOW)).toEqual({
      calls: null,
      until: addMinutes(NOW, 90),
    })
    expect(nextRelief(aChange(), approval, addMinutes(NOW, -120), 120, NOW)).toMatchObject({ calls: 1 })
  })
})

describe('what is different from what was read', () => {
  it('is nothing of the same, whoever was called in meanwhile', () => {
    expect(differences(aChange(), aChange({ relieved: [1], signBy: '2024-12-26T00:00:00.000Z' }))).toEqual([])
  })

  it.each<[Partial<Change>, string]>([
    [{ level: 'red' }, '级别由橙色（Ⅱ级响应）改为红色（Ⅰ级响应）'],
    [{ kind: 'lift' }, '事项由启动改为解除'],
    [{ measures: 'red' }, '措施由橙色改为红色'],
    [{ endsAt: '2024-12-28T16:00:00.000Z' }, '结束由另行通知改为2024-12-29 00:00'],
    [{ startsAt: '2024-12-26T16:00:00.000Z' }, '开始由2024-12-25 22:00改为2024-12-27 00:00'],
    [{ stages: [{ at: NOW, counties: ['140802'], industries: [] }] }, '分阶段由无改为1 段'],
  ])('says %j', (other, said) => {
    expect(differences(aChange(), aChange(other)).map(({ zh }) => zh)).toContain(said)
  })

  it('is seen in the stages, too', () => {
    const stages = (county: string) => [{ at: NOW, counties: [county], industries: [] }]
    expect(differences(aChange({ stages: stages('140802') }), aChange({ stages: stages('140881') }))).toHaveLength(1)
  })
})

describe('the title of a notice', () => {
  it.each<[string, Partial<Change>, Partial<Change> | null]>([
    ['关于启动重污染天气橙色预警（Ⅱ级响应）的通知', {}, null],
    ['关于将重污染天气橙色预警升级为红色预警（Ⅰ级响应）的通知', { kind: 'raise', level: 'red' }, {}],
    ['关于将重污染天气橙色预警降级为黄色预警（Ⅲ级响应）的通知', { kind: 'lower', level: 'yellow' }, {}],
    ['关于调整重污染天气橙色预警（Ⅱ级响应）减排措施的通知', { kind: 'raise', measures: 'red' }, {}],
    ['关于延长重污染天气橙色预警（Ⅱ级响应）的通知', { kind: 'extend' }, {}],
    ['关于调整重污染天气橙色预警（Ⅱ级响应）启动时间的通知', { kind: 'move' }, {}],
    ['关于暂停重污染天气橙色预警（Ⅱ级响应）的通知', { kind: 'suspend' }, {}],
    ['关于恢复重污染天气橙色预警（Ⅱ级响应）的通知', { kind: 'resume' }, {}],
    ['关于恢复并调整重污染天气红色预警（Ⅰ级响应）的通知', { kind: 'resume', level: 'red' }, {}],
    ['关于解除重污染天气橙色预警（Ⅱ级响应）的通知', { kind: 'lift' }, {}],
  ])('is %s', (title, of, before) => {
    const change = aChange(of)
    expect(titleOf({ kind: change.kind, change, before: before && aChange(before) })).toBe(title)
  })
})

describe('a scan', () => {
  it('is known by its own first bytes', () => {
    expect(typeOfScan(Buffer.from('%PDF-1.4'))).toBe('application/pdf')
    expect(typeOfScan(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg')
    expect(typeOfScan(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe('image/png')
    for (const other of ['', 'PDF-1.4', '<svg onload=x>', 'MZ']) expect(typeOfScan(Buffer.from(other))).toBeNull()
  })
})
