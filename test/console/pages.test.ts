import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole } from '../../src/console/build.ts'
import { addHours } from '../../src/model/time.ts'
import { drillRoutes } from '../../src/drill/held/routes.ts'
import { createFeedKey } from '../../src/people/admit.ts'
import { ConsoleBrowser } from '../help/browser.ts'
import { capMessage, SENDER } from '../help/capMessage.ts'
import { chromiumPath } from '../help/chromium.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { workbook } from '../help/lists.ts'
import { plainDrill } from '../help/smallDrill.ts'

/*
 * The pages beside the main ones, in a real browser. What they looked like lies in `out` afterwards.
 */

const OUT = new URL('out/', import.meta.url).pathname
const scenarios = mkdtempSync(join(tmpdir(), 'airshed-scenarios-'))

let story: StoryEngine
let browser: ConsoleBrowser
/** The warning that was issued and lifted: what is entered later may begin another one. */
let ended = ''
/** Addresses below `/console/` with what must be there before the page counts as open. */
let pages: { name: string; path: string; sees: string }[]

describe.skipIf(chromiumPath() === null)('the pages in a browser', () => {
  beforeAll(async () => {
    mkdirSync(OUT, { recursive: true })
    await buildConsole()
    await plainDrill(scenarios)
    story = await StoryEngine.open(anyBackend(), {
      routes: (life) => [drillRoutes(life, { folder: scenarios, priority: 0 })],
      list: brickworks(12),
      clock: '2024-12-16T14:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    const { warning, review } = await aWarningThatEnded(story)
    ended = warning
    const idOf = async (path: string): Promise<string> =>
      (await story.ask<{ items: { id: string }[] }>('duty', 'GET', path)).body.items[0]?.id ?? ''
    await tellFromAbove(story)
    pages = [
      { name: 'list', path: 'list', sees: '.rows-body .rows-row' },
      { name: 'enterprise', path: `list/enterprises/${await idOf('/enterprises')}`, sees: '.measure' },
      { name: 'versions', path: 'list/versions', sees: 'tbody tr' },
      { name: 'version', path: `list/versions/${await idOf('/lists')}`, sees: '.figures-list' },
      { name: 'import', path: 'list/import', sees: 'label.button' },
      { name: 'proof', path: 'list/proof', sees: '.bars tbody tr' },
      { name: 'grades', path: 'list/grades', sees: '.panel .empty' },
      { name: 'verdicts', path: 'checks', sees: 'tbody tr' },
      {
        name: 'verdict',
        path: `checks/verdicts/${await idOf(`/warnings/${warning}/verdicts`)}`,
        sees: '.figures-list a',
      },
      { name: 'inspections', path: 'checks/inspections', sees: '.panel .empty, tbody tr' },
      { name: 'problems', path: 'checks/problems', sees: '.panel .empty' },
      { name: 'hardships', path: 'checks/hardships', sees: '.panel .empty' },
      { name: 'reviews', path: 'review', sees: 'tbody tr' },
      { name: 'review', path: `review/${review}`, sees: '.big' },
      { name: 'behind', path: `review/${review}/reach`, sees: 'tbody tr' },
      { name: 'foreign', path: 'warnings', sees: '.panel .overdue' },
      { name: 'season', path: 'season', sees: 'h1' },
      { name: 'playback', path: 'playback', sees: '.filters button' },
      { name: 'drills', path: 'drills', sees: '.panel .empty' },
      { name: 'journal', path: 'journal?at=2024-12-26T12:00:00%2B08:00', sees: '.list .level' },
      { name: 'own', path: 'settings', sees: 'tbody tr' },
      { name: 'feeds', path: 'settings/feeds', sees: 'tbody tr' },
      { name: 'rules', path: 'settings/rules', sees: 'tbody tr' },
      { name: 'health', path: 'settings/health', sees: '.empty' },
    ]
    browser = await ConsoleBrowser.open(story, OUT)
  }, 240_000)
  afterAll(async () => {
    await browser.close()
    await story.close()
    rmSync(scenarios, { recursive: true })
  })

  test.each(['zh', 'en'] as const)(
    'each opens in %s, on the desk in light and on a telephone in dark',
    async (language) => {
      const open = await browser.visit(language, 'duty')
      for (const { name, path, sees } of pages) {
        await browser.go(open, path, sees)
        await browser.judge(open, `${name}-${language}`, language === 'zh' ? 'dark' : 'light')
      }
      await open.context().close()
      expect(browser.faults.splice(0)).toEqual([])
    },
    300_000,
  )

  test('a review says what was saved in tonnes, as its figures are', async () => {
    const [first] = (await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/reviews')).body.items
    type Counted = { figures: { promised: { value: { total: { so2: string } } } } }
    const { figures } = (await story.ask<Counted>('duty', 'GET', `/reviews/${first?.id}`)).body
    const so2 = Number(figures.promised.value.total.so2)
    expect(so2).toBeGreaterThan(0.001)
    const page = await browser.visit('zh', 'duty')
    await browser.go(page, `review/${first?.id}`, '.big')
    const saved = page.locator('.panel', { hasText: '减排量（吨）' })
    await saved.getByText(so2.toFixed(3), { exact: true }).first().waitFor()
    await page.context().close()
    expect(browser.faults.splice(0)).toEqual([])
  })

  test('a season is chosen and played back under two rulebooks, and what is shown can be saved', async () => {
    const page = await browser.visit('zh', 'duty')
    await browser.go(page, 'playback?rulebook=cn-2024-6&beside=cn-2018-875', '.filters button')
    const run = page.getByRole('button', { name: '回放', exact: true })
    expect(await run.isDisabled()).toBe(true)
    await page.getByLabel('季节').click()
    await page.getByTitle(/^忻州.*随附的历史实况/).click()
    await run.click()
    await page.locator('.levels-over-days .band-of-red, .levels-over-days .band-of-orange').first().waitFor()
    const row = page.locator('tr', { hasText: '启动次数' }).locator('td')
    const query = 'series=shanxi3_winters.csv&area=忻州&season=2023&rulebook=cn-2024-6&beside=cn-2018-875'
    type Counted = { seasons: { warnings: number }[] }
    const { seasons } = (await story.ask<Counted>('duty', 'GET', `/replays?${query}`)).body
    expect(await row.allTextContents()).toEqual(['启动次数', ...seasons.map(({ warnings }) => String(warnings))])
    await page
      .getByText(/AQI > 150 持续 48 小时/)
      .first()
      .waitFor()
    for (const [role, name, file] of [
      ['button', '下载数据（JSON）', 'replay.json'],
      ['link', '下载网页（离线可看）', 'replay.html'],
    ] as const) {
      const saved = page.waitForEvent('download')
      await page.getByRole(role, { name }).click()
      expect((await saved).suggestedFilename()).toBe(file)
    }
    await browser.judge(page, 'playback-zh', 'light')
    await page.setViewportSize({ width: 1440, height: 1600 })
    await page.locator('.levels-over-days').scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${OUT}playback-levels.png` })
    expect(browser.faults.splice(0)).toEqual([])
    await page.context().close()
  }, 60_000)

  test(
    'a drill is begun, watched in its marked frame until its report is there, and one is stopped',
    { timeout: 300_000 },
    async () => {
      const page = await browser.visit('zh', 'duty')
      const dialog = page.getByRole('dialog')
      const begin = async (): Promise<void> => {
        await browser.go(page, 'drills', 'h1')
        await page.getByRole('button', { name: '开始演练' }).click()
        await dialog.getByText('小演练（2023-12-11 至 2023-12-12）').waitFor()
        await dialog.getByRole('button', { name: '开始演练' }).click()
        await page.locator('.drill-frame').waitFor({ state: 'attached' })
      }
      await begin()
      await page.getByText('进行中').waitFor()
      // Its world is made from nothing first, on a machine that plays an engine and a browser besides.
      await page.locator('tbody tr').first().waitFor({ timeout: 100_000 })
      await browser.judge(page, 'drill-playing-zh', 'light')
      await page.getByText('完成，各项数字相符').waitFor({ timeout: 100_000 })
      await page.getByText('签发：启动橙色').first().waitFor()
      const report = await page.locator('.report').textContent()
      expect(report).toContain('演练，非实战')
      await browser.judge(page, 'drill-zh', 'light')
      await page.setViewportSize({ width: 390, height: 844 })
      await browser.judge(page, 'drill-zh-390', 'dark')
      await page.setViewportSize({ width: 1440, height: 900 })
      await begin()
      await page.getByRole('button', { name: '停止演练' }).click()
      await dialog.getByRole('button', { name: '停止演练' }).click()
      await page.getByText('已停止').first().waitFor()
      await browser.go(page, 'drills', 'tbody tr')
      expect(await page.locator('tbody tr').count()).toBe(2)
      await browser.judge(page, 'drills-zh', 'light')
      await page.context().close()
      expect(browser.faults.splice(0)).toEqual([])
    },
  )

  test('what comes on paper is entered: a workbook looked at twice, an instruction, a problem', async () => {
    const page = await browser.visit('zh', 'duty')
    const dialog = page.getByRole('dialog')
    await browser.go(page, 'list/import', 'label.button')
    await page.setInputFiles(
      'input[type=file]',
      fileURLToPath(new URL('../../fixtures/lists/faulty-numbers.xlsx', import.meta.url)),
    )
    await page.locator('tbody tr').first().waitFor()
    expect(await page.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
    const buffer = Buffer.from(await workbook(brickworks(11)))
    const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    await page.setInputFiles('input[type=file]', { name: '十一家.xlsx', mimeType, buffer })
    await page.getByText('十一家.xlsx').waitFor()
    await page.locator('button.ant-btn-primary:enabled', { hasText: '导入' }).click()
    await page.getByText('现行清单中有 1 家不在这一版里').waitFor()
    await page.getByRole('link', { name: /^与现行的/ }).click()
    await page.getByText(/^退出/).waitFor()

    await browser.go(page, `warnings/${ended}`, '.timeline')
    await page.getByRole('button', { name: '登记上级指令' }).click()
    await dialog.locator('#issuerName').fill('山西省生态环境厅')
    await dialog.locator('#document').fill('晋环应急〔2024〕1号')
    await dialog.getByRole('button', { name: '登记上级指令' }).click()
    await page.getByText('山西省生态环境厅 晋环应急〔2024〕1号').waitFor()

    await page.getByRole('button', { name: '编排值班' }).click()
    await dialog.getByRole('button', { name: '增加班次' }).click()
    await dialog.getByLabel('登录名').fill('nobody')
    await dialog.getByRole('button', { name: '编排值班' }).click()
    // A shift without its end is named, and what was typed stays.
    await dialog.getByText('请填写').waitFor()
    const end = dialog.getByLabel('结束').last()
    await end.fill(inCity(-1))
    await end.press('Tab')
    await dialog.getByRole('button', { name: '编排值班' }).click()
    await dialog.getByRole('alert').waitFor()
    await end.fill(inCity(12))
    await end.press('Tab')
    await dialog.getByRole('button', { name: '编排值班' }).click()
    await dialog.getByText('nobody').waitFor()
    await dialog.getByLabel('登录名').fill('duty')
    await dialog.getByRole('button', { name: '编排值班' }).click()
    await page.getByText(/已保存 1 个班次，有 \d 段时间没有值班员/).waitFor()

    await browser.go(page, 'checks/problems', '.panel .empty')
    await page.getByRole('button', { name: '挂账' }).click()
    await dialog.getByLabel('企业').pressSequentially('砖瓦3')
    await page.getByText('盐湖区示例砖瓦3厂').click()
    await dialog.locator('#title').fill('露天堆放未苫盖')
    await dialog.locator('textarea').fill('厂区东侧原料堆场')
    await dialog.getByRole('button', { name: '挂账' }).click()
    // What is missing stands beside its field, and the rest is kept.
    await dialog.getByText('请填写').waitFor()
    await dialog.locator('#unit').fill('盐湖分局')
    await dialog.getByRole('button', { name: '挂账' }).click()
    await page.locator('tbody').getByText('露天堆放未苫盖').waitFor()
    // The browser itself complains of what the engine refused.
    expect(browser.faults.splice(0).filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([])
    await page.context().close()
  })

  test('days are put right in a consultation, rows of a month entered, the journal looked through', async () => {
    const page = await browser.visit('zh', 'duty')
    const dialog = page.getByRole('dialog')
    await browser.go(page, `warnings/${ended}`, '.timeline')
    await page.getByText(/^通知送达$/).waitFor()
    await page
      .getByText(/\d+／\d+ 已收到/)
      .first()
      .waitFor()

    const today = inCity(0).slice(0, 10)
    await new Desk(story).forecast(today, [80, 80, 80, 80, 80, 80, 80])
    const called = await story.ask<{ id: string }>('duty', 'POST', '/consultations', { area: '140800', reason: '转差' })
    await story.ask('duty', 'POST', `/consultations/${called.body.id}/open`)
    await browser.go(page, `consultation/${called.body.id}`, '.checklist')
    await page.getByText('先发表意见，再在自己的意见上订正预报。').waitFor()
    await page.getByRole('button', { name: '发表意见' }).click()
    await dialog.locator('textarea').fill('静稳维持，明后两天偏低')
    await dialog.getByRole('button', { name: '发表意见' }).click()
    await page.getByRole('button', { name: '订正预报' }).click()
    await dialog.getByText('理由（您的意见）：静稳维持，明后两天偏低').waitFor()
    const days = dialog.getByRole('spinbutton')
    await days.nth(1).fill('90')
    await dialog.getByText('规则的结论不变。').waitFor()
    for (const n of [1, 2, 3]) await days.nth(n).fill('260')
    await dialog.getByText('订正会改变规则的结论。').waitFor()
    await page.screenshot({ path: `${OUT}correct-days.png` })
    await dialog.getByRole('button', { name: '订正预报' }).click()
    await page.getByText('已订正，正在重新研判').waitFor()
    await page.locator('.opinion .figure').nth(2).waitFor()

    await browser.go(page, 'season?month=2021-11', 'h1')
    await page.getByText('本月还没有填报').waitFor()
    await page.getByRole('button', { name: '填报', exact: true }).click()
    await dialog.locator('#office').fill('市住建局')
    await dialog.locator('#task').fill('扬尘整治')
    await dialog.getByRole('button', { name: '填报', exact: true }).click()
    await dialog.getByText('请填写').first().waitFor()
    await dialog.locator('#progress').fill('已检查 42 个工地')
    await dialog.locator('#responsible').fill('示例人')
    await dialog.getByRole('button', { name: '填报', exact: true }).click()
    await page.locator('tbody').getByText('已检查 42 个工地').waitFor()
    await page.getByRole('button', { name: '修改', exact: true }).click()
    await dialog.locator('#progress').fill('已检查 50 个工地')
    await dialog.getByRole('button', { name: '修改', exact: true }).click()
    await page.locator('tbody').getByText('已检查 50 个工地').waitFor()
    expect(await page.locator('tbody').getByText('扬尘整治').count()).toBe(1)
    await browser.judge(page, 'monthly-zh', 'light')

    await page.setViewportSize({ width: 1440, height: 900 })
    await browser.go(page, 'journal?kind=season', 'tbody details')
    const kinds = await page.locator('tbody tr td:nth-child(4)').allTextContents()
    expect(new Set(kinds.map((one) => one.split(' ')[0]))).toEqual(new Set(['秋冬季考核']))
    const from = page.getByLabel('自', { exact: true })
    await from.fill(inCity(1))
    await from.press('Tab')
    await page.getByText('没有符合条件的日志').waitFor()
    expect(page.url()).toContain('from=')
    await browser.judge(page, 'journal-filter-zh', 'light')
    await page.getByRole('button', { name: '列全部' }).click()
    await page.locator('tbody tr').nth(5).waitFor()
    expect(browser.faults.splice(0).filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([])
    await page.context().close()
  }, 120_000)

  test('what comes from above is laid aside with a reason; a county on a telephone is led to its own pages', async () => {
    const page = await browser.visit('zh', 'duty')
    await browser.go(page, 'warnings', '.panel .overdue')
    await page.getByRole('button', { name: '不采纳' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('#reason').fill('测试报文')
    await dialog.getByRole('button', { name: '不采纳' }).click()
    await page.locator('.panel .overdue').waitFor({ state: 'detached' })
    await page.context().close()
    const phone = await browser.visit('zh', 'county')
    expect(await phone.locator('.county-offer').isVisible()).toBe(false)
    await phone.setViewportSize({ width: 390, height: 844 })
    await phone.getByRole('link', { name: '打开县、乡镇手机页' }).click()
    await phone.getByText('目前没有生效的预警').waitFor()
    await phone.context().close()
    // Pages of the server have no icon of their own.
    expect(browser.faults.splice(0).filter((fault) => !/\/c\?lang=zh: .*404/.test(fault))).toEqual([])
  })
})

/** So many hours from now, as an officer types it. */
function inCity(hours: number): string {
  return addHours(story.engine.world.clock.now(), hours + 8)
    .slice(0, 16)
    .replace('T', ' ')
}

/** Issued, answered by nobody, judged, lifted; its review is counted. */
async function aWarningThatEnded(told: StoryEngine): Promise<{ warning: string; review: string }> {
  const desk = new Desk(told)
  const day = await desk.episode()
  await desk.sign()
  await told.settle()
  await desk.at(day, 0)
  await told.settle()
  await desk.at(desk.day(1), 12)
  await told.settle()
  await desk.end()
  const warning = (await desk.warning())?.id ?? ''
  // It waits for its hour since the warning was lifted; whoever does not want to wait has it counted now.
  const { body } = await told.ask<{ items: { id: string }[] }>('duty', 'GET', `/reviews?warning=${warning}`)
  const review = body.items[0]?.id ?? ''
  expect((await told.ask('duty', 'POST', `/reviews/${review}/write`)).status).toBe(200)
  await told.settle()
  return { warning, review }
}

/** A warning of the province, by CAP. */
async function tellFromAbove({ engine }: StoryEngine): Promise<void> {
  const { world, url } = engine
  const { key } = await createFeedKey(world, { provider: SENDER, areas: ['140800'] }, world.clock.now())
  const sent = '2024-12-16T20:00:00+08:00'
  const answer = await fetch(`${url}/api/v1/linkage/cap`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cap+xml' },
    body: capMessage({ identifier: 'p1', status: 'Test', sent, expires: null }),
  })
  expect(answer.status).toBe(201)
}
