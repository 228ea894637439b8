import type { Bi } from '../words.ts'

/** Who is logged in, what they may do and where: `GET /sessions/me`. */
export interface Me {
  readonly user: {
    readonly id: string
    readonly name: string
    readonly role: string
    readonly roleName: Bi
    readonly rank: number
    readonly area: string
    readonly areaName: string
  }
  /** Nothing else opens until a second factor is set up. */
  readonly pending: boolean
  /** Actions of `rules/roles.yaml`. */
  readonly may: readonly string[]
  /** Their areas and all that lie in them. */
  readonly areas: readonly {
    readonly code: string
    readonly name: string
    readonly kind: string
    readonly parent: string | null
  }[]
}
