import type { ReactNode } from 'react'

/** Where a list is empty: that it is, and what would fill it. */
export function Nothing({ what, hint }: { what: string; hint: string }): ReactNode {
  return (
    <>
      <strong>{what}</strong>
      <p>{hint}</p>
    </>
  )
}
