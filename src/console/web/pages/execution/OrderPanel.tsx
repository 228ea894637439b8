import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { OF_ORDERS, type WholeOrder } from '../../api/orders.ts'
import { useGet } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { DeskLink } from '../../parts/DeskLink.tsx'
import { Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showTime } from '../../times.ts'
import { channel } from '../../words/channels.ts'
import { common } from '../../words/common.ts'
import { execution, fact } from '../../words/execution.ts'
import { OnBehalf } from './OnBehalf.tsx'

/** One enterprise beside the list: its order as it sees it, and all that is known of it. */
export function OrderPanel({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const say = useSay()
  const query = useGet<WholeOrder>(`/orders/${id}`, { about: OF_ORDERS })
  return (
    <Drawer open size="large" onClose={onClose} title={query.data?.enterprise.name ?? say(common.loading)}>
      <Read query={query}>{(order) => <Whole order={order} />}</Read>
    </Drawer>
  )
}

function Whole({ order }: { order: WholeOrder }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const may = useMay()
  const areaName = useAreaName()
  const { enterprise, number, revision, answerBy, revisions, evidence } = order
  const content = revisions.at(-1)?.content
  return (
    <>
      <p className="meta">
        {areaName(enterprise.area)} · {enterprise.creditCode} · {say(execution.order, { number })} ·{' '}
        {say(execution.revision, { n: revision })}
      </p>
      {answerBy !== null && <p>{say(execution.until, { when: showTime(answerBy, language) })}</p>}
      <div className="row">
        {may('receipt.onBehalf') && <OnBehalf order={order} />}
        <DeskLink enterprise={enterprise.id} name={enterprise.name} />
      </div>
      <h3>{say(execution.asSeen)}</h3>
      <div className="as-seen">
        {content?.summary !== undefined && <p>{say(content.summary)}</p>}
        <ol>
          {content?.lines?.map(({ line, say: said }) => (
            <li key={line}>{said === undefined ? line : say(said)}</li>
          ))}
        </ol>
      </div>
      <h3>{say(execution.evidence)}</h3>
      <ul className="evidence">
        {evidence.map((one) => (
          <li key={`${one.revision} ${one.rung} ${one.channel} ${one.at}`}>
            <Time at={one.at} /> <strong>{say(fact(one.rung))}</strong>{' '}
            <span className="meta">
              {say(channel(one.channel))}
              {one.revision !== revision && ` · ${say(execution.revision, { n: one.revision })}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
