import type { ReactNode } from 'react'
import type { Saved, WhatIf } from '../api/signing.ts'
import { useSay } from '../settings.tsx'
import { consultation as words } from '../words/consultation.ts'

const NAMES = { so2: ['SO', '2'], nox: ['NO', 'x'], pm: ['PM', ''], vocs: ['VOCs', ''] } as const

function Pollutant({ of }: { of: keyof Saved }): ReactNode {
  const [name, index] = NAMES[of]
  return (
    <>
      {name}
      {index !== '' && <sub>{index}</sub>}
    </>
  )
}

/** Tonnes a day of each pollutant, as the engine counts them. */
export function SavedList({ saved }: { saved: Saved }): ReactNode {
  return (
    <ul className="saved">
      {(Object.keys(NAMES) as (keyof Saved)[]).map((pollutant) => (
        <li key={pollutant}>
          <span className="meta">
            <Pollutant of={pollutant} />
          </span>
          <strong className="figure">{Number(saved[pollutant]).toFixed(1)}</strong>
        </li>
      ))}
    </ul>
  )
}

const STANDS = { holds: words.holds, swap: words.swap, short: words.short } as const

/** What share of all that is emitted would be saved, against what the rule asks at least. */
export function Shares({ floors }: Pick<WhatIf, 'floors'>): ReactNode {
  const say = useSay()
  return (
    <table className="plain shares">
      <caption>{say(words.shares)}</caption>
      <tbody>
        {floors.all.map(({ pollutant, share, floor, stands }) => (
          <tr key={pollutant}>
            <th scope="row">
              <Pollutant of={pollutant} />
            </th>
            <td className="right">{share === null ? '–' : `${share}%`}</td>
            <td className="meta">{say(words.floor, { floor })}</td>
            <td className={stands === 'short' ? 'overdue' : undefined}>{say(STANDS[stands])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
