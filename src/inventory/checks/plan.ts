import type { Day } from '../../model/time.ts'
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

/** Days are compared as texts: the 29th of a February that there was not stands where it should. */
function yearBefore(day: Day): Day {
  return String(Number(day.slice(0, 4)) - 1).padStart(4, '0') + day.slice(4)
}
