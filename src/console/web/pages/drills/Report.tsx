import type { ReactNode } from 'react'
import { PlainTable } from '../../parts/PlainTable.tsx'

/** The report of a drill as the engine writes it (Markdown): headings, tables, paragraphs, bold; nothing else is in it. */
export function Report({ text }: { text: string }): ReactNode {
  // Its first line is what the page is called already.
  const blocks = text.split(/\n{2,}/).filter((block) => !block.startsWith('# '))
  return (
    <div className="report">
      {blocks.map((block, n) => (
        <Block key={n} block={block.trim()} />
      ))}
    </div>
  )
}

function Block({ block }: { block: string }): ReactNode {
  const heading = /^(##+) (.*)$/.exec(block)
  if (heading) return heading[1] === '##' ? <h3>{heading[2]}</h3> : <h4>{heading[2]}</h4>
  if (block.startsWith('|')) return <Table lines={block.split('\n')} />
  return block === '' ? null : (
    <p>{block.split('**').map((part, n) => (n % 2 === 1 ? <b key={part}>{part}</b> : part))}</p>
  )
}

function Table({ lines }: { lines: readonly string[] }): ReactNode {
  const [names = [], , ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return (
    <PlainTable
      rows={rows}
      keyOf={(row) => row.join('|')}
      columns={names.map((name, n) => ({ name, show: (row: string[]) => row[n] ?? '' }))}
    />
  )
}
