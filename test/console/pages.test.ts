import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole } from '../../src/console/build.ts'
import { ConsoleBrowser, LOOKS } from '../help/browser.ts'
import { chromiumPath } from '../help/chromium.ts'
import { brickworks } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * The pages beside the main ones, in a real browser. What they looked like lies in `out` afterwards.
 */

const OUT = new URL('out/', import.meta.url).pathname

let story: StoryEngine
let browser: ConsoleBrowser
/** Addresses below `/console/` with what must be there before the page counts as open; `who` where duty may not. */
let pages: { name: string; path: string; sees: string; who?: string }[]

describe.skipIf(chromiumPath() === null)('the pages in a browser', () => {
  beforeAll(async () => {
    mkdirSync(OUT, { recursive: true })
    await buildConsole()
    story = await StoryEngine.open(anyBackend(), {
      list: brickworks(40),
      clock: '2024-12-16T14:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    const idOf = async (path: string): Promise<string> =>
      (await story.ask<{ items: { id: string }[] }>('duty', 'GET', path)).body.items[0]?.id ?? ''
    pages = [
      { name: 'list', path: 'list', sees: '.rows-body .rows-row' },
      { name: 'enterprise', path: `list/enterprises/${await idOf('/enterprises')}`, sees: '.measure' },
      { name: 'versions', path: 'list/versions', sees: 'tbody tr' },
      { name: 'version', path: `list/versions/${await idOf('/lists')}`, sees: '.figures-list' },
    ]
    browser = await ConsoleBrowser.open(story)
  })
  afterAll(async () => {
    await browser.close()
    await story.close()
  })

  test.each(LOOKS)('each opens in $language, $theme, at $width', async (look) => {
    const contexts = new Map<string, Awaited<ReturnType<ConsoleBrowser['visit']>>>()
    for (const { name, path, sees, who = 'duty' } of pages) {
      const context = contexts.get(who) ?? (await browser.visit(look, who))
      contexts.set(who, context)
      const page = await browser.show(context, path, sees)
      await browser.judge(page, name, look, OUT)
      await page.close()
    }
    for (const context of contexts.values()) await context.close()
    expect(browser.faults.splice(0)).toEqual([])
  })
})
