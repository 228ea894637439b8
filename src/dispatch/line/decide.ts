import { epochMs, type Instant } from '../../model/time.ts'
import { openFrom, refill, room, take, whenRoom, type Bucket, type Rate } from '../bucket.ts'
import type { Limits } from '../channel.ts'

/** One that waits for its provider, in hashes. */
export interface Waiting {
  readonly receiver: string
  readonly text: string
  /** Units of the provider that it takes. */
  readonly parts: number
}

/** One that went before. */
export type Gone = Pick<Waiting, 'receiver' | 'text'> & { readonly at: Instant }

/** Who may go now. */
export interface Admitted<W> {
  readonly pass: readonly W[]
  /** Who has to wait for their own receiver, and until when. */
  readonly later: readonly { readonly waiting: W; readonly from: Instant }[]
  readonly bucket: Bucket
  /** When there is room for the first whom the rate alone holds back; null where it holds back nobody. */
  readonly next: Instant | null
}

/**
 * Lets pass whom the provider has room for, in the order in which they stand: nobody is overtaken because it is larger.
 * Whose own receiver has had enough steps aside and holds nobody else up.
 */
export function admit<W extends Waiting>(
  line: readonly W[],
  gone: readonly Gone[],
  { limits, bucket, now }: { limits: Limits; bucket: Bucket; now: Instant },
): Admitted<W> {
  const { rate, windows } = limits
  const history = gone.slice()
  const pass: W[] = []
  const later: { waiting: W; from: Instant }[] = []
  let left = refill(bucket, rate, now)
  for (const waiting of line) {
    const from = windows
      .map((window) =>
        openFrom(
          history.filter(alike(window.of, waiting)).map(({ at }) => at),
          window,
          now,
        ),
      )
      .reduce((latest, at) => (at > latest ? at : latest), now)
    if (from > now) later.push({ waiting, from })
    // More than the bucket ever holds would wait for ever: it goes when the bucket is full.
    else if (room(left, rate) < Math.min(waiting.parts, rate.burst))
      return { pass, later, bucket: left, next: whenRoom(left, rate, Math.min(waiting.parts, rate.burst)) }
    else {
      left = take(left, rate, Math.min(waiting.parts, rate.burst))
      pass.push(waiting)
      history.push({ ...waiting, at: now })
    }
  }
  return { pass, later, bucket: left, next: null }
}

function alike(of: 'receiver' | 'text', { receiver, text }: Waiting): (gone: Gone) => boolean {
  return (gone) => gone.receiver === receiver && (of === 'receiver' || gone.text === text)
}

/** When the last of so many units will have gone, if nothing more important comes. */
export function doneBy(bucket: Bucket, rate: Rate, units: number, now: Instant): Instant {
  const done = whenRoom(refill(bucket, rate, now), rate, units)
  return epochMs(done) > epochMs(now) ? done : now
}
