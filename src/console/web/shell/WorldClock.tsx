import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popover } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, send, type Problem } from '../api/client.ts'
import { clockStands, heardClock, nowMs } from '../clock.ts'
import { useMay } from '../me.tsx'
import { WORLD } from '../page.ts'
import { useNow } from '../parts/Time.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { useSay, useSettings } from '../settings.tsx'
import { fieldOfInstant, instantOfField, showTime } from '../times.ts'
import { shell } from '../words/shell.ts'

interface ClockState {
  readonly now: string
  readonly outstanding: number
}

const HOURS = [1, 6, 12]

/** The world's time; that of a demonstration or a drill can be moved. */
export function WorldClock(): ReactNode {
  const { language } = useSettings()
  const say = useSay()
  const now = useNow()
  const may = useMay()
  const movable = WORLD !== 'live' && may('clock.read')
  const clock = useQuery<ClockState, Problem>({
    queryKey: ['/clock'],
    queryFn: async () => {
      const answer = await send('GET', '/clock')
      const state = (await answer.json()) as ClockState
      heardClock(state.now, answer.headers.get('date'))
      return state
    },
    enabled: movable,
    refetchInterval: 5_000,
  })
  const shown = (
    <span className="figure">
      {showTime(now, language)}
      {clockStands() ? ` ${say(shell.clockStands)}` : ''}
    </span>
  )
  if (!movable || !may('clock.set')) return <span className="world-clock">{shown}</span>
  return (
    <Popover trigger="click" placement="bottomRight" title={say(shell.clockMove)} content={<Move state={clock.data} />}>
      <button type="button" className="world-clock" title={say(shell.clockMove)}>
        {shown}
      </button>
    </Popover>
  )
}

function Move({ state }: { state: ClockState | undefined }): ReactNode {
  const say = useSay()
  const queries = useQueryClient()
  const [at, setAt] = useState(() => fieldOfInstant(nowMs()))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function move(body: { set: string } | { advance: number }): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      const moved = await ask<ClockState>('POST', '/clock', { body })
      heardClock(moved.now, null)
      setAt(fieldOfInstant(moved.now))
      await queries.invalidateQueries()
    } catch (error) {
      setProblem(error as Problem)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="clock-move">
      <p className="meta">{say(shell.clockHint)}</p>
      <div className="row">
        <span>{say(shell.clockForward)}</span>
        {HOURS.map((n) => (
          <Button key={n} size="small" disabled={busy} onClick={() => void move({ advance: n * 60 })}>
            {say(shell.clockHours, { n })}
          </Button>
        ))}
        <Button size="small" disabled={busy} onClick={() => void move({ advance: 1_440 })}>
          {say(shell.clockDay)}
        </Button>
      </div>
      <div className="row">
        <Input
          type="datetime-local"
          size="small"
          aria-label={say(shell.clockSet)}
          value={at}
          onChange={({ target }) => setAt(target.value)}
        />
        <Button size="small" type="primary" loading={busy} onClick={() => void move({ set: instantOfField(at) })}>
          {say(shell.clockSet)}
        </Button>
      </div>
      {state !== undefined && state.outstanding > 0 && (
        <p className="meta">{say(shell.outstanding, { n: state.outstanding })}</p>
      )}
      {problem !== null && <Trouble problem={problem} kept />}
    </div>
  )
}
