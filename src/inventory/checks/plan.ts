import { DateTime } from 'luxon'
import { isEnterprise, type Check } from './check.ts'

const PLAN = '一厂一策日期'

/**
 * plan-missing, plan-outdated. The list with its plans is revised every year by the end of September
 * (忻气防办发〔2021〕10号, a policy of that season; elsewhere this engine's own reading): a plan that is more than a year old
 * on the day as of which the list is judged has missed a revision for certain.
 */
export const plan: Check = function* (subject, { asOf }) {
  if (!isEnterprise(subject)) return
  const { entry, at } = subject
  if (entry.planDated === null)
    yield { at: at.enterprise(PLAN), code: 'plan-missing', message: 'there is no plan for this plant (一厂一策)' }
  else if (asOf !== null && entry.planDated < yearBefore(asOf))
    yield {
      at: at.enterprise(PLAN),
      code: 'plan-outdated',
      message: `the plan is of ${entry.planDated}, more than a year before ${asOf}`,
    }
}

function yearBefore(day: string): string {
  return DateTime.fromISO(day, { zone: 'utc' }).minus({ years: 1 }).toFormat('yyyy-MM-dd')
}
