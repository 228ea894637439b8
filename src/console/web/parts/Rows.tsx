import { useEffect, useRef, useState, type ReactNode } from 'react'

export interface Column<T> {
  readonly name: string
  /** At least; what is left over goes to those that grow. */
  readonly px: number
  readonly grow?: boolean
  readonly number?: boolean
  readonly show: (row: T) => ReactNode
}

/** Of the style sheet; every row has it, or thousands could not be placed without being drawn. */
const ROW_PX = 36
/** Rows that are drawn beyond the window: fewer, and quick scrolling shows white. */
const BEYOND = 12

/** A dense table of any length: only the rows in sight are drawn, the head and the first column stay. */
export function Rows<T>({
  label,
  columns,
  rows,
  keyOf,
  total,
  onEnd,
}: {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  /** How many there are beyond those that were read. */
  total: number
  /** Called when the last rows come into sight. */
  onEnd?: () => void
}): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ from: 0, to: 60 })
  // The same for head and body, whatever stands in them: else they would not stand above each other.
  const template = columns.map(({ px, grow }) => (grow === true ? `minmax(${px}px, 1fr)` : `${px}px`)).join(' ')
  const minWidth = columns.reduce((sum, { px }) => sum + px, 0)
  const look = (): void => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {}
    const from = Math.max(0, Math.floor(scrollTop / ROW_PX) - BEYOND)
    const to = Math.ceil((scrollTop + clientHeight) / ROW_PX) + BEYOND
    setSeen((before) => (before.from === from && before.to === to ? before : { from, to }))
    if (to >= rows.length) onEnd?.()
  }
  useEffect(look)

  return (
    <div className="rows" ref={box} onScroll={look} tabIndex={0} role="table" aria-label={label} aria-rowcount={total}>
      <div role="rowgroup" className="rows-head" style={{ minWidth }}>
        <div role="row" className="rows-row" style={{ gridTemplateColumns: template }}>
          {columns.map(({ name, number }) => (
            <div key={name} role="columnheader" className={number === true ? 'right' : undefined}>
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="rows-body" style={{ minWidth, height: rows.length * ROW_PX }}>
        {rows.slice(seen.from, seen.to).map((row, n) => (
          <div
            key={keyOf(row)}
            role="row"
            aria-rowindex={seen.from + n + 2}
            className="rows-row"
            style={{ gridTemplateColumns: template, top: (seen.from + n) * ROW_PX }}
          >
            {columns.map(({ name, number, show }) => (
              <div key={name} role="cell" className={number === true ? 'right' : undefined}>
                {show(row)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
