import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { buildConsole } from '../../src/console/build.ts'
import { openEngine } from '../../src/main.ts'
import { DEMONSTRATION_PASSWORD } from '../../src/model/demonstration.ts'
import { findChromium } from '../help/chromium.ts'

/*
 * `node test/console/pictures.ts`: the pictures of README.md, of a demonstration that is opened for them and closed again.
 */

const OUT = join(import.meta.dirname, '../../fixtures/pictures')
const CITY = '140800'
const PROVIDER = '示例预报中心'
/** A winter's afternoon, whatever day it is made on. */
const DAY = '2026-12-24'
const DESK = { width: 1200, height: 700 }
const PHONE = { width: 390, height: 844 }

const executablePath = findChromium()
if (executablePath === null) throw new Error('no Chromium here: install chromium')
const data = mkdtempSync(join(tmpdir(), 'airshed-pictures-'))
await buildConsole()
const opened = await openEngine(readConfig({ AIRSHED_DATA: data, PORT: '0', AIRSHED_DEMO: '1', LOG_LEVEL: 'silent' }))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  await picture(browser, opened.engine.url)
} finally {
  await browser.close()
  await opened.close()
  rmSync(data, { recursive: true, force: true })
}

async function picture(of: Browser, baseURL: string): Promise<void> {
  const duty = await enter(of, baseURL, 'duty', DESK)
  const ask = async <T>(method: 'get' | 'post', path: string, body?: object, page = duty): Promise<T> => {
    const answer = await page.request[method](`/api/v1${path}`, {
      headers: { 'x-airshed': '1' },
      ...(body && { data: body }),
    })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const settle = async (): Promise<void> => {
    while ((await ask<{ outstanding: number }>('get', '/clock')).outstanding > 0) await sleep(200)
  }
  await ask('post', '/clock', { set: `${DAY}T14:00:00+08:00` })
  const values = [118, 208, 212, 186, 92, 70, 62].map((aqi, n) => ({
    at: new Date(Date.parse(DAY) + (n + 1) * 86_400_000).toISOString().slice(0, 10),
    aqiLow: aqi - 20,
    aqiHigh: aqi + 20,
    aqi,
  }))
  await ask('post', '/forecasts', { provider: PROVIDER, area: CITY, issuedAt: `${DAY}T13:30:00+08:00`, values })
  await settle()
  const [consultation] = (await ask<{ items: { id: string }[] }>('get', '/consultations?open=true')).items
  const decision = { decision: 'proceed', reason: '三家预报一致，同意启动橙色预警' }
  await ask('post', `/consultations/${consultation?.id}/decision`, decision)
  const [warning] = (await ask<{ items: { id: string }[] }>('get', '/warnings?alive=true')).items
  const id = warning?.id ?? ''

  const signer = await enter(of, baseURL, 'vicemayor', PHONE)
  await signer.goto(`/console/signing/${id}`)
  await signer.locator('.thumb').waitFor()
  await signer.locator('pre, .ant-collapse').first().waitFor()
  await keep(signer, 'signing')
  await ask('post', `/warnings/${id}/signatures`, { decision: 'sign', reason: '' }, signer)
  await settle()

  // The prompt have answered, the slow and the silent have not: what an officer sees an hour later.
  await ask('post', '/clock', { set: `${DAY}T14:40:00+08:00` })
  await settle()
  await duty.goto(`/console/execution/${id}`)
  await duty.locator('.ant-table-row').first().waitFor()
  await keep(duty, 'execution')
  await duty.goto('/console/')
  await duty.locator('.tiles .tile').first().waitFor()
  await keep(duty, 'today')

  const orders = await ask<{ items: { enterprise: { id: string } }[] }>(
    'get',
    `/orders?warning=${id}&only=unanswered&limit=1`,
  )
  const plant = orders.items[0]?.enterprise.id ?? ''
  const { link } = await ask<{ link: string }>('post', `/enterprises/${plant}/desk`, { reason: '企业遗失消息' })
  const gate = await (await of.newContext({ viewport: PHONE, locale: 'zh-CN' })).newPage()
  await gate.goto(link)
  await gate.getByRole('button', { name: '进入' }).click()
  await gate.getByRole('button', { name: '收到' }).waitFor()
  await keep(gate, 'enterprise')
}

async function enter(of: Browser, baseURL: string, login: string, viewport: typeof DESK): Promise<Page> {
  const context = await of.newContext({ baseURL, viewport, locale: 'zh-CN', reducedMotion: 'reduce' })
  // A picture is of the page, not of the offer to be led through it.
  await context.addInitScript(`localStorage.setItem('airshed.tour', '{"state":"left"}')`)
  const answer = await context.request.post('/api/v1/sessions', { data: { login, password: DEMONSTRATION_PASSWORD } })
  if (answer.status() !== 201) throw new Error(`${login}: ${answer.status()}`)
  return await context.newPage()
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path: join(OUT, `${name}.png`) })
  process.stdout.write(`fixtures/pictures/${name}.png\n`)
}
