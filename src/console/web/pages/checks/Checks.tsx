import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { Sections } from '../../parts/Sections.tsx'
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
  const { part, id } = useParams()
  const instead = part === 'verdicts' && id !== undefined ? <OneVerdict id={id} /> : undefined
  const sections = PARTS.map((one) => ({ ...one, name: say(one.name) }))
  return <Sections heading={say(words.heading)} base="/checks" sections={sections} instead={instead} />
}
