import { lastProceeded } from '../../../consultation/store.ts'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { note } from '../../../db/journal.ts'
import { inStep, step } from '../../../db/step.ts'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { id, idParams, instant, remark } from '../../../http/schemas.ts'
import { actorOf, type Caller } from '../../../people/caller.ts'
import type { World } from '../../../world.ts'
import { showWarning, warning } from '../../schemas.ts'
import { seenWarning } from '../../seen.ts'
import { minute } from '../decide.ts'
import { decision, showSignatures, signature } from '../schemas.ts'
import { sign } from '../sign.ts'
import { approverNamed, signatureOf, type Signature } from '../store.ts'
import { MOST_BYTES, typeOfScan } from './decide.ts'
import { keepScan, recordShown, scanBytes, scansOf } from './store.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const scan = z
  .object({ sha256: hash, type: z.string(), size: z.int(), enteredBy: id, enteredAt: instant })
  .meta({ id: 'SignatureScan' })
const ofSignature = z.object({ id, signature: id })

/** What was signed outside the system (代录、补签): entered by the desk, and shown afterwards. */
export function behalfRoutes(app: App, world: World): void {
  const { db, clock, areas } = world

  app.post(
    '/warnings/:id/signatures/behalf',
    {
      config: { action: 'warning.enterSignature' },
      schema: {
        params: idParams,
        body: z
          .object({
            ...decision,
            mode: z.enum(['paper', 'telephone']),
            signer: z.string().min(1).max(100).describe('log-in of the approver who signed or spoke'),
            at: instant.describe('when he signed or spoke'),
            number: z
              .string()
              .regex(/^[0-9+ -]{3,20}$/)
              .optional()
              .describe('the number by which he was heard; a telephone call has one'),
          })
          .refine(({ mode, number }) => mode === 'paper' || number !== undefined, {
            path: ['number'],
            error: 'a telephone call names its number',
          }),
        response: { 200: warning },
      },
    },
    async ({ params, body, caller }) => {
      const { area } = await seenWarning(world, params.id, caller)
      const { decision: decided, mode, reason, signer: named, at, number, ...read } = body
      const now = clock.now()
      const signer = await approverNamed(db, named, areas.around(area))
      if (signer === null) throw new Refusal('signature.signerUnknown', { signer: named })
      const last = await lastProceeded(db, params.id)
      if (at > now || (last !== null && at < last.at))
        throw new Refusal('signature.notYetSpoken', { at: minute(at), from: last === null ? '–' : minute(last.at) })
      const doing = { now, by: actorOf(caller), ...(reason ? { because: reason } : {}) }
      await sign(
        world,
        params.id,
        {
          decision: decided,
          mode,
          reason,
          signer: { id: signer.id, rank: signer.rank, areas: [signer.area] },
          enteredBy: caller.id,
          spoken: { at, number: number ?? null },
          read,
        },
        doing,
      )
      return showWarning(await seenWarning(world, params.id, caller))
    },
  )

  app.post(
    '/warnings/:id/signatures/:signature/scans',
    {
      config: { action: 'signature.scan', body: 'bytes' },
      bodyLimit: MOST_BYTES,
      schema: { params: ofSignature, response: { 200: scan, 201: scan } },
    },
    async ({ params, body, caller }, reply) => {
      const { area, found } = await seen(params, caller)
      const bytes: Buffer = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      const type = typeOfScan(bytes)
      if (type === null) throw new Refusal('signature.scanType')
      if (found.mode === 'system' || found.endorsement === null) throw new Refusal('signature.nothingToShow')
      const { endorsement } = found
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const doing = { now: clock.now(), by: actorOf(caller) }
      const isNew = await inStep(db, async (tx) => {
        const of = { signature: found.id, area }
        if (!(await keepScan(tx, of, { sha256, type, bytes }, caller.id, doing))) return false
        const said = { sha256, type, size: bytes.length }
        await note(tx, { area, kind: 'signature', subject: found.id, event: 'SCAN_HANDED_IN', body: said }, doing)
        // A second page comes after the first has shown it; what its signer denies stays denied.
        if (endorsement.state !== 'awaited' && endorsement.state !== 'overdue') return true
        await step(db, tx, { kind: 'endorsement', id: endorsement.id }, { type: 'SIGNATURE_SHOWN' }, doing)
        await recordShown(tx, endorsement.id, '', doing)
        return true
      })
      const kept = (await scansOf(db, found.id)).find((one) => one.sha256 === sha256)
      if (!kept) throw new Error('a scan that was kept is gone')
      return reply.code(isNew ? 201 : 200).send(kept)
    },
  )

  app.get(
    '/warnings/:id/signatures/:signature/scans',
    {
      config: { action: 'warning.read' },
      schema: { params: ofSignature, response: { 200: z.object({ items: z.array(scan) }) } },
    },
    async ({ params, caller }) => {
      const { found } = await seen(params, caller)
      return { items: await scansOf(db, found.id) }
    },
  )

  app.get(
    '/warnings/:id/signatures/:signature/scans/:sha256',
    { config: { action: 'warning.read' }, schema: { params: ofSignature.extend({ sha256: hash }) } },
    async ({ params, caller }, reply) => {
      const { found } = await seen(params, caller)
      const kept = await scanBytes(db, found.id, params.sha256)
      if (kept === null) throw new Refusal('thing.unknown', { what: 'scan', id: params.sha256 })
      return reply
        .type(kept.type)
        .header('content-disposition', `attachment; filename="signature-${params.sha256.slice(0, 8)}"`)
        .header('cache-control', 'no-store')
        .send(Buffer.from(kept.bytes))
    },
  )

  app.post(
    '/warnings/:id/signatures/:signature/endorse',
    {
      config: { action: 'signature.endorse' },
      schema: {
        params: ofSignature,
        body: z
          .object({ decision: z.enum(['confirm', 'deny']), reason: remark.default('') })
          .refine((one) => one.decision === 'confirm' || one.reason !== '', {
            path: ['reason'],
            error: 'whoever denies says why',
          }),
        response: { 200: signature },
      },
    },
    async ({ params, body, caller }) => {
      const { found } = await seen(params, caller)
      if (found.userId !== caller.id) throw new Refusal('signature.notYours')
      if (found.endorsement === null) throw new Refusal('signature.nothingToShow')
      const { id: endorsement } = found.endorsement
      const type = body.decision === 'confirm' ? 'SIGNATURE_SHOWN' : 'SIGNATURE_DENIED'
      const doing = { now: clock.now(), by: actorOf(caller), ...(body.reason ? { because: body.reason } : {}) }
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'endorsement', id: endorsement }, { type }, doing)
        await recordShown(tx, endorsement, body.reason, doing)
      })
      const shown = (await showSignatures(world, params.id)).find((one) => one.id === found.id)
      if (!shown) throw new Error('a signature is gone')
      return shown
    },
  )

  async function seen(
    params: z.output<typeof ofSignature>,
    caller: Caller,
  ): Promise<{ area: string; found: Signature }> {
    const { area } = await seenWarning(world, params.id, caller)
    const found = await signatureOf(db, params.id, params.signature)
    if (found === null) throw new Refusal('thing.unknown', { what: 'signature', id: params.signature })
    return { area, found }
  }
}
