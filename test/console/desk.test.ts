import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole } from '../../src/console/build.ts'
import { chromiumPath } from '../help/chromium.ts'
import { brickworks } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * The console in a real browser, over one engine whose clock is moved. What it looked like lies in `out` afterwards.
 */

const OUT = new URL('out/', import.meta.url).pathname
/** Every page, and what of it must be there before it counts as open. */
const PAGES: readonly { name: string; path: string; sees: string }[] = [{ name: 'today', path: '', sees: '.next' }]
const LOOKS = [
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'zh', theme: 'dark', width: 390 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 390 },
] as const

let story: StoryEngine
let browser: Browser
const faults: string[] = []

describe.skipIf(chromiumPath() === null)('the console in a browser', () => {
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
    const page = await (await visit(LOOKS[0])).newPage()
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

  test.each(LOOKS)('every page opens in $language, $theme, at $width', async (look) => {
    const context = await visit(look, 'duty')
    for (const { name, path, sees } of PAGES) {
      const page = await open(context, path, sees)
      await page.screenshot({ path: `${OUT}${name}-${look.language}-${look.theme}-${look.width}.png` })
      const axe = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
      const serious = axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      for (const { id, nodes } of serious)
        faults.push(
          `${name} ${look.theme} ${look.width}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
        )
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      if (wide > 1) faults.push(`${name} ${look.language} ${look.width}: ${wide} px wider than the window`)
      await page.close()
    }
    await context.close()
    expect(faults.splice(0)).toEqual([])
  })
})

async function visit(
  { language, theme, width }: (typeof LOOKS)[number],
  login: string | null = null,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: story.engine.url,
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
