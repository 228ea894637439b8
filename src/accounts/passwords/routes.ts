import { z } from 'zod'
import { monotonicMs, wallClock, type Clock } from '../../clock.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../http/pages.ts'
import { dayOf } from '../../model/time.ts'
import { problemPage } from '../../portal/layout.ts'
import type { World } from '../../world.ts'
import { linkNamed, setByLink } from './link.ts'
import { passwordPage, passwordSetPage } from './page.ts'

/** Links that lead nowhere, a minute and address. Nobody types one by hand. */
const MISSES = 20

const password = z.string().min(1).max(1_000)

/**
 * `/p/…` (设置密码页): whoever holds the link sets the password, once.
 * @param outside the time of the people outside, which their telephones show
 */
export function passwordPageRoutes(app: App, world: World, outside: Clock = wallClock): void {
  const misses = new Limiter(MISSES)
  const params = z.object({ link: z.string().max(100) })

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/p/:link',
      { config: { action: 'password.set' }, schema: { hide: true, params } },
      async (request, reply) => {
        const { link } = request.params
        const { login, waits, hasFactor } = await counted(request.ip, () => linkNamed(world, link))
        if (waits && !hasFactor) throw new Refusal('password.waits', { login })
        const { shortest } = world.rulebooks.access(dayOf(world.clock.now())).password
        return sendPage(reply, passwordPage({ link, login, shortest, asksCode: waits }, languageAsked(request)))
      },
    )

    pages.post(
      '/p/:link',
      {
        config: { action: 'password.set', secret: true },
        schema: { hide: true, params, body: z.object({ password, code: z.string().trim().max(40).optional() }) },
      },
      async (request, reply) => {
        await counted(request.ip, () => setByLink(world, request.params.link, request.body, outside.now()))
        return sendPage(reply, passwordSetPage(languageAsked(request)))
      },
    )
  })

  /** Only those count that lead nowhere. */
  async function counted<T>(address: string, work: () => Promise<T>): Promise<T> {
    wait(misses.take(address, monotonicMs()))
    try {
      const done = await work()
      misses.giveBack(address)
      return done
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'password.linkDead')) misses.giveBack(address)
      throw error
    }
  }
}
