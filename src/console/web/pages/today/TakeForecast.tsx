import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { ask, type Problem } from '../../api/client.ts'
import { useGet } from '../../api/queries.ts'
import type { Outlook, Trial } from '../../api/air.ts'
import { nowMs } from '../../clock.ts'
import { readForecast, type FilePart } from '../../forecastFile.ts'
import { WORLD } from '../../page.ts'
import { Moment } from '../../parts/Moment.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import { addDaysTo, fieldOfInstant, instantOfField } from '../../times.ts'
import { forecast as words } from '../../words/forecast.ts'

/** Two days of heavy air with a day to prepare: the example of a demonstration. */
const SAMPLE = [118, 208, 212, 186, 92, 70, 62]
/** Whoever types is not asked about each letter. */
const REST_MS = 250
const WOULD = { accept: words.wouldaccept, revise: words.wouldrevise } as const

/** A forecast by file or by hand (报送预报): what the engine makes of each value stands beside it before it is sent. */
export function TakeForecast({ city }: { city: string }): ReactNode {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" data-mark="forecast" onClick={() => setOpen(true)}>
        {say(words.take)}
      </Button>
      {open && <Form city={city} onClose={() => setOpen(false)} />}
    </>
  )
}

function Form({ city, onClose }: { city: string; onClose: () => void }): ReactNode {
  const say = useSay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const outlook = useGet<Outlook>(`/areas/${city}/outlook?days=7`)
  const [text, setText] = useState('')
  const [typed, setProvider] = useState<string | null>(null)
  const [issued, setIssued] = useState(() => fieldOfInstant(nowMs()))
  const [unread, setUnread] = useState(false)
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const read = readForecast(useRested(text))
  const parts = 'parts' in read ? read.parts : []
  const named = parts[0]?.provider
  const provider = named ?? typed ?? outlook.data?.providers[0] ?? ''
  const bodies = parts.map((part) => ({
    provider: part.provider ?? provider,
    area: part.area === '' ? city : part.area,
    issuedAt: part.issuedAt ?? instantOfField(issued),
    values: part.values,
  }))
  const trials = useQueries({
    queries: bodies.map((body) => ({
      queryKey: ['/forecasts/test', body],
      queryFn: () => ask<Trial>('POST', '/forecasts/test', { body }),
      enabled: provider !== '',
    })),
  })

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const content = textOf(await file.arrayBuffer())
    setUnread(content === null)
    if (content !== null) setText(content)
  }

  async function send(): Promise<void> {
    setSending(true)
    setProblem(null)
    try {
      // The same bytes again change nothing: whoever presses twice hands in once.
      for (const body of bodies) await ask('POST', '/forecasts', { body })
      void message.success(say(words.sent))
      onClose()
    } catch (error) {
      setProblem(error as Problem)
    } finally {
      setSending(false)
      await queries.invalidateQueries()
    }
  }

  const ready = trials.length > 0 && trials.every(({ data }) => data !== undefined && data.would !== 'reject')
  return (
    <Modal
      open
      width={720}
      title={say(words.title)}
      onCancel={onClose}
      okText={say(words.send)}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={sending}
      onOk={() => void send()}
      mask={{ closable: false }}
    >
      <p>{say(words.does)}</p>
      <div className="row">
        <label className="button">
          {say(words.file)}
          <input
            type="file"
            className="hidden"
            accept=".csv,.json,.txt,text/csv,application/json"
            onChange={({ target }) => void take(target.files?.[0]).then(() => (target.value = ''))}
          />
        </label>
        {WORLD !== 'live' && (
          <Button onClick={() => setText(sampleFrom(fieldOfInstant(nowMs()).slice(0, 10)))}>{say(words.sample)}</Button>
        )}
      </div>
      <label className="field">
        <span>{say(words.content)}</span>
        <Input.TextArea rows={5} value={text} onChange={({ target }) => setText(target.value)} className="code" />
      </label>
      <p className="meta">{say(words.contentHint)}</p>
      {unread && <p className="overdue">{say(words.faultEncoding)}</p>}
      {text !== '' && 'fault' in read && <p className="overdue">{say(read.fault)}</p>}
      <div className="row">
        <label className="field">
          <span>{say(words.provider)}</span>
          <Input
            value={provider}
            disabled={named !== undefined}
            maxLength={64}
            status={provider === '' ? 'error' : ''}
            onChange={({ target }) => setProvider(target.value)}
          />
        </label>
        {parts[0]?.issuedAt === undefined && (
          <label className="field">
            <span>{say(words.issuedAt)}</span>
            <Moment value={issued} onChange={setIssued} label={say(words.issuedAt)} />
          </label>
        )}
      </div>
      {parts.map((part, n) => (
        <Findings key={`${n} ${part.area}`} part={part} trial={trials[n]} />
      ))}
      {problem !== null && <Trouble problem={problem} kept />}
    </Modal>
  )
}

/** Each value with what the engine says of it, as the file has them. */
function Findings({ part, trial }: { part: FilePart; trial: UseQueryResult<Trial> | undefined }): ReactNode {
  const say = useSay()
  const data = trial?.data
  const held = new Map(data?.quarantined.map(({ index, reason }) => [index, reason]))
  const taken = new Map(data?.values.map(({ at, aqi }) => [at.slice(0, 16), aqi]))
  return (
    <div className="findings">
      {trial?.error && <Trouble problem={trial.error as Problem} />}
      <p aria-live="polite">
        {part.area !== '' && <strong>{part.area} </strong>}
        {data === undefined ? trial?.isFetching ? say(words.checking) : '' : <Would trial={data} />}
      </p>
      <PlainTable
        rows={part.values.map((value, index) => ({ value, index, line: part.lines[index] ?? index + 1 }))}
        keyOf={({ index }) => String(index)}
        columns={[
          { name: say(words.row), show: ({ line }) => line },
          { name: say(words.day), show: ({ value }) => <span className="figure">{value.at}</span> },
          { name: 'AQI', show: ({ value }) => <span className="figure">{shown(value['aqi'])}</span> },
          {
            name: say(words.finding),
            show: ({ value, index }) => {
              const why = held.get(index)
              const aqi = taken.get(value.at.slice(0, 16))
              if (why !== undefined) return <span className="overdue">{say(words.held, { why })}</span>
              if (data === undefined || data.would === 'reject') return '–'
              return aqi === undefined || aqi === null ? say(words.taken) : say(words.takenAs, { aqi })
            },
          },
        ]}
      />
    </div>
  )
}

function Would({ trial: { would, accepted, reason } }: { trial: Trial }): ReactNode {
  const say = useSay()
  if (would === 'reject') return <span className="overdue">{say(words.wouldreject, { why: reason ?? '' })}</span>
  return would === 'changeNothing' ? say(words.wouldchangeNothing) : say(WOULD[would], { n: accepted })
}

/** What is typed, once the hands rest. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}

function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

/** Files of today, and those that an older office machine has saved. */
function textOf(bytes: ArrayBuffer): string | null {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one.
    }
  return null
}

function sampleFrom(day: string): string {
  return ['date,aqi', ...SAMPLE.map((aqi, n) => `${addDaysTo(day, n + 1)},${aqi}`)].join('\n')
}
