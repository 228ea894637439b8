/** How large a scan may be: some pages at 300 dpi. Larger is a photo that nobody has looked at, and weighs on the database. */
export const MOST_BYTES = 8 * 1_048_576

const KINDS: readonly (readonly [type: string, begins: readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
]

/** What a scan is by its own first bytes, whatever it is called; null where it is none of what is taken. */
export function typeOfScan(bytes: Uint8Array): string | null {
  return KINDS.find(([, begins]) => begins.every((byte, n) => bytes[n] === byte))?.[0] ?? null
}
