import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole } from '../../src/console/build.ts'
import { ConsoleBrowser, LOOKS } from '../help/browser.ts'
import { chromiumPath } from '../help/chromium.ts'
import { brickworks, Desk } from '../help/desk.ts'
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
      list: brickworks(12),
      clock: '2024-12-16T14:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    const { warning, review } = await aWarningThatEnded(story)
    const idOf = async (path: string): Promise<string> =>
      (await story.ask<{ items: { id: string }[] }>('duty', 'GET', path)).body.items[0]?.id ?? ''
    pages = [
      { name: 'list', path: 'list', sees: '.rows-body .rows-row' },
      { name: 'enterprise', path: `list/enterprises/${await idOf('/enterprises')}`, sees: '.measure' },
      { name: 'versions', path: 'list/versions', sees: 'tbody tr' },
      { name: 'version', path: `list/versions/${await idOf('/lists')}`, sees: '.figures-list' },
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
      { name: 'season', path: 'season', sees: 'h1' },
      { name: 'journal', path: 'journal?at=2024-12-17T12:00:00%2B08:00', sees: 'tbody tr' },
      { name: 'own', path: 'settings', sees: 'tbody tr' },
      { name: 'feeds', path: 'settings/feeds', sees: 'tbody tr' },
      { name: 'rules', path: 'settings/rules', sees: 'tbody tr' },
      { name: 'health', path: 'settings/health', sees: '.empty' },
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
  const { body } = await told.ask<{ id: string }>('duty', 'POST', '/reviews', { warning })
  return { warning, review: body.id }
}
