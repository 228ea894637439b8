import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumPath } from './chromium.ts'
import type { StoryEngine } from './engine.ts'

/** On the desk in light, on a telephone in dark. */
const LOOKS = [
  { theme: 'light', width: 1440, height: 900 },
  { theme: 'dark', width: 390, height: 844 },
] as const

/** A real browser over the console of an engine; what a page complains of is kept in `faults`. */
export class ConsoleBrowser {
  readonly faults: string[] = []
  readonly #browser: Browser
  readonly #story: StoryEngine
  readonly #out: string

  private constructor(browser: Browser, story: StoryEngine, out: string) {
    this.#browser = browser
    this.#story = story
    this.#out = out
  }

  /** @param out where pictures are kept */
  static async open(story: StoryEngine, out: string): Promise<ConsoleBrowser> {
    const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] })
    return new ConsoleBrowser(browser, story, out)
  }

  /** The console as somebody who is logged in has it open; it is to complain of nothing and to ask nobody else. */
  async visit(language: 'zh' | 'en', login: string): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.#story.engine.url, reducedMotion: 'reduce' })
    await context.addInitScript(`localStorage.setItem('airshed.language', '${language}')`)
    const answer = await context.request.post('/api/v1/sessions', { data: { login, password: 'a-story-told' } })
    if (answer.status() !== 201) throw new Error(`${login}: ${answer.status()} ${await answer.text()}`)
    const page = await context.newPage()
    const note = (what: string): void => void this.faults.push(`${page.url()}: ${what}`)
    page.on('pageerror', ({ message }) => note(message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') note(message.text())
    })
    page.on('request', (request) => {
      const own = request.url().startsWith(this.#story.engine.url) || /^(data|blob):/.test(request.url())
      if (!own) note(request.url())
    })
    await page.goto('/console/')
    await page.waitForSelector('nav a')
    return page
  }

  /** Goes to another address as the menu does: the console is loaded once. */
  async go(page: Page, path: string, sees: string): Promise<void> {
    await page.evaluate(`history.pushState({}, '', '/console/${path}'); dispatchEvent(new PopStateEvent('popstate'))`)
    await page.waitForSelector(sees)
  }

  /**
   * Keeps pictures of it, and notes whether it is wider than its window and, in one of the themes, what axe takes for
   * serious: the other theme is that of the other language.
   */
  async judge(page: Page, name: string, contrast: 'light' | 'dark'): Promise<void> {
    for (const { theme, width, height } of LOOKS) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: theme })
      await page.screenshot({ path: `${this.#out}${name}-${theme}-${width}.png` })
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      if (wide > 1) this.faults.push(`${name} ${width}: ${wide} px wider than the window`)
      if (theme !== contrast) continue
      const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
      for (const { id, impact, nodes } of violations)
        if (impact === 'serious' || impact === 'critical')
          this.faults.push(`${name} ${theme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
    }
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}
