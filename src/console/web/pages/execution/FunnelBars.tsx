import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Board, Funnel } from '../../api/orders.ts'
import { useSay } from '../../settings.tsx'
import { execution } from '../../words/execution.ts'

/** The steps that an officer thinks in; the evidence knows more. */
export const STEPS = [
  'handedOver',
  'delivered',
  'read',
  'acknowledged',
  'committed',
] as const satisfies readonly (keyof Funnel)[]
export type Step = (typeof STEPS)[number]

/** Nobody who answers by a key press or a program ever “reads”: from here on that is no gap. */
const ASIDE: Step = 'read'

/** Six bars, and between them who is missing: each gap leads to its rows. */
export function FunnelBars({ id, board }: { id: string; board: Board }): ReactNode {
  const say = useSay()
  const [search] = useSearchParams()
  const { planned, funnel } = board
  const steps = [{ step: 'planned' as const, n: planned }, ...STEPS.map((step) => ({ step, n: funnel[step] }))]
  return (
    <div>
      <table className="funnel">
        <tbody>
          {steps.map(({ step, n }) => {
            const short = planned - n
            return (
              <tr key={step}>
                <th scope="row">{say(execution[step])}</th>
                <td className="funnel-bar">
                  <i style={{ width: `${planned === 0 ? 0 : (n / planned) * 100}%` }} />
                </td>
                <td className="right figure">{say(execution.ofAll, { n, all: planned })}</td>
                <td className="funnel-gap">
                  {step !== 'planned' &&
                    (short > 0 ? (
                      <Link
                        to={`/execution/${id}?missing=${step}`}
                        aria-current={search.get('missing') === step ? 'true' : undefined}
                      >
                        {say(execution.gap, { n: short })}
                      </Link>
                    ) : (
                      <span className="faint">{say(execution.noGap)}</span>
                    ))}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="meta">{say(execution.readHint)}</p>
    </div>
  )
}

/** The step before which most wait: the list begins there. */
export function widestGap({ planned, funnel }: Board): Step {
  let [widest, most, before]: [Step, number, number] = ['handedOver', -1, planned]
  for (const step of STEPS) {
    if (step === ASIDE) continue
    const gap = before - funnel[step]
    if (gap > most) [widest, most] = [step, gap]
    before = funnel[step]
  }
  return widest
}
