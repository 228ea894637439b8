import { Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { LEVELS_LISTED, OF_LISTS, type ListedLevel, type ListShort, type Pollutant } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useAreaName } from '../../me.tsx'
import { LEVEL_WORDS } from '../../levels.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { POLLUTANT_WORDS } from '../../words/names.ts'
import { proof } from '../../words/proof.ts'
import { STATES } from './states.ts'

interface Floor {
  readonly level: ListedLevel
  readonly pollutant: Pollutant
  readonly baseKg: string
  readonly savedKg: string
  readonly floor: string
  readonly stands: 'holds' | 'swap' | 'short'
}

interface Place {
  readonly county: string | null
  readonly enterprises: number
  readonly floors: readonly Floor[]
}

interface Counted {
  readonly places: readonly Place[]
  readonly breaks: {
    readonly enterprises: number
    readonly first: readonly { readonly enterprise: { readonly id: string; readonly name: string } }[]
  }
}

interface ReductionProof {
  readonly on: string
  readonly floors: { readonly title: Bi; readonly document: string; readonly borrowedFrom: string | null }
  readonly listed: Counted
  readonly ordered: Counted
}

const STANDS = { holds: proof.holds, swap: proof.swap, short: proof.short } as const

/** What the measures of a version save of each pollutant, against what is asked at least. */
export function Proof(): ReactNode {
  const say = useSay()
  const [asked] = useSearchParams()
  const lists = useGet<Page<ListShort>>('/lists?limit=50', { about: OF_LISTS })
  return (
    <Read query={lists} isEmpty={({ items }) => items.length === 0} empty={say(words.noVersions)}>
      {({ items }) => {
        const chosen = asked.get('list') ?? items.find(({ state }) => state === 'inForce')?.id ?? items[0]?.id ?? ''
        return (
          <OfVersion
            id={chosen}
            choice={
              <Choice
                name="list"
                any={items.find(({ id }) => id === chosen)?.name ?? say(words.version)}
                options={items.map(({ id, name, state }) => ({ value: id, label: `${name} ${say(STATES[state])}` }))}
              />
            }
          />
        )
      }}
    </Read>
  )
}

function OfVersion({ id, choice }: { id: string; choice: ReactNode }): ReactNode {
  const say = useSay()
  const [as, setAs] = useState<'listed' | 'ordered'>('listed')
  const [level, setLevel] = useState<ListedLevel>('orange')
  const query = useGet<ReductionProof>(`/lists/${id}/proof`, { about: OF_LISTS })
  return (
    <Panel
      title={say(words.proof)}
      aside={
        <>
          {choice}
          <Segmented
            value={as}
            onChange={setAs}
            options={(['listed', 'ordered'] as const).map((value) => ({ value, label: say(proof[value]) }))}
          />
          <Segmented
            value={level}
            onChange={setLevel}
            options={LEVELS_LISTED.map((value) => ({ value, label: say(LEVEL_WORDS[value]) }))}
          />
        </>
      }
      className="wrapping-head"
    >
      <Read query={query}>
        {(counted) => (
          <>
            <p className="meta">
              {say(proof.by, { document: counted.floors.document, day: counted.on })}
              {counted.floors.borrowedFrom !== null && say(proof.borrowed, { of: counted.floors.borrowedFrom })}
            </p>
            <Bars places={counted[as].places} level={level} />
            <Breaking breaks={counted[as].breaks} />
          </>
        )}
      </Read>
    </Panel>
  )
}

/** One bar a county and pollutant: how much of what is emitted is saved; the line is the floor. */
function Bars({ places, level }: { places: readonly Place[]; level: ListedLevel }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  return (
    <div className="scroll-x" tabIndex={0}>
      <table className="bars">
        <thead>
          <tr>
            <th scope="col">{say(common.county)}</th>
            <th scope="col">{say(proof.pollutant)}</th>
            <th scope="col" className="right">
              {say(proof.saved)}
            </th>
            <th scope="col" className="right">
              {say(proof.share)}
            </th>
            <th scope="col" className="bar-cell">
              {say(proof.against)}
            </th>
            <th scope="col">{say(common.state)}</th>
          </tr>
        </thead>
        <tbody>
          {places.flatMap(({ county, enterprises, floors }) =>
            floors
              .filter((floor) => floor.level === level)
              .map((floor, n) => (
                <tr key={`${county}/${floor.pollutant}`}>
                  {n === 0 && (
                    <th scope="row" rowSpan={4} className="place">
                      {county === null ? say(proof.whole) : areaName(county)}
                      <div className="meta">{say(proof.enterprises, { n: enterprises })}</div>
                    </th>
                  )}
                  <Saved floor={floor} />
                </tr>
              )),
          )}
        </tbody>
      </table>
    </div>
  )
}

function Saved({ floor: { pollutant, baseKg, savedKg, floor, stands } }: { floor: Floor }): ReactNode {
  const say = useSay()
  // For the drawing alone: whether it holds was decided in exact decimals.
  const share = Number(baseKg) === 0 ? 0 : (Number(savedKg) / Number(baseKg)) * 100
  return (
    <>
      <td>{say(POLLUTANT_WORDS[pollutant])}</td>
      <td className="right">{savedKg}</td>
      <td className="right">{share.toFixed(1)}</td>
      <td className="bar-cell">
        <svg viewBox="0 0 100 14" preserveAspectRatio="none" className="bar" aria-hidden="true">
          <rect x="0" y="5" width="100" height="4" className="bar-track" />
          <rect x="0" y="3" width={share} height="8" className={stands === 'short' ? 'bar-short' : 'bar-fill'} />
          <path d={`M${Number(floor)} 0V14`} className="bar-mark" />
        </svg>
      </td>
      <td>
        <span className={stands === 'short' ? 'overdue' : undefined}>{say(STANDS[stands])}</span>{' '}
        <span className="meta">{say(proof.floor, { floor })}</span>
      </td>
    </>
  )
}

function Breaking({ breaks: { enterprises, first } }: { breaks: Counted['breaks'] }): ReactNode {
  const say = useSay()
  if (enterprises === 0) return <p className="meta">{say(proof.noBreak)}</p>
  return (
    <>
      <h3>{say(proof.breaks, { n: enterprises })}</h3>
      <ul className="names">
        {first.map(({ enterprise: { id, name } }) => (
          <li key={id}>
            <Link to={`/list/enterprises/${id}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  )
}
