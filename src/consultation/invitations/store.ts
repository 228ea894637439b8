import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Party, PartyId } from '../../rulebook/consultation.ts'

/** An officer who speaks for a party in an area. */
export interface Speaker {
  readonly officer: Id
  readonly party: PartyId
  readonly role: string
}

/** Everybody of an area who speaks for a party: as was set for each, else as the role says. */
export async function speakersIn(db: Reader, area: string, parties: readonly Party[]): Promise<Speaker[]> {
  const rows = await db.rows<{ officer: Id; role: string; party: PartyId | null }>(
    `select o.id as officer, o.role, m.party from officer o left join consultation_member m on m.officer_id = o.id
     where o.area = $1 and o.ended_at is null order by o.login`,
    [area],
  )
  return rows.flatMap(({ officer, role, party }) => {
    const own = party ?? parties.find(({ roles }) => roles.some((one) => one === role))?.id
    return own === undefined ? [] : [{ officer, role, party: own }]
  })
}

/** That somebody was invited (会商邀请), by one way, and what came of it. */
export interface Invitation {
  readonly officer: Id
  readonly party: PartyId
  /** Null: nobody knows how to reach them. */
  readonly channel: string | null
  readonly outcome: string
  readonly why: string | null
}

export async function recordInvitations(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  invited: readonly Invitation[],
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `insert into consultation_invitation (consultation_id, area, officer_id, party, channel, outcome, why, invited_at)
     select $1, $2, officer, party, channel, outcome, why, $3
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[]) as i (officer, party, channel, outcome, why)`,
    [
      id,
      area,
      doing.now,
      invited.map(({ officer }) => officer),
      invited.map(({ party }) => party),
      invited.map(({ channel }) => channel),
      invited.map(({ outcome }) => outcome),
      invited.map(({ why }) => why),
    ],
  )
}

export async function invitationsTo(
  db: Reader,
  consultation: Id,
): Promise<(Invitation & { readonly login: string; readonly invitedAt: Instant })[]> {
  return await db.rows<Invitation & { login: string; invitedAt: Instant }>(
    `select i.officer_id as officer, o.login, i.party, i.channel, i.outcome, i.why, i.invited_at as "invitedAt"
     from consultation_invitation i join officer o on o.id = i.officer_id
     where i.consultation_id = $1 order by i.party, o.login, i.channel`,
    [consultation],
  )
}
