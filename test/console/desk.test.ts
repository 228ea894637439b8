import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WholeWarning } from '../../src/console/web/api/warnings.ts'
import { buildConsole } from '../../src/console/build.ts'
import { chromiumPath } from '../help/chromium.ts'
import { brickworks } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * The console in a real browser, over one engine whose clock is moved. What it looked like lies in `out` afterwards.
 */

const OUT = new URL('out/', import.meta.url).pathname
/** Every page, and what of it must be there before it counts as open. */
const PAGES: readonly { name: string; path: (seen: Seen) => string; sees: string }[] = [
  { name: 'today', path: () => '', sees: '.outlook' },
  { name: 'consultations', path: () => 'consultation', sees: '.list' },
  { name: 'consultation', path: ({ consultation }) => `consultation/${consultation}`, sees: '.checklist' },
  { name: 'signing', path: ({ warning }) => `signing/${warning}`, sees: '.why' },
  { name: 'execution', path: ({ warning }) => `execution/${warning}`, sees: '.funnel' },
  { name: 'warnings', path: () => 'warnings', sees: '.list' },
  { name: 'warning', path: ({ warning }) => `warnings/${warning}`, sees: '.timeline li' },
]

interface Seen {
  readonly warning: string
  readonly consultation: string
}

const SIZES = [
  ['light', 1440],
  ['dark', 390],
] as const
/** In every run each page opens once; in `npm run check` it is also looked at. */
const looks = process.env['CONSOLE_LOOKS'] !== undefined
const DESK = { language: 'zh', theme: 'light', width: 1440 } as const
const PHONE = { language: 'zh', theme: 'dark', width: 390 } as const

let story: StoryEngine
let browser: Browser
const faults: string[] = []

describe.skipIf(chromiumPath() === null)('the console in a browser', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    mkdirSync(OUT, { recursive: true })
    await buildConsole()
    story = await StoryEngine.open(anyBackend(), {
      list: brickworks(40),
      clock: '2024-12-16T14:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser.close()
    await story.close()
  })

  test('a wrong password is answered beside what was typed', async () => {
    const page = await (await visit(DESK)).newPage()
    await page.goto('/console/')
    await page.fill('#login', 'duty')
    await page.fill('#password', 'not it')
    await page.click('button[type=submit]')
    await page.waitForSelector('[role=alert]')
    expect(await page.inputValue('#login')).toBe('duty')
    await page.fill('#password', 'a-story-told')
    await page.click('button[type=submit]')
    await page.waitForSelector('.frame-drill .drill-frame')
    await page.waitForFunction(`document.title.includes('【演练】')`)
    await page.context().close()
  })

  test('from the forecast to the lift: conferred on at the desk, signed on a phone, followed on the board', async () => {
    const desk = await visit(DESK, 'duty')
    const page = await open(desk, '', '.next-none')
    await story.forecast('2024-12-16T14:00:00Z', '2024-12-17', [138, 208, 212, 188, 90, 70, 60])

    // What the stream tells is shown without a press: the card, the next thing, and the band.
    await page.getByRole('link', { name: '去会商' }).first().click()
    await page.getByRole('button', { name: '建议启动' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('一致同意启动')
    await page.getByRole('dialog').getByRole('button', { name: '建议启动' }).click()
    await page.getByText('结论：建议启动或调整').waitFor()

    const phone = await visit(PHONE, 'vicemayor')
    const signing = await open(phone, 'signing', '.thumb')
    await signing.getByRole('button', { name: '签发' }).click()
    await signing.getByRole('dialog').getByText('40 家企业').waitFor()
    await signing.getByRole('dialog').getByRole('button', { name: '签发' }).click()
    await signing.getByText('已由vicemayor').waitFor()
    await story.settle()

    await page.goto('/console/execution')
    await page.getByText('40/40').nth(2).waitFor()
    // A gap is a list: nobody has answered, so all forty stand before it, and one of them opens beside the list.
    await page.getByRole('link', { name: '差 40 家' }).nth(1).click()
    await page.getByText('已列出 40 家').waitFor()
    await page.locator('.cell-link').first().click()
    await page.locator('.as-seen li').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '代为回执' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: '代为回执' }).click()
    await page.getByText('另有 1 家由属地代为回执').waitFor()

    await story.at('2024-12-17T16:00:00.000Z')
    await page.locator('.band-full.band-orange').waitFor()
    expect(faults.splice(0)).toEqual([])
    await Promise.all([desk.close(), phone.close()])
  })

  // A minute of a browser for each language: the others below open most pages in every run.
  test.each(looks ? (['zh', 'en'] as const) : [])(
    'every page opens in %s, and looks well in light and dark, wide and narrow',
    async (language) => {
      const seen = await seenNow()
      const context = await visit({ language, theme: 'light', width: 1440 }, 'duty')
      for (const { name, path, sees } of PAGES) {
        const page = await open(context, path(seen), sees)
        await look(page, name, language)
        await page.close()
      }
      await context.close()
      expect(faults.splice(0)).toEqual([])
    },
    240_000,
  )

  test('stricter measures and a lift in stages are asked for at the desk, and go the same way', async () => {
    const { warning } = await seenNow()
    const desk = await visit(DESK, 'duty')
    const page = await open(desk, `warnings/${warning}`, '.timeline li')
    const dialog = page.getByRole('dialog')
    const change = async () => (await story.ask<WholeWarning>('duty', 'GET', `/warnings/${warning}`)).body.change
    const dismiss = async () => {
      const open = (await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/consultations?open=true')).body.items
      const decision = { decision: 'dismiss', reason: '暂不调整' }
      for (const { id } of open) await story.ask('duty', 'POST', `/consultations/${id}/decision`, decision)
    }
    await page.getByRole('button', { name: '提级措施' }).click()
    await dialog.locator('textarea').fill('省里要求加严')
    await dialog.getByRole('button', { name: '提级措施' }).click()
    await page.getByText('待定调整').waitFor()
    expect(await change()).toMatchObject({ kind: 'raise', level: 'orange', measures: 'red' })
    await dismiss()

    await page.getByRole('button', { name: '分阶段解除' }).click()
    await dialog.locator('textarea').fill('北部先转好')
    await dialog.getByRole('button', { name: '分阶段解除' }).click()
    // A stage without its hour is not sent, and says so beside its field.
    await dialog.getByText('请填写').waitFor()
    await dialog.getByLabel('解除时间').last().fill('2024-12-19 08:00')
    await page.locator('.ant-picker-dropdown:visible .ant-picker-ok button').click()
    await dialog.getByLabel('县（市、区），不选为全部').click()
    await page.keyboard.type('盐湖')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: '分阶段解除' }).click()
    await page.getByText('待定调整').waitFor()
    expect(await change()).toMatchObject({
      kind: 'lift',
      stages: [{ at: '2024-12-19T08:00:00+08:00', counties: ['140802'], industries: [] }],
    })
    await dismiss()
    expect(faults.splice(0)).toEqual([])
    await desk.close()
  })

  test('a lift says what it will do, is conferred on and signed, and the band is calm again', async () => {
    const { warning } = await seenNow()
    const desk = await visit(DESK, 'duty')
    const page = await open(desk, `warnings/${warning}`, '.timeline li')
    await page.getByRole('button', { name: '解除', exact: true }).click()
    await page.getByRole('dialog').getByText('全部指令和部门任务终止').waitFor()
    // Without a reason nothing is asked of anybody, and what is missing is said beside its field.
    await page.getByRole('dialog').getByRole('button', { name: '解除' }).click()
    await page.getByText('请写明理由').waitFor()
    await page.getByRole('dialog').locator('textarea').fill('空气质量转好')
    await page.getByRole('dialog').getByRole('button', { name: '解除' }).click()
    await page.getByText('待定调整').waitFor()
    await page.getByRole('link', { name: '去会商' }).click()
    await page.locator('.list a').first().click()
    await page.getByRole('button', { name: '同意调整' }).click()
    await page.getByRole('dialog').locator('textarea').fill('同意解除')
    await page.getByRole('dialog').getByRole('button', { name: '同意调整' }).click()
    await page.getByText('结论：建议启动或调整').waitFor()

    const phone = await visit(PHONE, 'mayor')
    const signing = await open(phone, `signing/${warning}`, '.thumb')
    await signing.getByRole('button', { name: '签发' }).click()
    await signing.getByRole('dialog').getByRole('button', { name: '签发' }).click()
    await signing.getByText('已由mayor').waitFor()
    await story.settle()
    await page.locator('.band-none').waitFor()
    expect(faults.splice(0)).toEqual([])
    await Promise.all([desk.close(), phone.close()])
  })

  test('the tour leads a newcomer from a forecast file to the printed review, by the real buttons', async () => {
    await story.at('2025-01-06T06:00:00.000Z')
    const context = await visit(DESK, 'duty')
    const page = await open(context, '', '.next')
    const card = page.locator('.tour')
    const dialog = page.getByRole('dialog')
    const says = (verb: string) => dialog.getByRole('button', { name: verb, exact: true })
    const goes = async (to: string) => await card.getByRole('link', { name: `前往：${to}` }).click()
    await page.locator('.account-button').click()
    await page.getByRole('button', { name: '导览' }).click()
    await card.getByText('第 1 步').waitFor()

    // What is wrong with a row stands beside it, and what was typed stays.
    await page.getByRole('button', { name: '报送预报' }).click()
    await dialog.locator('textarea').fill('date,aqi\n2025-01-07,很差\n2025-01-08,210')
    await dialog.locator('input[type=text]').first().fill('p')
    await dialog.getByText(/^不采用：/).waitFor()
    expect(await dialog.locator('tbody tr').count()).toBe(2)
    await says('填入示例').click()
    await dialog.getByText('可以报送：采用 7 个值').waitFor()
    await look(page, 'tour-forecast', 'zh')
    await says('报送').click()

    await card.getByText('第 2 步').waitFor()
    await look(page, 'tour-card', 'zh')
    await card.getByRole('button', { name: '看过了' }).click()
    await goes('会商')
    await page.getByRole('button', { name: '建议启动' }).click()
    await dialog.getByRole('textbox').fill('一致同意启动')
    await says('建议启动').click()
    await becomes(page, '分管副市长')
    await goes('签发')
    await page.locator('.thumb').waitFor()
    await look(page, 'tour-sign', 'zh')
    await page.getByRole('button', { name: '签发' }).click()
    await says('签发').click()

    await becomes(page, '值班员')
    await story.settle()
    await goes('执行')
    await card.getByRole('button', { name: '看过了' }).click()
    await card.getByText('第 6 步').waitFor()
    await goes('执行')
    await dialog.getByRole('button', { name: '企业页入口' }).waitFor()
    await look(page, 'tour-answer', 'zh')
    await dialog.getByRole('button', { name: '企业页入口' }).click()
    await dialog.locator('textarea').fill('导览')
    await dialog.last().getByRole('button', { name: '企业页入口' }).click()
    const link = await page.locator('.ant-modal-confirm a').textContent()
    const plant = await context.newPage()
    await plant.goto(link ?? '')
    await plant.getByRole('button', { name: '进入' }).click()
    await plant.getByRole('button', { name: '收到' }).first().click()
    await plant.close()
    await page.locator('.ant-modal-confirm button').click()
    await page.locator('.ant-drawer-close').click()

    await card.getByRole('button', { name: '拨到' }).click()
    await page.locator('.band-full.band-orange').waitFor()
    await goes('预警')
    await page.getByRole('button', { name: '解除', exact: true }).click()
    await dialog.locator('textarea').fill('空气质量转好')
    await says('解除').click()
    await card.getByText('第 9 步').waitFor()
    await goes('会商')
    await page.getByRole('button', { name: '同意调整' }).click()
    await dialog.locator('textarea').fill('同意解除')
    await says('同意调整').click()
    await becomes(page, '分管副市长')
    await goes('签发')
    await page.getByRole('button', { name: '签发' }).click()
    await says('签发').click()
    await becomes(page, '值班员')
    await card.getByText('第 11 步').waitFor()
    await goes('复盘')
    await page.getByRole('button', { name: '汇总' }).click()
    await says('汇总').click()
    await page.locator('.big').first().waitFor()
    await card.getByRole('button', { name: '完成导览' }).click()
    await card.getByText('一次过程走完了').waitFor()
    expect(faults.splice(0)).toEqual([])
    await context.close()
  })
})

/** The tour's own words for who is to log in, and the log-in of the story. */
async function becomes(page: Page, who: string): Promise<void> {
  await page.getByRole('button', { name: `换${who}登录` }).click()
  await page.fill('#password', 'a-story-told')
  await page.click('button[type=submit]')
}

async function seenNow(): Promise<Seen> {
  const of = async (path: string) =>
    (await story.ask<{ items: { id: string; warningId: string | null }[] }>('duty', 'GET', path)).body.items
  const [warning] = await of('/warnings?alive=true')
  const consultation = (await of('/consultations')).find(({ warningId }) => warningId === warning?.id)
  return { warning: warning?.id ?? '', consultation: consultation?.id ?? '' }
}

/** In `npm run check`: pictures of it, whether it fits, and what axe takes for serious. */
async function look(page: Page, name: string, language: 'zh' | 'en'): Promise<void> {
  const before = page.viewportSize()
  for (const [theme, width] of looks ? SIZES : []) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    await page.screenshot({ path: `${OUT}${name}-${language}-${theme}-${width}.png` })
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    if (wide > 1) faults.push(`${name} ${language} ${width}: ${wide} px wider than the window`)
    // Contrast and names are the same in both languages.
    if (language === 'zh') faults.push(...(await seriousOf(page)).map((fault) => `${name} ${theme}: ${fault}`))
  }
  if (looks && before !== null) await page.setViewportSize(before)
}

async function seriousOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

async function visit(
  { language, theme, width }: { language: 'zh' | 'en'; theme: 'light' | 'dark'; width: number },
  login: string | null = null,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: story.engine.url,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme,
    viewport: { width, height: width < 500 ? 844 : 900 },
    reducedMotion: 'reduce',
  })
  await context.addInitScript(`localStorage.setItem('airshed.language', '${language}')`)
  if (login !== null) {
    const answer = await context.request.post('/api/v1/sessions', { data: { login, password: 'a-story-told' } })
    expect(answer.status()).toBe(201)
  }
  return context
}

/** A page that complains of nothing and asks nobody but the engine. */
async function open(context: BrowserContext, path: string, sees: string): Promise<Page> {
  const page = await context.newPage()
  const note = (what: string) => faults.push(`${path}: ${what}`)
  page.on('pageerror', ({ message }) => note(message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(story.engine.url) && !request.url().startsWith('data:')) note(request.url())
  })
  await page.goto(`/console/${path}`)
  await page.waitForSelector(sees)
  return page
}
