/** What an officer corrects of the head of a body: that is what a body is turned away for. */
export interface Corrected {
  readonly area?: string | undefined
  readonly provider?: string | undefined
  readonly issuedAt?: string | undefined
  /** Null: it is the area's as a whole. */
  readonly station?: string | null | undefined
}

/** The body as it was meant; null where it is not even JSON. */
export function asMeant(raw: Uint8Array, { area, provider, issuedAt, station }: Corrected): unknown {
  let given: unknown
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw))
  } catch {
    return null
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  const { station: named, ...rest } = given as Record<string, unknown>
  const own = station === undefined ? named : (station ?? undefined)
  return {
    ...rest,
    ...(area !== undefined && { area }),
    ...(provider !== undefined && { provider }),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(own !== undefined && { station: own }),
  }
}
