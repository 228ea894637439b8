import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { instant } from '../../http/schemas.ts'
import { actorOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { Genuine, type PublicKey } from './genuine.ts'

const publicKey = z
  .object({
    kid: z.string().describe('as `genuine.key` of a message names it'),
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().describe('the 32 bytes, base64url (RFC 8037)'),
    since: instant.nullable().describe('signs from then on; null: from the beginning'),
  })
  .meta({ id: 'SigningKey' })

/** `GET /verify/keys`: what a receiver checks a signature with; every key that ever signed here, oldest first. */
export function verifyKeyRoutes(app: App, world: World): void {
  const genuine = new Genuine(world)
  app.get(
    '/verify/keys',
    {
      config: { action: 'order.verify' },
      schema: {
        tags: ['verify'],
        response: { 200: z.object({ world: z.enum(['live', 'exercise']), keys: z.array(publicKey) }) },
      },
    },
    async () => ({
      world: world.kind === 'live' ? ('live' as const) : ('exercise' as const),
      keys: (await genuine.publicKeys()).map(plain),
    }),
  )
}

/** `POST /signing-keys`: the next key; the old ones stay good for what they signed. */
export function signingKeyRoutes(app: App, world: World): void {
  const genuine = new Genuine(world)
  app.post(
    '/signing-keys',
    { config: { action: 'key.rotate' }, schema: { tags: ['system'], response: { 201: publicKey } } },
    async ({ caller }, reply) => {
      const made = await genuine.rotate(caller.area, { now: world.clock.now(), by: actorOf(caller) })
      return reply.code(201).send(plain(made))
    },
  )
}

function plain({ kid, kty, crv, x, since }: PublicKey): z.output<typeof publicKey> {
  return { kid, kty, crv, x, since }
}
