import type { ReactNode } from 'react'

interface PlainColumn<T> {
  readonly name: string
  readonly number?: boolean
  readonly show: (row: T) => ReactNode
}

/** A table of at most some hundred rows, which may wrap; thousands go into `Rows`. */
export function PlainTable<T>({
  columns,
  rows,
  keyOf,
}: {
  columns: readonly PlainColumn<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
}): ReactNode {
  return (
    <div className="scroll-x" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" className={number === true ? 'right nowrap' : 'nowrap'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, number, show }) => (
                <td key={name} className={number === true ? 'right' : undefined}>
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
