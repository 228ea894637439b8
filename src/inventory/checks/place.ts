import { isEnterprise, type Check } from './check.ts'

const CLASS = '国民经济行业代码'
const INDUSTRY = '行业'

/** industry-code-edition, industry-code-unknown */
export const industryCode: Check = function* (subject, { codes }) {
  if (!isEnterprise(subject) || subject.entry.industryCode === null) return
  const { entry, at } = subject
  const code = entry.industryCode ?? ''
  const older = codes.ofOlderEdition(code, entry.industry)
  if (older !== null)
    yield {
      at: at.enterprise(CLASS),
      code: 'industry-code-edition',
      message: `${code} meant ${older.was} in the edition of 2011; in that of 2017 it is ${older.now}`,
      from: [at.enterprise(INDUSTRY)],
    }
  else if (!codes.has(code))
    yield { at: at.enterprise(CLASS), code: 'industry-code-unknown', message: `GB/T 4754—2017 has no class ${code}` }
}
