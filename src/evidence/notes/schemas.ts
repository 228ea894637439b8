import { z } from 'zod'
import { areaCode, id, instant, remark } from '../../http/schemas.ts'
import { NOTE_KINDS, SHOWS } from '../source.ts'

const shows = z.enum(SHOWS).describe('what it says of the line: that it runs, that it stands, or neither')
const line = z.string().min(1).max(60).optional().describe('number of the line; without it the whole enterprise')
const span = { line, from: instant, until: instant, text: remark.min(1), shows }

/** A photograph comes by its own route, a visit by its inspection. */
export const newNoteForm = z
  .object({ enterprise: id, kind: z.enum(NOTE_KINDS).exclude(['photo', 'site']), ...span })
  .meta({ id: 'NewEvidenceNote' })
export const ledgerForm = z.object(span).meta({ id: 'NewLedger' })

export const noteForm = z
  .object({
    id,
    area: areaCode,
    enterprise: id,
    line: z.string().nullable(),
    kind: z.enum(NOTE_KINDS),
    from: instant,
    until: instant,
    text: z.string(),
    shows,
    saidBy: z.string(),
    saidAt: instant,
    counts: z.boolean().describe('false: withdrawn, or a photograph of another day or place that nobody has accepted'),
  })
  .meta({ id: 'EvidenceNote' })
