import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../http/pages.ts'
import { areaCode } from '../../http/schemas.ts'
import { isSealed, thingOfWord } from '../../people/orderLink.ts'
import { problemPage } from '../../portal/layout.ts'
import type { World } from '../../world.ts'
import { subscribePage, subscriptionPage } from './page.ts'
import { confirm, end, subscribe, subscriptionById } from './store.ts'

/** Mailboxes of one address, a minute and at once: somebody else's mailboxes are not to be filled from here. */
const ASKED = 3
/** Links that lead nowhere, a minute and address. */
const MISSES = 20

const mailbox = z.object({
  area: areaCode,
  mail: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\s@<>,;"'\\]+@[^\s@<>,;"'\\]+\.[^\s@<>,;"'\\]+$/),
})

/** `/public/subscribe`, `/public/s/…` (邮件订阅): asked for, confirmed by the link of a mail, ended by the same link. */
export function subscriptionRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const asked = new Limiter(ASKED)
  const misses = new Limiter(MISSES)
  const config = { action: 'public.subscribe' }
  const exercise = world.kind !== 'live'
  const cities = world.areas.all().filter(({ kind }) => kind === 'city')
  const ofLink = z.object({ word: z.string().max(60) })
  const hasMail = () => world.ways(clock.now()).includes('mail')

  pageRoutes(app, problemPage, (pages) => {
    pages.get('/public/subscribe', { config, schema: { hide: true } }, (request, reply) => {
      const shell = { language: languageAsked(request), exercise }
      const said = hasMail() ? null : noMail(shell.language)
      return sendPage(reply, subscribePage(cities, { said, mail: '', bad: said !== null }, shell))
    })

    pages.post(
      '/public/subscribe',
      { config, schema: { hide: true, body: z.record(z.string().max(40), z.string().max(400)) } },
      async (request, reply) => {
        const shell = { language: languageAsked(request), exercise }
        const zh = shell.language === 'zh'
        const again = (status: number, said: string, bad: boolean) =>
          sendPage(
            reply.code(status),
            subscribePage(cities, { said, mail: bad ? (request.body['mail'] ?? '') : '', bad }, shell),
          )
        if (!hasMail()) return again(409, noMail(shell.language), true)
        const read = mailbox.safeParse(request.body)
        if (!read.success || !cities.some(({ code }) => code === read.data.area))
          return again(
            400,
            zh ? '邮箱或城市填写不正确，请改正后再提交。' : 'The mailbox or the city is not right.',
            true,
          )
        wait(asked.take(request.ip, monotonicMs()))
        const { area, mail } = read.data
        await db.transaction((tx) => subscribe(tx, keys, { area, mail, language: shell.language }, clock.now()))
        // The same words whether it is known already: nobody learns here who has subscribed.
        const sent = zh
          ? '确认邮件已发出，请在 48 小时内点开其中的链接。已订阅过的不再发送。'
          : 'A mail was sent: open its link within 48 hours. Who has subscribed already gets none.'
        return again(202, sent, false)
      },
    )

    pages.get('/public/s/:word', { config, schema: { hide: true, params: ofLink } }, async (request, reply) => {
      const { language, found, action } = await named(request)
      const shown = { areaName: nameOf(found.area), confirmed: found.confirmedAt !== null, done: null }
      return sendPage(reply, subscriptionPage(shown, action, { language, exercise }))
    })

    pages.post(
      '/public/s/:word',
      { config, schema: { hide: true, params: ofLink, body: z.object({ what: z.enum(['confirm', 'end']) }) } },
      async (request, reply) => {
        const { language, found, action } = await named(request)
        const ends = request.body.what === 'end'
        await db.transaction((tx) => (ends ? end : confirm)(tx, found, clock.now()))
        const shown = { areaName: nameOf(found.area), confirmed: true, done: ends ? 'ended' : 'confirmed' } as const
        return sendPage(reply, subscriptionPage(shown, action, { language, exercise }))
      },
    )
  })

  async function named(request: Parameters<typeof languageAsked>[0] & { ip: string; params: { word: string } }) {
    const { word } = request.params
    const id = thingOfWord(word)
    const found = id !== null && isSealed(keys, word, `subscription ${id}`) ? await subscriptionById(db, id) : null
    if (found === null) {
      wait(misses.take(request.ip, monotonicMs()))
      throw new Refusal('subscription.gone')
    }
    return { language: languageAsked(request), found, action: `/public/s/${word}` }
  }

  function nameOf(area: string): string {
    return world.areas.find(area)?.name ?? area
  }
}

function noMail(language: 'zh' | 'en'): string {
  return language === 'zh'
    ? '本系统尚未接通邮件，暂不能订阅。可使用订阅源（Atom）。'
    : 'This system sends no mail yet. Use the feed (Atom).'
}
