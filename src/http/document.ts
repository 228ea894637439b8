import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Document } from '../document/document.ts'
import { asDocx, DOCX } from '../document/docx.ts'
import type { Font } from '../document/font.ts'
import { asPdf, PDF } from '../document/pdf.ts'

/** The forms in which a document is given out; a route that gives one takes this as `format`. */
export const documentFormat = z
  .enum(['docx', 'pdf'])
  .meta({ description: 'docx to work on, pdf to read and print; a machine without a Chinese font gives docx alone' })

/**
 * Answers with a document as a file. Its Chinese name is in `filename*`; `asciiName` (without ending) is for clients that
 * do not read that.
 */
export async function sendDocument(
  reply: FastifyReply,
  document: Document,
  { format, font, asciiName }: { format: z.infer<typeof documentFormat>; font: Font | null; asciiName: string },
): Promise<FastifyReply> {
  const bytes = format === 'docx' ? await asDocx(document) : await asPdf(document, font)
  const name = encodeURIComponent(`${document.title}.${format}`).replace(/['()*]/g, (sign) => hex(sign))
  return await reply
    .type(format === 'docx' ? DOCX : PDF)
    .header('content-disposition', `attachment; filename="${asciiName}.${format}"; filename*=UTF-8''${name}`)
    .header('cache-control', 'no-store')
    .send(bytes)
}

/** `encodeURIComponent` leaves signs that RFC 8187 does not. */
function hex(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
}
