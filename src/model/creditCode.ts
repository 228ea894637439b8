/**
 * Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters, of which [1] registering department,
 * [2] class, [3–8] administrative division, [9–17] organisation code of GB 11714 with its own check, [18] check.
 */
export type CreditCode = string

/** Value 0–30 of a character; I, O, S, V and Z are left out because they read like digits. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ALLOWED = /^[0-9A-HJ-NPQRTUWXY]*$/
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
/** Here all letters count, A–Z = 10–35 (GB 11714). */
const ORGANISATION_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

function weighed(text: string, characters: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * characters.indexOf(text.charAt(place)), 0)
}

/** The 18th character for the first 17 (GB 32100-2015: 31 less the remainder; 31 itself is written `0`). */
export function creditCodeCheck(first17: string): string {
  return CHARACTERS.charAt((31 - (weighed(first17, CHARACTERS, WEIGHTS) % 31)) % 31)
}

/** The 9th character of an organisation code for its first 8 (GB 11714: 10 is `X`, 11 is `0`). */
export function organisationCheck(first8: string): string {
  const check = 11 - (weighed(first8, ORGANISATION_CHARACTERS, ORGANISATION_WEIGHTS) % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** What is wrong with a code, or null. Lower case is refused, not raised: it is stored and compared as text. */
export function creditCodeFault(code: string): 'length' | 'character' | 'check' | null {
  if (!ALLOWED.test(code)) return 'character'
  if (code.length !== 18) return 'length'
  return code.charAt(17) === creditCodeCheck(code.slice(0, 17)) ? null : 'check'
}
