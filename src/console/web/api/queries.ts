import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useState } from 'react'
import { ask, newKey, withQuery, type Method, type Problem } from './client.ts'

/** What an entry of the journal is about (its `kind`), by which a screen is read again. */
export type About = string

/** Journal kinds after which the thing named is read again; `everything` where a page shows too many to name. */
export interface Reading {
  readonly about?: readonly About[]
  readonly enabled?: boolean
  /** Where nothing is journalled when it changes: read again after so long. */
  readonly everyMs?: number
}

/** Reads a path, and again whenever the journal tells of what it is about. */
export function useGet<T>(
  path: string,
  { about = [], enabled = true, everyMs }: Reading = {},
): UseQueryResult<T, Problem> {
  return useQuery<T, Problem>({
    queryKey: [path],
    queryFn: ({ signal }) => ask<T>('GET', path, { signal }),
    meta: { about },
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** A list that goes on: pages by the cursor of the last. */
export function usePages<T>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
  { about = [], enabled = true }: Reading = {},
) {
  return useInfiniteQuery<Page<T>, Problem, InfiniteData<Page<T>>, string[], string | undefined>({
    queryKey: [withQuery(path, query), 'pages'],
    queryFn: ({ pageParam }) => ask<Page<T>>('GET', withQuery(path, { ...query, cursor: pageParam })),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    meta: { about },
    enabled,
  })
}

/**
 * One thing an officer does. Its key stays the same until it was answered: a second press, or a try after the network
 * broke, is the same doing. Afterwards all that is shown is read again.
 */
export function useDo<T = unknown>() {
  const queries = useQueryClient()
  const [key, setKey] = useState(newKey)
  return useMutation<T, Problem, { method?: Method; path: string; body?: object }>({
    mutationFn: ({ method = 'POST', path, body }) => ask<T>(method, path, { body: body ?? {}, key }),
    onSettled: (_, problem) => {
      // What was refused is another request once it is put right; what was not answered is the same.
      if (problem === null || problem.status !== 0) setKey(newKey())
      return queries.invalidateQueries()
    },
  })
}
