import exifr from 'exifr'
import { z } from 'zod'
import { parseInstant } from '../../model/time.ts'
import type { Meta } from './decide.ts'

const NOTHING: Meta = { takenAt: null, place: null }

const tags = z.object({
  DateTimeOriginal: z.string().max(40).optional().catch(undefined),
  OffsetTimeOriginal: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/)
    .optional()
    .catch(undefined),
  latitude: z.number().min(-90).max(90).optional().catch(undefined),
  longitude: z.number().min(-180).max(180).optional().catch(undefined),
})

/** What a picture says of when and where it was taken (EXIF). What can not be read says nothing. */
export async function metaOf(picture: Uint8Array): Promise<Meta> {
  const given: unknown = await exifr
    .parse(picture, {
      pick: [
        'DateTimeOriginal',
        'OffsetTimeOriginal',
        'GPSLatitude',
        'GPSLongitude',
        'GPSLatitudeRef',
        'GPSLongitudeRef',
      ],
      reviveValues: false,
    })
    .catch(() => null)
  const read = tags.safeParse(given)
  if (!read.success) return NOTHING
  const { DateTimeOriginal: time, OffsetTimeOriginal: offset = '', latitude, longitude } = read.data
  const parts = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})/.exec(time ?? '')
  return {
    takenAt: parts === null ? null : parseInstant(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${offset}`),
    place: latitude === undefined || longitude === undefined ? null : { latitude, longitude },
  }
}
