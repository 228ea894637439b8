import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { chromiumPath } from './chromium.ts'
import type { StoryEngine } from './engine.ts'

export interface Look {
  readonly language: 'zh' | 'en'
  readonly theme: 'light' | 'dark'
  readonly width: number
}

/** Each language and each theme, on the desk and on a telephone. */
export const LOOKS: readonly Look[] = [
  { language: 'zh', theme: 'light', width: 1440 },
  { language: 'zh', theme: 'dark', width: 390 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 390 },
]

/** A real browser over the console of an engine; what a page complains of is kept in `faults`. */
export class ConsoleBrowser {
  readonly faults: string[] = []
  readonly #browser: Browser
  readonly #story: StoryEngine

  private constructor(browser: Browser, story: StoryEngine) {
    this.#browser = browser
    this.#story = story
  }

  static async open(story: StoryEngine): Promise<ConsoleBrowser> {
    const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] })
    return new ConsoleBrowser(browser, story)
  }

  /** Somebody who is logged in, with their language and appearance. */
  async visit({ language, theme, width }: Look, login: string): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      baseURL: this.#story.engine.url,
      colorScheme: theme,
      viewport: { width, height: width < 500 ? 844 : 900 },
      reducedMotion: 'reduce',
    })
    await context.addInitScript(`localStorage.setItem('airshed.language', '${language}')`)
    const answer = await context.request.post('/api/v1/sessions', { data: { login, password: 'a-story-told' } })
    if (answer.status() !== 201) throw new Error(`${login}: ${answer.status()} ${await answer.text()}`)
    return context
  }

  /** A page that is to complain of nothing and to ask nobody but the engine. */
  async show(context: BrowserContext, path: string, sees: string): Promise<Page> {
    const page = await context.newPage()
    const note = (what: string): void => void this.faults.push(`${path}: ${what}`)
    page.on('pageerror', ({ message }) => note(message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') note(message.text())
    })
    page.on('request', (request) => {
      const own = request.url().startsWith(this.#story.engine.url) || /^(data|blob):/.test(request.url())
      if (!own) note(request.url())
    })
    await page.goto(`/console/${path}`)
    await page.waitForSelector(sees)
    return page
  }

  /** Keeps its picture, and what axe takes for serious, and whether it is wider than its window. */
  async judge(page: Page, name: string, { language, theme, width }: Look, out: string): Promise<void> {
    await page.screenshot({ path: `${out}${name}-${language}-${theme}-${width}.png` })
    const axe = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
    for (const { id, impact, nodes } of axe.violations)
      if (impact === 'serious' || impact === 'critical')
        this.faults.push(`${name} ${theme} ${width}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    if (wide > 1) this.faults.push(`${name} ${language} ${width}: ${wide} px wider than the window`)
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}
