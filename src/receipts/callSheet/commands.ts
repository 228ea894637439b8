import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { warningById } from '../../episode/store.ts'
import { InputError, Refusal } from '../../errors.ts'
import { isId } from '../../model/id.ts'
import type { Command, Commands, Io } from '../../model/command.ts'
import { readFlags } from '../../model/flags.ts'
import { areasSeen, ownerOf } from '../../people/caller.ts'
import { asPage, asWorkbook } from './paper.ts'
import { callSheet, type CallSheet } from './sheet.ts'

const command: Command = {
  usage: 'call-sheet WARNING --out FILE.xlsx|FILE.html [--reason TEXT]',
  async run(args, io) {
    const options = { out: { type: 'string' }, reason: { type: 'string', default: '渠道故障，电话通知' } } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    const [warning, ...more] = positionals
    const { out, reason } = values
    const kind = /\.(xlsx|html)$/i.exec(out ?? '')?.[1]?.toLowerCase()
    if (warning === undefined || more.length > 0 || out === undefined || kind === undefined || reason.trim() === '')
      throw new InputError(`use: ${this.usage}`)
    if (!isId(warning)) throw new InputError(`WARNING is "${warning}": it should be the id of a warning`)
    const sheet = await sheetOf(warning, reason.trim(), io)
    const paper = kind === 'html' ? asPage(sheet) : await asWorkbook(sheet)
    try {
      // It names people with their numbers.
      writeFileSync(out, paper, { mode: 0o600 })
    } catch (error) {
      throw new InputError(`${out}: can not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
        cause: error,
      })
    }
    const { calls, unplanned } = sheet
    io.out(JSON.stringify({ warning: sheet.warning.name, calls, unplanned, counties: sheet.counties.length, out }))
    return 0
  },
}

/** From the running server where it alone may open the database, else from the database itself. */
async function sheetOf(warning: string, reason: string, io: Io): Promise<CallSheet> {
  const ground = await io.ground()
  if (typeof ground === 'function') {
    const path = `/warnings/${warning}/call-sheet?format=json&reason=${encodeURIComponent(reason)}`
    const { status, body } = await ground({ method: 'GET', path })
    if (status !== 200) throw new Refusal('thing.unknown', { what: 'warning', id: warning })
    return sheetForm.parse(body)
  }
  const found = await warningById(ground.db, warning)
  if (found === null) throw new Refusal('thing.unknown', { what: 'warning', id: warning })
  const owner = ownerOf(ground.areas)
  const seen = new Set(areasSeen(ground, owner))
  const areas = ground.areas.within(found.area).filter((code) => seen.has(code))
  return await callSheet(ground, found, areas, { by: 'owner', name: owner.name, reason, now: ground.clock.now() })
}

const sheetForm: z.ZodType<CallSheet> = z.object({
  warning: z.object({ id: z.string(), name: z.string() }),
  exercise: z.boolean(),
  printedAt: z.string(),
  printedBy: z.string(),
  reason: z.string(),
  calls: z.int(),
  unplanned: z.int(),
  counties: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      calls: z.array(
        z.object({
          enterprise: z.string(),
          name: z.string(),
          number: z.string(),
          revision: z.int(),
          because: z.enum(['unreached', 'unanswered', 'untold']),
          kg: z.string(),
          say: z.string(),
          contacts: z.array(z.object({ name: z.string(), post: z.string().nullable(), phone: z.string() })),
        }),
      ),
    }),
  ),
})

export const commands: Commands = { 'call-sheet': command }
