import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, instant } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen } from '../../people/caller.ts'
import { officersNamed } from '../../people/roster/store.ts'
import { PARTIES } from '../../rulebook/consultation.ts'
import type { World } from '../../world.ts'
import { membersIn, setMember } from './store.ts'

const party = z.enum(PARTIES)
const member = z.object({ officer: z.string(), area: areaCode, party, setBy: z.string(), setAt: instant })
const parties = z
  .object({
    items: z.array(
      z.object({
        id: party,
        title: z.object({ zh: z.string(), en: z.string() }),
        roles: z.array(z.string()).describe('who speaks for it, where nothing else was set'),
      }),
    ),
    members: z.array(member).describe('for whom it was set'),
  })
  .meta({ id: 'ConsultationParties' })

/** `/consultations/parties` (会商单位): who confers, and who speaks for whom. */
export function partyRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const tags = ['consultation']

  app.get(
    '/consultations/parties',
    { config: { action: 'consultation.read' }, schema: { tags, response: { 200: parties } } },
    async ({ caller }) => shown(areasSeen(world, caller)),
  )

  app.post(
    '/consultations/parties',
    {
      config: { action: 'consultation.members' },
      schema: {
        tags,
        body: z.object({ officer: z.string().max(100).describe('log-in name'), party }),
        response: { 200: parties },
      },
    },
    async ({ body, caller }) => {
      const seen = areasSeen(world, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const officer = (await officersNamed(tx, [body.officer], seen)).get(body.officer)
        if (officer === undefined) throw new Refusal('thing.unknown', { what: 'officer', id: body.officer })
        const area = await setMember(tx, { officer, party: body.party }, doing)
        const entry = { area, kind: 'consultation', subject: officer, event: 'PARTY_SET', body: { party: body.party } }
        await note(tx, entry, doing)
      })
      return shown(seen)
    },
  )

  async function shown(seen: readonly string[]): Promise<z.output<typeof parties>> {
    const rules = rulebooks.consultation(dayOf(clock.now()))
    const members = await membersIn(db, seen)
    return {
      items: rules.parties.map(({ id, title, roles }) => ({ id, title, roles })),
      members: members.map(({ login, area, party: of, setBy, setAt }) => ({
        officer: login,
        area,
        party: of,
        setBy,
        setAt,
      })),
    }
  }
}
