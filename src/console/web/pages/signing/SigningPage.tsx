import { useQuery } from '@tanstack/react-query'
import { Collapse } from 'antd'
import type { ReactNode } from 'react'
import { ask, type Problem } from '../../api/client.ts'
import { useGet } from '../../api/queries.ts'
import type { Preview, SignaturePage, WhatIf } from '../../api/signing.ts'
import { OF_WARNINGS, type Change } from '../../api/warnings.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Read } from '../../parts/Panel.tsx'
import { SavedList, Shares } from '../../parts/Saved.tsx'
import { Countdown } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showTime } from '../../times.ts'
import { channel } from '../../words/channels.ts'
import { signing } from '../../words/signing.ts'
import { BehalfForm } from './Behalf.tsx'

/** Orders shown before the signature. */
const PREVIEWED = 3

/** One page for a thumb: what, why in three lines, who is hit, what it costs, three orders, and the two buttons. */
export function SigningPage({ id }: { id: string }): ReactNode {
  const query = useGet<SignaturePage>(`/warnings/${id}/signature-page`, { about: OF_WARNINGS, everyMs: 60_000 })
  return (
    <div className="page-narrow signing">
      <Read query={query}>{(page) => <Whole page={page} />}</Read>
    </div>
  )
}

function Whole({ page }: { page: SignaturePage }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { change, name, title, why, cost, consultation, signer, you, signed, waits } = page
  return (
    <>
      {change !== null && (
        <div className={`sign-band band-full band-${change.level}`}>
          <LevelTag level={change.level} />
          <strong>{title ?? name}</strong>
          <span className="figure">
            {say(signing.fromTo, {
              from: showTime(change.startsAt, language),
              to: change.endsAt === null ? say(signing.untilLifted) : showTime(change.endsAt, language),
            })}
          </span>
        </div>
      )}
      {!waits && (
        <p className="notice">
          {signed === null
            ? say(signing.notWaiting)
            : say(signing.signedBy, {
                name: signed.name ?? say(signing.somebody),
                when: showTime(signed.signedAt, language),
                mode: say(signed.modeName),
              })}
        </p>
      )}
      {why !== null && (
        <Part title={say(signing.why)}>
          <ol className="why">
            {linesOf(say(why)).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </Part>
      )}
      {cost !== null && (
        <>
          <Part title={say(signing.hit)}>
            <div className="figures">
              <Sum n={cost.enterprises} name={say(signing.enterprises)} />
              <Sum n={cost.stop} name={say(signing.stop)} />
              <Sum n={cost.limit} name={say(signing.limit)} />
              <Sum n={cost.ownDecision} name={say(signing.own)} />
            </div>
            <span className="meta">{say(signing.saved)}</span>
            <SavedList saved={cost.saved} />
            {change !== null && <Floors area={page.area} change={change} />}
          </Part>
          <Part title={say(signing.cost)}>
            <div className="figures">
              <Sum n={cost.linesStopped} name={say(signing.lines)} />
              {cost.stopDays !== null && <Sum n={cost.stopDays} name={say(signing.stopDays)} />}
              <Sum n={cost.linesShortOfNotice} name={say(signing.short)} alarming />
            </div>
          </Part>
        </>
      )}
      {consultation !== null && (
        <Part title={say(signing.conferred)}>
          <p>
            {consultation.reason}
            <span className="meta">
              {' '}
              {consultation.by}
              {consultation.minutes !== null && ` · ${say(signing.minutes, { number: consultation.minutes.number })}`}
            </span>
          </p>
          {consultation.opinions
            .filter(({ dissents }) => dissents)
            .map(({ name: who, level, text }) => (
              <p key={`${who} ${text}`}>
                <strong>{say(signing.dissent)}</strong> <LevelTag level={level} /> {who}：{text}
              </p>
            ))}
        </Part>
      )}
      {waits && change !== null && cost !== null && <Orders id={page.warningId} change={change} />}
      {signer !== null && waits && (
        <p className="meta">
          {say(signing.by, { who: say(signer.title), when: showTime(signer.signBy, language) })}{' '}
          <Countdown to={signer.signBy} />
          {signer.relieved.length > 0 &&
            ` · ${say(signing.relieved, { who: signer.relieved.map(say1(say)).join('、') })}`}
        </p>
      )}
      {waits && <Thumb page={page} may={you.may} />}
    </>
  )
}

/** What is pressed: at the bottom of a phone, and in its own place on a screen. */
function Thumb({ page, may }: { page: SignaturePage; may: boolean }): ReactNode {
  const say = useSay()
  const can = useMay()
  const { warningId, change, consultation, cost, you } = page
  const path = `/warnings/${warningId}/signatures`
  // What was read is what is signed: where it has changed meanwhile, the signature is refused.
  const read = {
    ...(change === null ? {} : { change }),
    ...(consultation === null ? {} : { consultation: consultation.id }),
  }
  return (
    <div className="thumb">
      {!may && you.why !== null && <span className="meta">{say(you.why)}</span>}
      {may && you.deputyFor !== null && (
        <span className="meta">{say(signing.deputy, { who: say(you.deputyFor) })}</span>
      )}
      {can('warning.enterSignature') && <BehalfForm page={page} />}
      {may && (
        <>
          <Doing
            size="large"
            deed={{
              verb: signing.back,
              title: say(signing.backTitle),
              path,
              before: <p>{say(signing.backDoes)}</p>,
              body: (values) => ({ decision: 'return', ...values, ...read }),
              after: () => say(signing.returned),
            }}
          />
          <Doing
            size="large"
            kind="primary"
            deed={{
              verb: signing.sign,
              mark: 'sign',
              title: say(signing.signTitle),
              path,
              reason: 'free',
              before: (
                <p>{cost === null ? say(signing.signDoesOther) : say(signing.signDoes, { n: cost.enterprises })}</p>
              ),
              body: (values) => ({ decision: 'sign', ...values, ...read }),
              after: () => say(signing.signed),
            }}
          />
        </>
      )}
      {can('warning.sign') && (
        <details className="other-ways">
          <summary aria-label={say(signing.otherWays)}>…</summary>
          <p className="meta">{say(signing.behalfOnly)}</p>
        </details>
      )}
    </div>
  )
}

/** The share saved, against the floor of the level: worked out as the consultation saw it. */
function Floors({ area, change }: { area: string; change: Change }): ReactNode {
  const may = useMay()
  const { level, startsAt, endsAt } = change
  const body = { area, level, startsAt, endsAt }
  const query = useQuery<WhatIf, Problem>({
    queryKey: ['what-if', body],
    queryFn: () => ask<WhatIf>('POST', '/assessments/what-if', { body }),
    enabled: may('assessment.whatIf'),
  })
  return query.data === undefined ? null : <Shares floors={query.data.floors} />
}

function Orders({ id, change }: { id: string; change: Change }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const path = `/warnings/${id}/preview?limit=${PREVIEWED}`
  // Of this very change, and once: after the signature there is nothing more to preview.
  const query = useQuery<Preview, Problem>({
    queryKey: [path, change],
    queryFn: () => ask<Preview>('GET', path),
    enabled: ({ state }) => state.data === undefined,
  })
  return (
    <Read query={query}>
      {({ items, tally }) => (
        <Part title={say(signing.preview, { n: items.length })}>
          <p className="meta">{say(signing.previewHint)}</p>
          {tally !== null && (
            <p>
              {tally.channels.map(({ channel: way, messages, doneBy }) => (
                <span key={way}>
                  {doneBy === null
                    ? say(signing.sends, { channel: say(channel(way)), n: messages })
                    : say(signing.sendsBy, {
                        channel: say(channel(way)),
                        n: messages,
                        when: showTime(doneBy, language),
                      })}{' '}
                </span>
              ))}
              {tally.unreachable.enterprises > 0 && (
                <strong className="overdue">{say(signing.unreachable, { n: tally.unreachable.enterprises })}</strong>
              )}
            </p>
          )}
          <Collapse
            size="small"
            items={items.map(({ enterprise, number, texts }) => ({
              key: number,
              label: enterprise.name,
              children: <pre className="paper">{texts.long}</pre>,
            }))}
          />
        </Part>
      )}
    </Read>
  )
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }): ReactNode {
  return (
    <section className="part">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function Sum({ n, name, alarming = false }: { n: number; name: string; alarming?: boolean }): ReactNode {
  return (
    <span className="figure-link">
      <span className={alarming && n > 0 ? 'big big-alarm' : 'big'}>{n}</span>
      <span className="meta">{name}</span>
    </span>
  )
}

/** The engine says it in clauses; three are what a signer reads. */
function linesOf(why: string): readonly string[] {
  return why.split(/[；;]/).slice(0, 3)
}

function say1(say: ReturnType<typeof useSay>) {
  return (entry: { zh: string; en: string }) => say(entry)
}
