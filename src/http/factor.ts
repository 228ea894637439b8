import { toString as drawn } from 'qrcode'
import { z } from 'zod'
import { note } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { wrap } from '../db/wrapping.ts'
import { Refusal } from '../errors.ts'
import { actorOf, type Caller } from '../people/caller.ts'
import { takeCode } from '../people/factor.ts'
import { confirmFactor, factorOf, keepFactor } from '../people/factorStore.ts'
import { checkPassword } from '../people/password.ts'
import { deleteSessionsOf } from '../people/sessionStore.ts'
import { officerById, passwordOf } from '../people/store.ts'
import { hashToken } from '../people/token.ts'
import { base32, keyUri, newRecoveryCodes, newSecret, plainRecoveryCode } from '../people/totp.ts'
import type { World } from '../world.ts'
import { monotonicMs } from '../clock.ts'
import { wait, type Admission } from './admission.ts'
import type { App } from './app-type.ts'
import { code } from './sessions.ts'

/** `/sessions/me/factor` (双因素): an officer sets up a code of the telephone beside the password. */
export function factorRoutes(app: App, world: World, { gate, outside }: Admission): void {
  const { db, keys, clock } = world
  const config = { action: 'session.factor', secret: true } as const

  app.post(
    '/sessions/me/factor',
    {
      config,
      schema: {
        body: z.object({
          password: z.string().max(1_000).describe('once more: an open screen is not enough'),
          code: code.optional().describe('of the factor that is set up now, where there is one'),
        }),
        response: {
          201: z.object({
            secret: z.string().describe('for the app, where it does not read the picture; shown this once'),
            uri: z.string(),
            qr: z.string().describe('the same as a drawing (SVG)'),
          }),
        },
      },
    },
    async (request, reply) => {
      const { caller, body } = request
      wait(gate.wrongPasswords.take(`factor ${caller.id}`, monotonicMs()))
      const officer = await officerById(db, caller.id)
      const right = await checkPassword(body.password, await passwordOf(db, caller.id))
      if (!right || officer === null) throw new Refusal('login.wrongPassword')
      const secret = newSecret()
      await db.transaction(async (tx) => {
        const before = await factorOf(tx, caller.id)
        if (before?.confirmed === true) {
          if (body.code === undefined) throw new Refusal('login.codeNeeded')
          if ((await takeCode(world, tx, caller.id, body.code, moment())) === null) throw new Refusal('login.codeWrong')
        }
        await keepFactor(tx, { officer: caller.id, area: caller.area }, wrap(keys, secret))
        await noted(tx, caller, 'FACTOR_SHOWN', {})
      })
      const uri = keyUri(secret, officer.login, 'Airshed')
      return reply.code(201).send({ secret: base32(secret), uri, qr: await drawn(uri, { type: 'svg' }) })
    },
  )

  app.post(
    '/sessions/me/factor/confirm',
    {
      config,
      schema: {
        body: z.object({ code: z.string().regex(/^\d{6}$/) }),
        response: {
          200: z.object({
            recoveryCodes: z.array(z.string()).describe('each opens once without the telephone; shown this once'),
          }),
        },
      },
    },
    async ({ caller, body }) => {
      wait(gate.wrongPasswords.take(`factor ${caller.id}`, monotonicMs()))
      const recoveryCodes = newRecoveryCodes()
      const hashes = recoveryCodes.map((one) => hashToken(plainRecoveryCode(one)))
      await db.transaction(async (tx) => {
        if ((await takeCode(world, tx, caller.id, body.code, moment())) === null) throw new Refusal('login.codeWrong')
        await confirmFactor(tx, { officer: caller.id, area: caller.area }, hashes, clock.now())
        // Whoever came in with the password alone does so no more.
        const ended = await deleteSessionsOf(tx, caller.id, { but: caller.session })
        await noted(tx, caller, 'FACTOR_SET_UP', { ended })
      })
      return { recoveryCodes }
    },
  )

  async function noted(tx: Tx, caller: Caller, event: string, body: object): Promise<void> {
    const entry = { area: caller.area, kind: 'officer', subject: caller.id, event, body }
    await note(tx, entry, { now: clock.now(), by: actorOf(caller) })
  }

  function moment() {
    return { outside: outside.now(), world: clock.now() }
  }
}
