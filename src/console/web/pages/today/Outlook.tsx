import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { categoryOf, OF_AIR, type Card, type Outlook, type OutlookDay } from '../../api/air.ts'
import { useGet } from '../../api/queries.ts'
import { useMay, useMe } from '../../me.tsx'
import { Panel, Read, Wide } from '../../parts/Panel.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay } from '../../times.ts'
import { today } from '../../words/today.ts'
import { TakeForecast } from './TakeForecast.tsx'

/** The end of the scale; whatever is worse touches it. */
const SCALE = 350
/** Older than this, a forecast is shown as old. */
const OLD_HOURS = 24

const CATEGORIES = { 1: today.aqi1, 2: today.aqi2, 3: today.aqi3, 4: today.aqi4, 5: today.aqi5, 6: today.aqi6 } as const

/** Days across, areas down: a thin bar for the AQI, a whisker for its range, a dot for each provider. */
export function OutlookPanel({ city, card }: { city: string; card: Card | null }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { areas } = useMe()
  const [all, setAll] = useState(false)
  const query = useGet<Outlook>(`/areas/${city}/outlook?days=7`, { about: OF_AIR })
  const counties = areas.filter(({ parent }) => parent === city)

  return (
    <Panel
      title={say(today.outlook)}
      aside={
        <>
          <span className="meta wide-only">{say(today.outlookHint)}</span>
          {may('forecast.push') && <TakeForecast city={city} />}
          {counties.length > 0 && (
            <Button size="small" onClick={() => setAll(!all)}>
              {say(all ? today.cityOnly : today.counties)}
            </Button>
          )}
        </>
      }
    >
      <Read
        query={query}
        isEmpty={({ days }) => days.every(({ aqi }) => aqi === null)}
        empty={<Nothing what={say(today.noOutlook)} hint={say(today.noOutlookHint)} />}
      >
        {({ days, area }) => (
          <Wide label={say(today.outlook)}>
            <table className="outlook">
              <thead>
                <Days days={days.slice(0, 7)} card={card} />
              </thead>
              <tbody>
                <Row name={area.name} days={days.slice(0, 7)} />
                {all && counties.map(({ code, name }) => <CountyRow key={code} code={code} name={name} />)}
              </tbody>
            </table>
          </Wide>
        )}
      </Read>
    </Panel>
  )
}

function Days({ days, card }: { days: readonly OutlookDay[]; card: Card | null }): ReactNode {
  const { language } = useSettings()
  const say = useSay()
  const called = (day: string) =>
    card !== null && card.from !== null && card.to !== null && day >= card.from && day <= card.to
  return (
    <tr>
      <th scope="col">
        <span className="hidden">{say(today.map)}</span>
      </th>
      {days.map(({ day }) => (
        <th key={day} scope="col">
          {showDay(day, language)}
          <div className="outlook-level">{called(day) && card !== null ? <LevelTag level={card.level} /> : null}</div>
        </th>
      ))}
    </tr>
  )
}

function CountyRow({ code, name }: { code: string; name: string }): ReactNode {
  const { data } = useGet<Outlook>(`/areas/${code}/outlook?days=7`, { about: OF_AIR })
  return <Row name={name} days={data?.days.slice(0, 7) ?? []} />
}

function Row({ name, days }: { name: string; days: readonly OutlookDay[] }): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      {days.map((day) => (
        <td key={day.day}>
          <Cell day={day} />
        </td>
      ))}
    </tr>
  )
}

function Cell({ day }: { day: OutlookDay }): ReactNode {
  const say = useSay()
  const { aqi, low, high, from, sayings } = day
  if (aqi === null) return <span className="faint">{say(today.noValue)}</span>
  const category = categoryOf(aqi)
  const old = from !== null && from.ageHours > OLD_HOURS
  return (
    <div className={old ? 'aqi aqi-old' : 'aqi'}>
      <span className={`swatch swatch-${category}`} aria-hidden="true" />
      <strong className="figure">{aqi}</strong> <span className="meta">{say(CATEGORIES[category])}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" className="aqi-bar">
        <rect x="0" y="5" width="100" height="2" className="aqi-track" />
        <rect x="0" y="4" width={part(aqi)} height="4" className={`aqi-fill fill-${category}`} />
        {low !== null && high !== null && (
          <path d={`M${part(low)} 1v10M${part(low)} 6H${part(high)}M${part(high)} 1v10`} className="whisker" />
        )}
      </svg>
      <div className="dots" aria-hidden="true">
        {sayings.length > 1 &&
          sayings.map((saying) => (
            <i
              key={saying.from.provider}
              style={{ left: `${part(saying.aqi)}%` }}
              title={`${saying.from.provider} ${saying.aqi}`}
            />
          ))}
      </div>
      <div className="meta">
        {low !== null && high !== null && `${low}–${high} `}
        {from?.mark !== undefined && `${say(today.byHand)} `}
        {old && say(today.aged, { hours: Math.round(from.ageHours) })}
      </div>
    </div>
  )
}

function part(aqi: number): number {
  return Math.min(100, (aqi / SCALE) * 100)
}
