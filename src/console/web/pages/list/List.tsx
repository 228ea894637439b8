import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useMay } from '../../me.tsx'
import { Tabs } from '../../parts/Tabs.tsx'
import { useSay } from '../../settings.tsx'
import { importing } from '../../words/importing.ts'
import { list as words } from '../../words/list.ts'
import { Enterprise } from './Enterprise.tsx'
import { Enterprises } from './Enterprises.tsx'
import { Grades } from './Grades.tsx'
import { Import } from './Import.tsx'
import { OneVersion } from './OneVersion.tsx'
import { Proof } from './Proof.tsx'
import { Versions } from './Versions.tsx'

const PARTS = [
  { part: '', name: words.enterprises, action: 'enterprise.read' },
  { part: 'versions', name: words.versions, action: 'list.read' },
  { part: 'import', name: importing.heading, action: 'list.import' },
  { part: 'proof', name: words.proof, action: 'list.read' },
  { part: 'grades', name: words.grades, action: 'grade.read' },
] as const

/** The emergency reduction list: who is on it, its versions and how one comes into force. */
export default function List(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { part = '', id } = useParams()
  return (
    <>
      <h1>{say(words.heading)}</h1>
      <Tabs
        label={say(words.heading)}
        tabs={PARTS.filter(({ action }) => may(action)).map(({ part: of, name }) => ({
          to: of === '' ? '/list' : `/list/${of}`,
          name: say(name),
          end: of === '',
        }))}
      />
      <Part part={part} id={id} />
    </>
  )
}

function Part({ part, id }: { part: string; id: string | undefined }): ReactNode {
  if (part === 'enterprises' && id !== undefined) return <Enterprise id={id} />
  if (part === 'versions') return id === undefined ? <Versions /> : <OneVersion id={id} />
  if (part === 'import') return <Import />
  if (part === 'proof') return <Proof />
  if (part === 'grades') return <Grades />
  return <Enterprises />
}
