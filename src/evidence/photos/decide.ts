import { epochMs, showInstant, type Instant } from '../../model/time.ts'
import type { EvidenceFile } from '../../rulebook/evidence.ts'
import { fault, type Fault } from '../fault.ts'

/** What a photograph says of itself (照片元数据). */
export interface Meta {
  readonly takenAt: Instant | null
  readonly place: Place | null
}

/** WGS-84, degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** Where an enterprise is (厂址), and how far it reaches. */
export interface Site extends Place {
  readonly metres: number
}

export interface Checked {
  /** Empty: nothing speaks against it. */
  readonly faults: readonly Fault[]
  /** From the site; null: one of the two places is not known. */
  readonly metres: number | null
}

/** Holds a photograph beside what is said of it. Where the site is not entered the place says nothing. */
export function check(
  { takenAt, place }: Meta,
  { at, site }: { readonly at: Instant; readonly site: Site | null },
  { photo }: Pick<EvidenceFile, 'photo'>,
): Checked {
  const faults: Fault[] = []
  if (takenAt === null) faults.push(fault('photo.noTime'))
  else if (Math.abs(epochMs(takenAt) - epochMs(at)) > photo.minutes * 60_000)
    faults.push(fault('photo.time', { taken: showInstant(takenAt), said: showInstant(at) }))
  const metres = site === null || place === null ? null : Math.round(metresBetween(site, place))
  if (place === null) faults.push(fault('photo.noPlace'))
  else if (site === null) faults.push(fault('photo.noSite'))
  else if (metres !== null && metres > site.metres)
    faults.push(fault('photo.place', { metres: String(metres), most: String(site.metres) }))
  return { faults, metres }
}

const EARTH_METRES = 6_371_000

/** On a sphere: within half a percent, which no fence needs better. */
export function metresBetween(one: Place, other: Place): number {
  const [north, other2] = [radians(one.latitude), radians(other.latitude)]
  const half = Math.sin((other2 - north) / 2) ** 2
  const across = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half + Math.cos(north) * Math.cos(other2) * across)))
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

/** The type of a picture by its content; null: none that is taken. What it is called says nothing. */
export function typeOfPicture(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'image/heic' | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  return /^ftyp(heic|heix|mif1|msf1)/.test(head.slice(4)) ? 'image/heic' : null
}
