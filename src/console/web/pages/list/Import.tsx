import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { ask, type Problem } from '../../api/client.ts'
import type { Finding, ListShort } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import { importing as words } from '../../words/importing.ts'
import { FindingsTable } from './Findings.tsx'

interface Preview {
  readonly sheets: readonly {
    readonly sheet: string
    readonly row: number
    readonly unknown: readonly { readonly header: string; readonly guess: string | null }[]
    readonly missing: readonly string[]
  }[]
  readonly mapping: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly enterprises: number | null
  readonly errors: number
  readonly warnings: number
  readonly asOf: string | null
  readonly findings: readonly Finding[]
}

interface Imported extends ListShort {
  readonly lines: number
  readonly leaves: number
}

/** A workbook is looked at, put right, looked at again, and only then becomes a version, which nobody plans by yet. */
export function Import(): ReactNode {
  const say = useSay()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const looking = useMutation<Preview, Problem, { bytes: File; mapping: Preview['mapping'] }>({
    mutationFn: ({ bytes, mapping }) => ask<Preview>('POST', withMapping('/lists/preview', mapping), { bytes }),
  })
  const loading = useMutation<Imported, Problem, File>({
    mutationFn: (bytes) => ask<Imported>('POST', withMapping('/lists', looking.variables?.mapping ?? {}), { bytes }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined) return
    setFile(chosen)
    loading.reset()
    looking.mutate({ bytes: chosen, mapping: {} })
  }
  const preview = looking.data

  return (
    <div className="stack">
      <Panel title={say(words.heading)}>
        <p>{say(words.does)}</p>
        <div className="row">
          <label className="button">
            {say(file === null ? words.choose : words.chooseAgain)}
            <input
              type="file"
              className="hidden"
              accept=".xlsx"
              onChange={({ target }) => {
                choose(target.files?.[0])
                target.value = ''
              }}
            />
          </label>
          {file !== null && <strong>{file.name}</strong>}
          <a href="/api/v1/lists/template">{say(words.template)}</a>
        </div>
        {looking.isPending && <p aria-live="polite">{say(words.reading)}</p>}
        {looking.error !== null && <Trouble problem={looking.error} kept />}
        {preview !== undefined && file !== null && (
          <>
            <Facts
              facts={[
                [
                  say(words.enterprises),
                  preview.enterprises ?? (
                    <span key="none" className="overdue">
                      {say(words.notLoadable)}
                    </span>
                  ),
                ],
                [say(words.errors), preview.errors],
                [say(words.warnings), preview.warnings],
                [say(words.asOf), preview.asOf],
              ]}
            />
            <Headers preview={preview} onTaken={() => looking.mutate({ bytes: file, mapping: preview.mapping })} />
            {loading.data === undefined ? (
              <Button
                type="primary"
                disabled={preview.enterprises === null}
                loading={loading.isPending}
                onClick={() => loading.mutate(file)}
              >
                {say(words.load)}
              </Button>
            ) : (
              <Loaded imported={loading.data} />
            )}
            {loading.error !== null && <Trouble problem={loading.error} kept />}
          </>
        )}
      </Panel>
      {preview !== undefined && preview.findings.length > 0 && (
        <Panel title={say(words.found, { n: preview.findings.length })}>
          <FindingsTable findings={preview.findings} />
        </Panel>
      )}
    </div>
  )
}

/** Headers that the form does not have: what each is taken for, once somebody says so. */
function Headers({ preview, onTaken }: { preview: Preview; onTaken: () => void }): ReactNode {
  const say = useSay()
  const strange = preview.sheets.flatMap(({ sheet, unknown }) => unknown.map((one) => ({ sheet, ...one })))
  if (strange.length === 0) return null
  return (
    <div className="notice">
      <p>{say(words.strange)}</p>
      <ul>
        {strange.map(({ sheet, header, guess }) => (
          <li key={`${sheet} ${header}`}>
            {guess === null ? say(words.ignored, { sheet, header }) : say(words.guessed, { sheet, header, guess })}
          </li>
        ))}
      </ul>
      {strange.some(({ guess }) => guess !== null) && <Button onClick={onTaken}>{say(words.takeGuesses)}</Button>}
    </div>
  )
}

/** What it became, whom it would leave out, and how it differs from the one in force. */
function Loaded({ imported }: { imported: Imported }): ReactNode {
  const say = useSay()
  const { data } = useGet<Page<ListShort>>('/lists?limit=100')
  const inForce = data?.items.find(({ state, area }) => state === 'inForce' && area === imported.area)
  return (
    <div aria-live="polite">
      <p>
        <strong>{say(words.loaded, { name: imported.name, n: imported.enterprises })}</strong>
      </p>
      {imported.leaves > 0 && <p className="overdue">{say(words.leaves, { n: imported.leaves })}</p>}
      <div className="row">
        <Link className="button button-primary" to={`/list/versions/${imported.id}`}>
          {say(words.open)}
        </Link>
        {inForce !== undefined && inForce.id !== imported.id && (
          <Link className="button" to={`/list/versions/${imported.id}?with=${inForce.id}`}>
            {say(words.compare, { name: inForce.name })}
          </Link>
        )}
      </div>
    </div>
  )
}

function withMapping(path: string, mapping: Preview['mapping']): string {
  return Object.keys(mapping).length === 0
    ? path
    : `${path}?${new URLSearchParams({ mapping: JSON.stringify(mapping) }).toString()}`
}
