import { Refusal } from '../errors.ts'
import type { Areas } from '../model/area.ts'
import type { Id } from '../model/id.ts'

/** How high somebody may sign (签发级别): 0 not at all, 1 office head 办公室主任, 2 vice-mayor 副市长, 3 mayor 市长. */
export type Rank = 0 | 1 | 2 | 3

/**
 * Who asks (请求方): an officer by session, a feed or a source of evidence by its key, an enterprise by its token, the
 * owner of this machine by `owner.json`, or the public.
 */
export interface Caller {
  readonly kind: 'officer' | 'feed' | 'source' | 'enterprise' | 'owner' | 'public'
  /** The officer's, the key's or the enterprise's id; `owner` or `public` for those two. */
  readonly id: string
  readonly name: string
  /** A role of `rules/roles.yaml`. */
  readonly role: string
  readonly rank: Rank
  /** The home jurisdiction: the first of `areas`, or empty for the public. */
  readonly area: string
  /** Every jurisdiction that the caller acts for, each with all that lies in it. */
  readonly areas: readonly string[]
  /** The provider (报送单位) in whose name a feed speaks; null for everyone else. */
  readonly provider: string | null
  /** The one order that a token sent with it speaks for; null where the caller is not bound to one. */
  readonly order: Id | null
  /** Where in the county a township's officer works, as the list calls it; null for everyone else. */
  readonly township: string | null
  /** For which department an officer speaks; null for everyone else. */
  readonly department: Id | null
  /** The session in which an officer asks; null for everyone else. */
  readonly session: Id | null
  /** An officer who has to set up a second factor before anything else. */
  readonly pending: boolean
  /** From where a machine's key is taken (CIDR); none: from anywhere. */
  readonly networks: readonly string[]
  /** By which client certificates a machine's key is taken (SHA-256, lower-case hex); none: without one as well. */
  readonly certificates: readonly string[]
}

export const PUBLIC: Caller = {
  kind: 'public',
  id: 'public',
  name: '公众',
  role: 'public',
  rank: 0,
  area: '',
  areas: [],
  provider: null,
  order: null,
  township: null,
  department: null,
  session: null,
  pending: false,
  networks: [],
  certificates: [],
}

/** The one who can read `owner.json` of this machine (本机管理者): the command line, while the server runs. */
export function ownerOf(areas: Areas): Caller {
  const roots = areas.all().flatMap((area) => (area.parent === null ? [area.code] : []))
  return {
    ...PUBLIC,
    kind: 'owner',
    id: 'owner',
    name: '本机管理者',
    role: 'owner',
    area: roots[0] ?? '',
    areas: roots,
  }
}

/** The caller as journal entries name the actor: `user:<id>`, `feed:<id>`, `source:<id>`, `enterprise:<id>`, `owner`, `public`. */
export function actorOf(caller: Caller): string {
  if (caller.kind === 'owner' || caller.kind === 'public') return caller.kind
  return `${caller.kind === 'officer' ? 'user' : caller.kind}:${caller.id}`
}

/** Whether an area is one of the caller's or lies in one. */
export function sees(world: { readonly areas: Areas }, caller: Caller, area: string): boolean {
  return caller.areas.some((own) => world.areas.contains(own, area))
}

/** The codes of all areas that the caller sees: what a query is scoped by. */
export function areasSeen(world: { readonly areas: Areas }, caller: Caller): string[] {
  return [...new Set(caller.areas.flatMap((own) => world.areas.within(own)))]
}

/**
 * Stops what lies outside the caller's areas, with the same answer as for what does not exist:
 * a county learns nothing of its neighbour, not even that there is something.
 * @throws Refusal `thing.unknown`
 */
export function mustSee(
  world: { readonly areas: Areas },
  caller: Caller,
  area: string,
  what: string,
  id: string,
): void {
  if (!sees(world, caller, area)) throw new Refusal('thing.unknown', { what, id })
}

/**
 * The same for what a city has and its counties are to see their part of: whoever lies in the area passes, too.
 * @throws Refusal `thing.unknown`
 */
export function mustShare(
  world: { readonly areas: Areas },
  caller: Caller,
  area: string,
  what: string,
  id: string,
): void {
  if (!caller.areas.some((own) => world.areas.contains(area, own))) mustSee(world, caller, area, what, id)
}

/**
 * The enterprise that asks in its own name. The token of a message speaks for the one order that it came with: whoever
 * holds that message answers it, and neither applies for a grade nor writes the plant's plan.
 * @throws Refusal `token.oneOrder`
 */
export function enterpriseOf(caller: Caller): Id {
  if (caller.order !== null) throw new Refusal('token.oneOrder')
  return caller.id
}
