import type { ReactNode } from 'react'
import { Link, Navigate, useParams } from 'react-router'
import { levelOf, type Warning } from '../../api/warnings.ts'
import { LevelTag } from '../../parts/Level.tsx'
import { Countdown } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { useLiving } from '../../shell/Band.tsx'
import { signing } from '../../words/signing.ts'
import { SigningPage } from './SigningPage.tsx'

/** What waits for a signature; where it is one thing, the page itself. */
export default function Signing(): ReactNode {
  const say = useSay()
  const { id } = useParams()
  const { warnings, known } = useLiving()
  if (id !== undefined) return <SigningPage id={id} />
  const waiting = warnings.filter(waits)
  const [only] = waiting
  if (only !== undefined && waiting.length === 1) return <Navigate to={`/signing/${only.id}`} replace />
  return (
    <div className="page-narrow">
      <h1>{say(signing.heading)}</h1>
      {known && waiting.length === 0 && (
        <div className="empty">
          <strong>{say(signing.none)}</strong>
          <p>{say(signing.noneHint)}</p>
        </div>
      )}
      <ul className="list">
        {waiting.map((warning) => (
          <li key={warning.id}>
            <LevelTag level={levelOf(warning)} />
            <Link to={`/signing/${warning.id}`}>{warning.name}</Link>
            {warning.change !== null && <Countdown to={warning.change.signBy} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

function waits({ state, change }: Warning): boolean {
  return change !== null && /awaitingSignature$/i.test(state)
}
