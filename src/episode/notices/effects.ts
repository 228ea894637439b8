import { lastProceeded } from '../../consultation/store.ts'
import { createHash } from 'node:crypto'
import type { Change } from '../../../machines/warning.ts'
import { massesOf } from '../../assessment/mass.ts'
import { bookByHash } from '../../assessment/books/store.ts'
import { assessmentById } from '../../assessment/store.ts'
import { POLLUTANT_NAME } from '../../assessment/words.ts'
import { ask, finish, loadEffects, type Effect } from '../../db/effects.ts'
import { canonical, note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import type { Document } from '../../document/document.ts'
import type { Id } from '../../model/id.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import { aqiOfHours } from '../../outlook/judge.ts'
import { loadOutlook } from '../../outlook/store.ts'
import type { World } from '../../world.ts'
import { signatureOf, type Signature } from '../signing/store.ts'
import { warningById, type WarningRow } from '../store.ts'
import { correctionOf, noticeOf, numberOf } from './decide.ts'
import { lockNumbers, nextNumber, noticeById, signedBefore, unwritten, write, type Notice } from './store.ts'

/**
 * Numbers and writes what an area has signed, in that order, under one lock: a number once, without gaps, however often
 * and by how many it is asked for.
 */
export async function writeNotice(world: World, effect: Effect<'writeNotice'>): Promise<void> {
  const { db, clock, areas } = world
  const { area } = effect
  await db.transaction(async (tx) => {
    await lockNumbers(tx, area)
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    const doing: Doing = { now: clock.now(), by: 'engine' }
    for (const notice of await unwritten(tx, area)) {
      const year = Number(dayOf(notice.askedAt).slice(0, 4))
      const number = await nextNumber(tx, area, year)
      const said = numberOf(areas.find(area)?.name ?? area, year, number)
      const document = await documentOf(world, tx, notice, said)
      const sha256 = createHash('sha256').update(canonical(document)).digest('hex')
      await write(tx, notice.id, { year, number, document, sha256 }, doing.now)
      const body = { notice: notice.id, number: said, title: document.title, sha256 }
      await note(tx, { area, kind: 'warning', subject: notice.warning, event: 'NOTICE_WRITTEN', body }, doing)
      await ask(tx, [{ kind: 'sendNotice', subject: notice.id, area, params: {} }], doing.now)
      // Where this world sends no mail nobody has subscribed.
      if (world.ways(doing.now).includes('mail'))
        await ask(tx, [{ kind: 'tellPublic', subject: notice.id, area, params: { after: '' } }], doing.now)
    }
    await finish(tx, [effect.id])
  })
}

async function documentOf(world: World, tx: Tx, notice: Notice, number: string): Promise<Document> {
  const { rulebooks, areas } = world
  const { area, warning, askedAt, askedFor, kind } = notice
  const approval = rulebooks.approval(dayOf(askedAt))
  const title = (rank: number | null | undefined) => approval.ranks.find((one) => one.rank === rank)?.title.zh ?? ''
  const name = areas.find(area)?.name ?? area
  const exercise = world.kind !== 'live'
  if (kind === 'correction') {
    const wrong = notice.corrects === null ? null : await noticeById(tx, notice.corrects)
    const said = { area: name, number, text: askedFor.reason ?? '', at: askedAt, title: title(askedFor.rank) }
    return correctionOf(wrong?.document ?? { title: '', number: null }, said, exercise)
  }
  const signature = notice.signature === null ? null : await signatureOf(tx, warning, notice.signature)
  const before = await signedBefore(tx, warning, notice.signature)
  const change = signature?.change ?? askedFor.change ?? before
  const row = await warningById(tx, warning)
  if (change === null || row === null) throw new Error(`notice ${notice.id} tells of nothing`)
  const book = await bookByHash(tx, world.rulebooks, row.rulebookHash)
  const held = kind === 'withdraw' ? null : await conferredBefore(tx, warning, signature)
  return noticeOf({
    kind,
    change,
    before,
    area: name,
    number,
    conferred: held,
    book: book === null ? null : { title: book.title.zh, borrowedFrom: book.borrowedFrom ?? null },
    pollutants: kind === 'lift' || kind === 'withdraw' ? [] : await pollutantsOf(world, tx, row, change),
    signed: {
      at: askedAt,
      title: title(signature?.rank ?? askedFor.rank),
      deputyFor: signature === null || signature.deputyFor === null ? null : title(signature.deputyFor),
      mode: signature?.mode ?? 'system',
      reason: signature?.reason ?? askedFor.reason ?? '',
      borrowedFrom: approval.borrowedFrom ?? null,
    },
    exercise,
  })

  /** The conclusion that its signer had before him: what was conferred on since is another notice's. */
  async function conferredBefore(on: Tx, id: Id, signed: Signature | null) {
    const last = await lastProceeded(on, id)
    return last !== null && signed !== null && last.at <= signed.signedAt ? last : null
  }
}

/** The primary pollutants of its days, where the forecast gave concentrations; nothing is guessed. */
async function pollutantsOf(world: World, tx: Tx, { assessmentId }: WarningRow, change: Change): Promise<string[]> {
  const assessment = assessmentId === null ? null : await assessmentById(tx, assessmentId)
  if (assessment === null) return []
  const { area, at, outlook, trace } = assessment
  const known = await loadOutlook(tx, world, { area, from: trace.window.from, to: trace.window.to, now: at })
  const masses = massesOf(outlook, { ...known, aqiOfHours: aqiOfHours(world.rulebooks) }, world.rulebooks)
  const [first, last] = [dayOf(change.startsAt), dayOf(change.endsAt ?? FAR)]
  const found = [...masses].flatMap(([day, { primary }]) => (day >= first && day <= last ? primary : []))
  return [...new Set(found)].map((pollutant) => POLLUTANT_NAME[pollutant])
}

const FAR: Instant = '2200-01-01T00:00:00.000Z'
