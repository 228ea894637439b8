import { createContext, useContext } from 'react'
import type { Me } from './api/session.ts'

const MeContext = createContext<Me | null>(null)
export const MeProvider = MeContext.Provider

/** Who is logged in. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('nobody is logged in')
  return me
}

const ChangeContext = createContext<(login: string) => void>(() => undefined)
export const ChangeProvider = ChangeContext.Provider

/** Logs out and asks for another log-in by name, or for any: at a demonstration one visitor is several people, one after the other. */
export function useChangePerson(): (login: string) => void {
  return useContext(ChangeContext)
}

/** Whether an action of `rules/roles.yaml` is the caller's: what they may not do is not offered. */
export function useMay(): (action: string) => boolean {
  const { may } = useMe()
  return (action) => may.includes(action)
}

/** The name of an area of the caller's; its code where it lies elsewhere. */
export function useAreaName(): (code: string) => string {
  const { areas } = useMe()
  return (code) => areas.find((area) => area.code === code)?.name ?? code
}
