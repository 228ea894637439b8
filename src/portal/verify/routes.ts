import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { readCode } from '../../dispatch/genuine/code.ts'
import { standingOf } from '../../dispatch/genuine/decide.ts'
import { Genuine } from '../../dispatch/genuine/genuine.ts'
import { orderAt } from '../../dispatch/genuine/store.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage, wantsJson } from '../../http/pages.ts'
import type { World } from '../../world.ts'
import { problemPage } from '../layout.ts'
import { askPage, verifyAnswer, verifyPage } from './page.ts'

/**
 * Codes that lead nowhere, a minute and address. More is guessing; fewer locks out a gate where a blurred notice is
 * read letter by letter. At this rate nobody hits an order of a city within a lifetime.
 */
const MISSES = 20

/** `GET /verify/{code}` (核验): whether an order is genuine, and still in force. */
export function verifyRoutes(app: App, world: World): void {
  const genuine = new Genuine(world)
  const misses = new Limiter(MISSES)
  const query = z.object({ lang: z.string().max(10).optional() })

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/verify',
      {
        config: { action: 'order.verify' },
        schema: { hide: true, querystring: query.extend({ code: z.string().max(60).optional() }) },
      },
      (request, reply) => {
        const code = readCode(request.query.code ?? '')
        if (code !== '') return reply.redirect(`/verify/${encodeURIComponent(code)}`, 303)
        return sendPage(reply, askPage(world.kind !== 'live', languageAsked(request)))
      },
    )

    pages.get(
      '/verify/:code',
      {
        config: { action: 'order.verify' },
        schema: { hide: true, params: z.object({ code: z.string() }), querystring: query },
      },
      async (request, reply) => {
        const place = genuine.placeOf(request.params.code)
        // A guess is counted before it is looked up, and given back to whoever holds a code.
        wait(misses.take(request.ip, monotonicMs()))
        const order = place === null ? null : await orderAt(world.db, place)
        if (order !== null) misses.giveBack(request.ip)
        const standing = standingOf(order, world.kind)
        if (wantsJson(request))
          return reply.type('application/json').send(JSON.stringify(verifyAnswer(standing, order)))
        // Whatever is no code is answered like a code of nobody, and is not repeated.
        const code = place === null ? '' : (genuine.codeOf(place) ?? '')
        return sendPage(reply, verifyPage({ code, standing, order }, languageAsked(request)))
      },
    )
  })
}
