import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mixes, saySite, stoodStill } from '../../src/inspection/sites/decide.ts'
import { loadInspectionProcedure } from '../../src/rulebook/inspection.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

/* 停工工地: made known to mixing plants, and whoever supplies one since is found out. */

const procedure = loadInspectionProcedure()
const OTHER = '91140525MA0DEM021R'
const moment = fc
  .integer({ min: Date.UTC(2020, 9, 1), max: Date.UTC(2021, 9, 1) })
  .map((at) => new Date(at).toISOString())

describe('a site that stands still', () => {
  it('does so from when it was stopped until it goes on', () => {
    fc.assert(
      fc.property(moment, moment, moment, (one, two, at) => {
        const [since = '', endedAt = ''] = [one, two].toSorted()
        expect(stoodStill({ since, endedAt }, at)).toBe(at >= since && at < endedAt)
        expect(stoodStill({ since, endedAt: null }, at)).toBe(at >= since)
      }),
    )
  })

  it('is told to plants by their names, and by which clause', () => {
    expect(['示例商砼有限公司', '河东混凝土搅拌站'].every((name) => mixes(name, procedure))).toBe(true)
    expect(['示例水泥', '示例砖瓦厂'].some((name) => mixes(name, procedure))).toBe(false)
    expect(procedure.stoppedSites.source?.confidence).toBe('V1')
    const site = { name: '东湖小区', place: '河东街', reason: '裸土未苫盖', since: '2021-01-08T01:00:00.000Z' }
    expect(saySite({ ...site, endedAt: null }, '盐湖区').zh).toContain('2021-01-08 09:00 起停工整改（裸土未苫盖）')
    expect(saySite({ ...site, endedAt: '2021-01-09T01:00:00.000Z' }, '盐湖区').zh).toContain('可以供料')
  })
})

describe('stopped sites over HTTP', () => {
  let office: Office
  let path = ''
  let mixer = ''
  beforeAll(async () => {
    office = await Office.open()
    const named = countyList([CODE, OTHER], (row, n) => Object.assign(row, n === 0 ? { 企业名称: '示例商砼一站' } : {}))
    await office.listInForce(named, '2021-01-06')
    mixer = await office.enterprise('mixer')
    await office.enterprise('works', OTHER)
    await office.at('2021-01-10T02:00:00.000Z')
  }, 240_000)
  afterAll(() => office.close())

  const ask: Office['ask'] = (...args) => office.ask(...args)
  const site = {
    area: '140802',
    name: '东湖小区二期',
    place: '河东街 1 号',
    reason: '裸土未苫盖',
    since: '2021-01-09T00:00:00+08:00',
  }
  const notices = async (who: string) =>
    (await ask(who, 'GET', '/me/notices')).body.items.filter(({ kind }) => kind === 'stoppedSite')

  it('are entered by the county or its city, and every mixing plant hears of it, nobody else', async () => {
    expect((await ask('inspector', 'POST', '/stopped-sites', site)).status).toBe(403)
    expect((await ask('elsewhere', 'POST', '/stopped-sites', site)).status).toBe(404)
    const ahead = { ...site, since: '2021-01-11T00:00:00+08:00' }
    expect((await ask('countyOfficer', 'POST', '/stopped-sites', ahead)).body['code']).toBe('site.ahead')
    const made = await ask('countyOfficer', 'POST', '/stopped-sites', site)
    expect(made).toMatchObject({ status: 201, body: { name: site.name, endedAt: null, deliveries: [] } })
    path = `/stopped-sites/${String(made.body['id'])}`
    expect(await notices('mixer')).toMatchObject([{ say: { zh: expect.stringContaining('请勿向其供应混凝土') } }])
    expect(await notices('works')).toEqual([])
    expect((await ask('dutyOfficer', 'GET', '/stopped-sites?standing=true')).body.items).toHaveLength(1)
    expect((await ask('elsewhere', 'GET', path)).status).toBe(404)
  })

  it('supplied since, lead to a finding that the plant is heard on; the same delivery once', async () => {
    const delivery = { enterprise: mixer, at: '2021-01-09T23:00:00+08:00', text: '夜间浇筑', evidence: ['出厂单 0012'] }
    const enter = (body: object = {}, who = 'inspector') =>
      ask(who, 'POST', `${path}/deliveries`, { ...delivery, ...body })
    expect((await enter({ at: '2021-01-08T12:00:00+08:00' })).body['code']).toBe('site.notStopped')
    expect((await enter({ at: '2021-01-12T12:00:00+08:00' })).body['code']).toBe('site.notStopped')
    expect((await enter({ evidence: [] })).status).toBe(400)
    expect((await enter({}, 'elsewhere')).status).toBe(404)
    expect((await enter({}, 'auditor')).status).toBe(403)
    const both = await Promise.all([enter(), enter({}, 'countyOfficer')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    const [found, ...more] = (await ask('mixer', 'GET', '/me/findings')).body.items
    expect(more).toEqual([])
    expect(found).toMatchObject({
      kind: 'suppliedStoppedSite',
      state: 'told',
      text: expect.stringContaining(site.name),
    })
    await ask('mixer', 'POST', `/me/findings/${String(found?.['id'])}/answer`, { kind: 'accept' })
    await office.hands.settle()
    expect((await ask('dutyOfficer', 'GET', '/problems')).body.items).toMatchObject([{ findingId: found?.['id'] }])
    expect((await ask('dutyOfficer', 'GET', path)).body['deliveries']).toMatchObject([{ findingId: found?.['id'] }])
  })

  it('that go on are told of once, and may be supplied', async () => {
    await office.at('2021-01-11T02:00:00.000Z')
    const end = () => ask('dutyOfficer', 'POST', `${path}/end`, { reason: '整改合格' })
    const both = await Promise.all([end(), end()])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await notices('mixer')).toHaveLength(2)
    const late = { enterprise: mixer, at: '2021-01-11T10:00:00+08:00', text: '浇筑', evidence: ['出厂单 0013'] }
    expect((await ask('inspector', 'POST', `${path}/deliveries`, late)).body['code']).toBe('site.notStopped')
    expect((await ask('dutyOfficer', 'GET', '/stopped-sites?standing=true')).body.items).toEqual([])
  })
})
