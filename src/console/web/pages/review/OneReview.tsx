import { Button, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useGet } from '../../api/queries.ts'
import type { WholeReview } from '../../api/reviews.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { review as words } from '../../words/review.ts'
import { FiguresOf } from './FiguresOf.tsx'

const FORMATS = ['docx', 'pdf', 'xlsx', 'html'] as const

/** One review: where it stands, its paper, its figures and notes. */
export function OneReview({ id }: { id: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<WholeReview>(`/reviews/${id}`, { about: ['review'] })
  return (
    <Read query={query}>
      {(review) => (
        <div className="stack">
          <Panel
            title={review.name}
            aside={
              <>
                <Button size="small" className="no-print" onClick={() => window.print()}>
                  {say(common.print)}
                </Button>
                <Link to="/review">{say(words.back)}</Link>
              </>
            }
          >
            <Facts
              facts={[
                [say(common.state), <strong key="state">{say(review.stateName)}</strong>],
                [say(words.writeAt), review.countedAt === null ? <Time at={review.writeAt} /> : null],
                [say(words.counted), review.countedAt === null ? null : <Time at={review.countedAt} />],
                [say(words.summaryBy), review.summaryBy === null ? null : <Time at={review.summaryBy} />],
                [
                  say(words.signed),
                  review.signedAt === null ? null : (
                    <>
                      {review.signedByName} <Time at={review.signedAt} />
                    </>
                  ),
                ],
                [say(words.published), review.publishedAt === null ? null : <Time at={review.publishedAt} />],
              ]}
            />
            <p className="meta">
              <Link to={`/warnings/${review.warningId}`}>{say(words.toWarning)}</Link>
              {review.countedAt !== null && (
                <>
                  {'　'}
                  {say(words.paper)}{' '}
                  {FORMATS.map((format) => (
                    <a key={format} href={`/api/v1/reviews/${id}/paper?format=${format}`} className="format">
                      {format}
                    </a>
                  ))}
                </>
              )}
              {may('journal.bundle') && (
                <>
                  {'　'}
                  <a href={`/api/v1/warnings/${review.warningId}/bundle`}>{say(words.toJournal)}</a>
                </>
              )}
            </p>
            <Deeds review={review} />
          </Panel>
          {review.figures === null ? (
            <Panel title={say(words.counted)}>
              <div className="empty">{say(words.notCounted)}</div>
            </Panel>
          ) : (
            <FiguresOf id={id} figures={review.figures} />
          )}
          <Panel title={say(words.notes)}>
            {review.notes.length === 0 && <div className="empty">{say(words.noNotes)}</div>}
            <ul className="list">
              {review.notes.map(({ at, name, text }) => (
                <li key={at + text}>
                  <Time at={at} />
                  <span>{name}</span>
                  <span className="wide-text">{text}</span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </Read>
  )
}

function Deeds({ review: { id, name, countedAt, signedAt, publishedAt, sha256 } }: { review: WholeReview }): ReactNode {
  const say = useSay()
  const may = useMay()
  return (
    <div className="actions">
      {countedAt !== null && signedAt === null && sha256 !== null && may('review.sign') && (
        <Doing
          kind="primary"
          deed={{
            verb: words.sign,
            title: name,
            path: `/reviews/${id}/sign`,
            reason: 'none',
            before: <p>{say(words.signDoes)}</p>,
            body: () => ({ sha256 }),
          }}
        />
      )}
      {signedAt !== null && publishedAt === null && may('review.publish') && (
        <Doing
          kind="primary"
          deed={{
            verb: words.publish,
            title: name,
            path: `/reviews/${id}/publish`,
            reason: 'none',
            before: <p>{say(words.publishDoes)}</p>,
          }}
        />
      )}
      {signedAt === null && may('review.write') && (
        <>
          <Doing
            deed={{
              verb: words.write,
              mark: 'review',
              title: name,
              path: `/reviews/${id}/write`,
              reason: 'none',
              before: <p>{say(words.writeDoes)}</p>,
            }}
          />
          <Doing
            deed={{
              verb: words.note,
              title: name,
              path: `/reviews/${id}/notes`,
              reason: 'none',
              before: <p>{say(words.noteDoes)}</p>,
              fields: (
                <Form.Item
                  name="text"
                  label={say(words.noteText)}
                  rules={[{ required: true, whitespace: true, message: say(common.needed) }]}
                >
                  <Input.TextArea rows={4} maxLength={2_000} />
                </Form.Item>
              ),
            }}
          />
        </>
      )}
      {signedAt !== null && may('review.write') && (
        <Doing
          deed={{
            verb: words.correct,
            title: name,
            path: `/reviews/${id}/correct`,
            before: <p>{say(words.correctDoes)}</p>,
          }}
        />
      )}
    </div>
  )
}
