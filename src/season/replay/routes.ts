import type { z } from 'zod'
import { releasedBooks } from '../../assessment/books/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { listById } from '../../inventory/store.ts'
import { loadOutlook } from '../../outlook/store.ts'
import { areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { Listed } from '../../plan/asked.ts'
import { pagesOf } from '../../plan/spares.ts'
import { isActive } from '../../rulebook/citation.ts'
import type { World } from '../../world.ts'
import type { Job, PlayedData, Written } from './job.ts'
import { Runner } from './runner.ts'
import { asking, OBSERVED, playback, shelf } from './schemas.ts'
import { codeOf, cut, daysOfSeason, shippedSeries, shippedStretches } from './shelf.ts'
import { observedSeasons } from './store.ts'

type Asked = z.output<typeof asking>

/** As the command has it where nothing else is said. */
const HORIZON = 7
/** The page draws in itself and loads nothing. */
const PAPER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** `/replays` (回放): what a season of air would have come to under one rulebook or two. Nothing of it is kept. */
export function playbackRoutes(app: App, world: World): void {
  const { db, clock, areas, rulebooks } = world
  const tags = ['season']
  const run = { config: { action: 'replay.run' } }
  const runner = new Runner()
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.get('/replays/series', { ...run, schema: { tags, response: { 200: shelf } } }, async ({ caller }) => {
    const own = await observedSeasons(db, areasSeen(world, caller), clock.now())
    const observed = own.map((one) => {
      return { series: OBSERVED, ...one, name: areas.find(one.area)?.name ?? one.area, city: one.area, days: null }
    })
    const shipped = shippedStretches().map(({ series, stretch }) => {
      const city = codeOf(areas, stretch.area)
      return { series, ...stretch, name: (city && areas.find(city)?.name) ?? stretch.area, city }
    })
    return { items: [...observed, ...shipped] }
  })

  app.get(
    '/replays',
    { ...run, schema: { tags, querystring: asking, response: { 200: playback } } },
    async ({ query, caller }, reply) => {
      const played = await runner.run(() => jobOf(query, caller, 'data'), asker(reply.raw))
      void reply.header('cache-control', 'no-store')
      return (played as { data: PlayedData }).data
    },
  )

  app.get('/replays/page', { ...run, schema: { tags, querystring: asking } }, async ({ query, caller }, reply) => {
    const played = await runner.run(() => jobOf(query, caller, 'page'), asker(reply.raw))
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': PAPER,
        'content-disposition': 'attachment; filename="replay.html"',
      })
      .type('text/html; charset=utf-8')
      .send((played as { page: string }).page)
  })

  /** Whoever has gone away waits for nothing, and a server that closes waits for nobody. */
  function asker(answer: NodeJS.EventEmitter & { readonly writableFinished: boolean }): AbortSignal {
    const gone = new AbortController()
    answer.once('close', () => {
      if (!answer.writableFinished) gone.abort()
    })
    return AbortSignal.any([gone.signal, closing.signal])
  }

  async function jobOf(asked: Asked, caller: Caller, wants: Job['wants']): Promise<Job> {
    const { rulebook, beside } = asked
    const books = [await bookNamed(rulebook)] as [Written, ...Written[]]
    if (beside !== undefined) books.push(await bookNamed(beside))
    const air = asked.series === OBSERVED ? await observedAir(asked, caller) : shippedAir(asked)
    const names = 'series' in air ? [...air.series.areas.keys()] : [air.area]
    const counting = asked.list === undefined ? null : await listFor(asked.list, names, caller)
    return { air, books, horizon: HORIZON, counting, wants }
  }

  /** Those that this installation has released stand for the engine's of the same id. */
  async function bookNamed(name: string): Promise<Written> {
    const own = (await releasedBooks(db)).find(({ id }) => id === name)
    const book = own !== undefined && isActive(own) ? own : rulebooks.get(name)
    if (book === null) throw new Refusal('thing.unknown', { what: 'rulebook', id: name })
    return { hash: book.hash, content: book.content }
  }

  function shippedAir({ series: name, area, season }: Asked): Job['air'] {
    const whole = shippedSeries(name)
    const series = whole && cut(whole, area, season)
    if (series === null)
      throw new Refusal('thing.unknown', { what: 'series', id: [name, area, season].join(' ').trim() })
    return { series }
  }

  async function observedAir({ area = '', season }: Asked, caller: Caller): Promise<Job['air']> {
    mustSee(world, caller, area, 'area', area)
    const now = clock.now()
    const own = await observedSeasons(db, [area], now)
    const found = own.find((one) => one.season === season)
    if (found === undefined)
      throw new Refusal('thing.unknown', { what: 'series', id: `${area} ${season ?? ''}`.trim() })
    const { from, to } = daysOfSeason(found.season)
    const { issues, ...known } = await loadOutlook(db, world, { area, from, to, now })
    const { providers, freshHours } = known
    const observed = {
      now,
      from,
      to,
      providers,
      freshHours,
      issues: issues.filter(({ kind }) => kind === 'observation'),
    }
    return { area: areas.find(area)?.name ?? area, observed }
  }

  async function listFor(id: NonNullable<Asked['list']>, names: readonly string[], caller: Caller) {
    const list = await listById(db, id)
    if (list === null) throw new Refusal('thing.unknown', { what: 'list', id })
    mustSee(world, caller, list.area, 'list', id)
    const name = names.find((one) => codeOf(areas, one) === list.area)
    if (name === undefined)
      throw new Refusal('replay.otherList', { name: list.name, area: areas.find(list.area)?.name ?? list.area })
    const listed: Listed[] = []
    for await (const page of pagesOf(db, id))
      listed.push(...page.map(({ enterprise, entry }) => ({ enterprise, entry })))
    return { name, area: list.area, listed }
  }
}
