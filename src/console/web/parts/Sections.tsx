import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useMay } from '../me.tsx'
import { Tabs } from './Tabs.tsx'

export interface Section {
  readonly part: string
  readonly name: string
  /** Whoever may not do this is not shown it. */
  readonly action: string
  readonly show: () => ReactNode
}

/** A page in parts, of which each is shown to those who may see it. */
export function Sections({
  heading,
  base,
  sections,
  instead,
}: {
  heading: string
  /** The page's own address, at which the first part stands. */
  base: string
  sections: readonly Section[]
  /** One thing of a part, at an address below it. */
  instead?: ReactNode
}): ReactNode {
  const may = useMay()
  const { part } = useParams()
  const open = sections.filter(({ action }) => may(action))
  const shown = open.find((one) => one.part === part) ?? open[0]
  return (
    <>
      <h1>{heading}</h1>
      <Tabs
        label={heading}
        tabs={open.map(({ part: of, name }, n) => ({
          to: part === undefined && n === 0 ? base : `${base}/${of}`,
          name,
        }))}
      />
      {instead ?? (shown !== undefined && <shown.show />)}
    </>
  )
}
