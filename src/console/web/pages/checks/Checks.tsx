import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useMay } from '../../me.tsx'
import { Tabs } from '../../parts/Tabs.tsx'
import { useSay } from '../../settings.tsx'
import { checks as words } from '../../words/checks.ts'
import { Hardships } from './Hardships.tsx'
import { Inspections } from './Inspections.tsx'
import { OneVerdict } from './OneVerdict.tsx'
import { Problems } from './Problems.tsx'
import { Verdicts } from './Verdicts.tsx'

const PARTS = [
  { part: 'verdicts', name: words.verdicts, action: 'verdict.read', show: Verdicts },
  { part: 'inspections', name: words.inspections, action: 'inspection.read', show: Inspections },
  { part: 'problems', name: words.problems, action: 'problem.read', show: Problems },
  { part: 'hardships', name: words.hardships, action: 'hardship.read', show: Hardships },
] as const

/** Who does what they were ordered to, by what evidence; visits, problems and appeals. */
export default function Checks(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { part, id } = useParams()
  const open = PARTS.filter(({ action }) => may(action))
  const shown = open.find((one) => one.part === part) ?? open[0]
  return (
    <>
      <h1>{say(words.heading)}</h1>
      <Tabs
        label={say(words.heading)}
        tabs={open.map(({ part: of, name }) => ({ to: `/checks/${of}`, name: say(name) }))}
      />
      {part === 'verdicts' && id !== undefined ? <OneVerdict id={id} /> : shown !== undefined && <shown.show />}
    </>
  )
}
