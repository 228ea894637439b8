import { creditCodeFault } from '../../model/creditCode.ts'
import type { Place, Remark } from '../finding.ts'
import type { Subject } from '../list.ts'
import { CODE } from '../sheets.ts'
import { isEnterprise, type Check, type ListCheck } from './check.ts'

const PERMIT = '排污许可证编号'
/** Credit code, three digits for the site, a letter for the kind of permit or registration (排污许可证编号). */
const FORM = /^[0-9A-Z]{18}\d{3}[A-Z]$/

/** permit-missing, permit-format, permit-mismatch */
export const permit: Check = function* (subject) {
  if (!isEnterprise(subject)) return
  const { entry, at } = subject
  const place = at.enterprise(PERMIT)
  if (entry.permit === null) yield { at: place, code: 'permit-missing', message: 'no permit or registration is named' }
  else if (!FORM.test(entry.permit) || creditCodeFault(entry.permit.slice(0, 18)) !== null)
    yield {
      at: place,
      code: 'permit-format',
      message: 'a permit has the 18 characters of the credit code, three digits and a letter',
    }
  else if (!entry.permit.startsWith(entry.creditCode))
    yield {
      at: place,
      code: 'permit-mismatch',
      message: `the permit is that of ${entry.permit.slice(0, 18)}`,
      from: [at.enterprise(CODE)],
    }
}

/** permit-duplicate, name-duplicate: told at whose permit it can not be, else at the second and later rows. */
export const duplicates: ListCheck = function* (subjects) {
  const enterprises = subjects.filter(isEnterprise)
  yield* twins(
    enterprises,
    ({ entry }) => entry.permit,
    (twin, first): Remark => ({
      at: twin.at.enterprise(PERMIT),
      code: 'permit-duplicate',
      message: `row ${first.row} has the same permit`,
      from: [twin.at.enterprise(CODE)],
    }),
  )
  yield* twins(
    enterprises,
    ({ entry }) => plain(entry.name),
    (twin, first): Remark => ({
      at: twin.at.enterprise('企业名称'),
      code: 'name-duplicate',
      message: `row ${first.row} has the same name`,
    }),
  )
}

function* twins(
  subjects: readonly Subject[],
  keyOf: (subject: Subject) => string | null,
  say: (twin: Subject, first: Place) => Remark,
): Iterable<Remark> {
  const groups = Map.groupBy(subjects, keyOf)
  for (const [key, group] of groups) {
    if (key === null || key === '' || group.length < 2) continue
    const right = group.find(({ entry }) => key.startsWith(entry.creditCode)) ?? group[0]
    for (const twin of group) if (right !== undefined && twin !== right) yield say(twin, right.at.enterprise(''))
  }
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '')
}
