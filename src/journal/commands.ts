import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command, Commands, Door } from '../model/command.ts'
import { readFlags, wholeNumber } from '../model/flags.ts'
import { CHECKER } from './routes.ts'

const verdict = z.object({ ok: z.boolean() })
const chain = z.object({ entries: z.array(z.looseObject({ n: z.int() })) })
const checkpoints = z.object({ items: z.array(z.looseObject({ n: z.int() })), next: z.string().nullable() })
const keys = z.object({ keys: z.array(z.object({ key: z.string(), pem: z.string() })) })

/** Readable by the owner alone: the journal of a city. */
const OWN = { mode: 0o600 }

const verify: Command = {
  usage: 'journal verify [--export FILE [--from N] [--to N]]',
  async run(args, io) {
    const text = { type: 'string' } as const
    const { values } = readFlags(args, { export: text, from: text, to: text }, this.usage)
    const from = values.from === undefined ? 1 : wholeNumber(values.from, 'from', 1)
    const to = values.to === undefined ? Infinity : wholeNumber(values.to, 'to', from)
    const door = await io.engine()
    const { body } = await door({ method: 'GET', path: '/journal/verify' })
    io.out(JSON.stringify(body))
    if (values.export !== undefined) {
      // First what was signed, then the journal: so no checkpoint lies behind the end of the export.
      const beside = await writeSigned(door, values.export, from - 1, to)
      const written = await writeChain(door, values.export, from, to)
      copyFileSync(CHECKER, `${values.export}.checker.mjs`)
      io.err(`${written} entries written to ${values.export}; beside it ${beside.join(', ')} and .checker.mjs`)
    }
    return verdict.parse(body).ok ? 0 : 1
  },
}

async function writeChain(door: Door, file: string, from: number, to: number): Promise<number> {
  writeFileSync(file, '', OWN)
  let written = 0
  for (let after = from - 1; after < to;) {
    const { entries } = chain.parse((await door({ method: 'GET', path: `/journal/chain?after=${after}` })).body)
    const wanted = entries.filter(({ n }) => n <= to)
    const [start] = entries
    const last = entries.at(-1)
    if (start === undefined || last === undefined) break
    // What the first entry hangs on is told once.
    if (written > 0) delete start['previous']
    appendFileSync(file, wanted.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    written += wanted.length
    after = last.n
  }
  return written
}

/** The checkpoints of these places, and the public keys. Answers how the files beside the export end. */
async function writeSigned(door: Door, file: string, from: number, to: number): Promise<string[]> {
  const lines: string[] = []
  for (let next = ''; ;) {
    const { body } = await door({ method: 'GET', path: `/journal/checkpoints?limit=500${next}` })
    const page = checkpoints.parse(body)
    for (const each of page.items) if (each.n >= from && each.n <= to) lines.push(`${JSON.stringify(each)}\n`)
    if (page.next === null) break
    next = `&cursor=${page.next}`
  }
  writeFileSync(`${file}.checkpoints.jsonl`, lines.toReversed().join(''), OWN)
  const known = keys.parse((await door({ method: 'GET', path: '/journal/keys' })).body).keys
  for (const { key, pem } of known) writeFileSync(`${file}.${key}.pem`, pem, OWN)
  return ['.checkpoints.jsonl', ...known.map(({ key }) => `.${key}.pem`)]
}

export const commands: Commands = { 'journal verify': verify }
