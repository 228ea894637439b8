import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { OF_LISTS, type ListShort, type ListVersion } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { Comparing } from './Comparing.tsx'
import { FindingsOfList } from './Findings.tsx'
import { Objections } from './Objections.tsx'
import { STATES } from './states.ts'
import { Steps } from './Steps.tsx'

/** One version: where it stands, what may be done next, how it differs from another, what was found, who objects. */
export function OneVersion({ id }: { id: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<ListVersion>(`/lists/${id}`, { about: OF_LISTS })
  return (
    <Read query={query}>
      {(version) => (
        <div className="stack">
          <Panel title={version.name} aside={<strong>{say(STATES[version.state])}</strong>}>
            <About version={version} />
            <Steps version={version} />
            {may('list.export') && (
              <p className="meta">
                <a href={`/api/v1/lists/${id}/workbook`} download>
                  {say(words.export)}
                </a>{' '}
                {say(words.exportHint)}
              </p>
            )}
          </Panel>
          <Compare version={version} />
          <Objections version={version} />
          <FindingsOfList id={id} />
        </div>
      )}
    </Read>
  )
}

function About({ version }: { version: ListVersion }): ReactNode {
  const say = useSay()
  const { enterprises, preparedAt, objectionsUntil, openObjections, upheldObjections, releasedAt, from } = version
  return (
    <dl className="figures-list">
      <div>
        <dt>{say(words.enterprises)}</dt>
        <dd className="figure">{enterprises}</dd>
      </div>
      <div>
        <dt>{say(words.prepared)}</dt>
        <dd>
          <Time at={preparedAt} />
        </dd>
      </div>
      {objectionsUntil !== null && (
        <div>
          <dt>{say(words.objectionsUntil)}</dt>
          <dd>
            <Time at={objectionsUntil} /> {version.state === 'published' && <Countdown to={objectionsUntil} quiet />}
          </dd>
        </div>
      )}
      <div>
        <dt>{say(words.objectionsOpen)}</dt>
        <dd className="figure">
          {openObjections}
          {upheldObjections > 0 && `　${say(words.objectionsUpheld)} ${upheldObjections}`}
        </dd>
      </div>
      <div>
        <dt>{say(words.inForceFrom)}</dt>
        <dd>
          <Time at={releasedAt ?? from} />
        </dd>
      </div>
    </dl>
  )
}

function Compare({ version }: { version: ListVersion }): ReactNode {
  const say = useSay()
  const [asked, setAsked] = useSearchParams()
  const { data } = useGet<Page<ListShort>>('/lists?limit=100', { about: OF_LISTS })
  const others = (data?.items ?? []).filter(({ id, area }) => id !== version.id && area === version.area)
  const other = asked.get('with')
  if (others.length === 0) return null
  return (
    <Panel
      title={say(words.compareWith)}
      aside={
        <Select
          aria-label={say(words.compareWith)}
          placeholder={say(words.compareNone)}
          value={other}
          allowClear
          popupMatchSelectWidth={false}
          options={others.map(({ id, name, state }) => ({ value: id, label: `${name} ${say(STATES[state])}` }))}
          onChange={(value: string | null | undefined) => setAsked(value ? { with: value } : {}, { replace: true })}
        />
      }
    >
      {other === null ? (
        <div className="empty">{say(common.none)}</div>
      ) : (
        <Comparing before={other} after={version.id} />
      )}
    </Panel>
  )
}
