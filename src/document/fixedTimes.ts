/**
 * Puts one time into every entry of a zip file, 1 January 1980 as those do that want equal bytes: the library that writes
 * it reads the wall clock, and two downloads of one document would have two hashes. What the document itself gives as its
 * time stands inside. Changes `file` in place.
 */
export function fixTimes(file: Buffer): Buffer {
  const end = file.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const entries = file.readUInt16LE(end + 10)
  let at = file.readUInt32LE(end + 16)
  for (let entry = 0; entry < entries; entry++) {
    const local = file.readUInt32LE(at + 42)
    file.writeUInt32LE(FIRST_DAY, at + 12)
    file.writeUInt32LE(FIRST_DAY, local + 10)
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return file
}

/** Midnight, then year 0 (1980), month 1, day 1, as DOS packs them. */
const FIRST_DAY = 0x00_21_00_00
