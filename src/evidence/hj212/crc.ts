/**
 * The check of HJ 212-2017 appendix A (CRC16): the polynomial of Modbus, and other than there the register's low byte is
 * dropped before each byte. Confidence V2: the standard's own example (…RtdInterval=30&&1C80) comes out.
 */
export function crcOf(segment: Uint8Array): number {
  let register = 0xffff
  for (const byte of segment) register = TABLE[((register >> 8) ^ byte) & 0xff] ?? 0
  return register
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte
  for (let bit = 0; bit < 8; bit++) register = (register & 1) === 1 ? (register >> 1) ^ 0xa001 : register >> 1
  return register
})
