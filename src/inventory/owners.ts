import { plainText } from './cells.ts'
import type { EnterpriseRead } from './enterpriseRows.ts'
import { edits } from './mapping.ts'
import { CODE } from './sheets.ts'
import type { Row } from './workbook.ts'

/** Two characters exchanged are two edits; more is another code. */
export const SLIP = 2
/** Where whole columns are wrong there is no slip to look for, and comparing all with all would never end. */
const MOST_PAIRS = 100_000

/**
 * Whose a row of 生产线, 措施 or 联系人 is. Where the code in 企业 is at fault the rows that carry the right one would all
 * be strangers, and the enterprise would have neither lines nor contacts: the one slip would be told a dozen times.
 */
export class Owners {
  readonly #byCode = new Map<string, EnterpriseRead>()

  constructor(enterprises: readonly EnterpriseRead[], others: readonly (readonly Row[])[]) {
    for (const one of enterprises) if (one.sound) this.#byCode.set(one.entry.creditCode, one)
    const lost = enterprises.filter(({ sound }) => !sound)
    if (lost.length === 0) return
    const strangers = new Set(others.flatMap((rows) => rows.map((row) => plainText(row.get(CODE)))))
    for (const code of this.#byCode.keys()) strangers.delete(code)
    strangers.delete('')
    const adopt = (one: EnterpriseRead, code: string | undefined) => {
      if (code === undefined || !strangers.delete(code)) return false
      this.#byCode.set(code, one)
      return true
    }
    const few = lost.length * strangers.size <= MOST_PAIRS
    const bySlip = ({ entry }: EnterpriseRead) =>
      few ? [...strangers].find((code) => edits(code, entry.creditCode) <= SLIP) : undefined
    // The surest first: the same wrong code, the code that the permit begins with, a slip; then who alone is left.
    const left = lost
      .filter((one) => !adopt(one, one.entry.creditCode))
      .filter((one) => !adopt(one, one.entry.permit?.slice(0, 18)))
      .filter((one) => !adopt(one, bySlip(one)))
    const [first] = left
    if (left.length === 1 && first !== undefined && strangers.size === 1) adopt(first, [...strangers][0])
  }

  find(code: string): EnterpriseRead | null {
    return this.#byCode.get(code) ?? null
  }
}
