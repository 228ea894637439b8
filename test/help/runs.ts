const FACTOR = Number(process.env['PROPERTY_FACTOR'] ?? 1)

/** How often a property is tried: the tests make do with few, `npm run check` asks for a multiple of them. */
export function runs(few: number): { numRuns: number } {
  return { numRuns: few * FACTOR }
}
