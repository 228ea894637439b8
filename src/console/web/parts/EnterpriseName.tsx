import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { OF_LISTS, type EnterpriseCard } from '../api/lists.ts'
import { useGet } from '../api/queries.ts'

/** An enterprise by its name, and the way to what the list says of it. */
export function EnterpriseName({ id }: { id: string }): ReactNode {
  const { data } = useGet<EnterpriseCard>(`/enterprises/${id}`, { about: OF_LISTS })
  return <Link to={`/list/enterprises/${id}`}>{data?.name ?? '…'}</Link>
}
