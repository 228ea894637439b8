import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, idParams } from '../../http/schemas.ts'
import { CLASS_ZH, LISTED_LEVELS, type Line } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { sayMeasure } from '../../model/sayMeasure.ts'
import { dayOf } from '../../model/time.ts'
import { showKg, showPercent, type Emissions } from '../../model/tonnes.ts'
import { actorOf, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import { enterpriseTokenUntil } from '../../people/admit.ts'
import { insertEnterpriseTokens } from '../../people/store.ts'
import { hashToken, newToken } from '../../people/token.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { admitting, cardForm, tokenForm } from './schemas.ts'
import { newestListing, revokeTokens, type KnownListing } from './store.ts'

/** One enterprise of the list (企业): what the list says of it, and the token (企业令牌) by which it acts in its own name. */
export function enterpriseRoutes(app: App, world: World): void {
  const { db, clock } = world
  const industries = loadIndustries()
  const tags = ['inventory']

  app.get(
    '/enterprises/:id',
    { config: { action: 'enterprise.read' }, schema: { tags, params: idParams, response: { 200: cardForm } } },
    async ({ params, caller }) => card(params.id, await seen(params.id, caller)),
  )

  app.get(
    '/me/enterprise',
    { config: { action: 'me.enterprise' }, schema: { tags, response: { 200: cardForm } } },
    async ({ caller }) => {
      const enterprise = enterpriseOf(caller)
      const found = await newestListing(db, enterprise, clock.now())
      if (found === null) throw new Refusal('plan.notListed', { name: caller.name })
      return card(enterprise, found)
    },
  )

  app.post(
    '/enterprises/:id/token',
    {
      config: { action: 'enterprise.admit', secret: true },
      schema: { tags, params: idParams, body: admitting, response: { 201: tokenForm } },
    },
    async ({ params, body, caller }, reply) => {
      const { area, entry } = await seen(params.id, caller)
      const token = newToken('enterprise')
      const holder = { hash: hashToken(token), area, enterprise: params.id, name: entry.name }
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => {
        const ended = await revokeTokens(tx, params.id, doing.now)
        await insertEnterpriseTokens(tx, [holder], doing.now)
        const entryOf = { area, kind: 'enterprise', subject: params.id, event: 'TOKEN_ISSUED' }
        await note(tx, { ...entryOf, body: { ended } }, doing)
      })
      return reply
        .code(201)
        .send({ enterprise: params.id, name: entry.name, token, until: enterpriseTokenUntil(world, doing.now) })
    },
  )

  app.post(
    '/enterprises/:id/token/revoke',
    {
      config: { action: 'enterprise.admit' },
      schema: {
        tags,
        params: idParams,
        body: admitting,
        response: { 200: z.object({ enterprise: id, ended: z.int() }) },
      },
    },
    async ({ params, body, caller }) => {
      const { area } = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const ended = await db.transaction(async (tx) => {
        const count = await revokeTokens(tx, params.id, doing.now)
        const entryOf = { area, kind: 'enterprise', subject: params.id, event: 'TOKEN_REVOKED' }
        await note(tx, { ...entryOf, body: { ended: count } }, doing)
        return count
      })
      return { enterprise: params.id, ended }
    },
  )

  async function seen(enterprise: Id, caller: Caller): Promise<KnownListing> {
    const found = await newestListing(db, enterprise, clock.now())
    if (found === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: enterprise })
    mustSee(world, caller, found.area, 'enterprise', enterprise)
    return found
  }

  function card(enterprise: Id, { list, listName, inForce, area, entry }: KnownListing): z.input<typeof cardForm> {
    const known = industries.within(area, dayOf(clock.now()))
    const { alsoRated = [], lines, county, daily, cleanTransport, ...row } = entry
    return {
      id: enterprise,
      list: { id: list, name: listName, inForce },
      creditCode: row.creditCode,
      name: row.name,
      area,
      areaName: world.areas.find(county)?.name ?? county,
      township: row.township,
      permit: row.permit,
      class: row.class,
      className: CLASS_ZH[row.class],
      industry: row.industry,
      industryName: known.nameOf(row.industry),
      industryCode: row.industryCode,
      grade: row.grade,
      gradeUntil: row.gradeUntil,
      alsoRated: alsoRated.map(({ industry, grade }) => ({ industry, industryName: known.nameOf(industry), grade })),
      protection: row.protection,
      stopCause: row.stopCause,
      zone: row.zone,
      planDated: row.planDated,
      monitoring: [...row.monitoring],
      cleanTransport: cleanTransport === null ? null : showPercent(cleanTransport),
      dailyKg: showMasses(daily),
      lines: lines.map(showLine),
    }
  }
}

function showLine({ number, capacity, capacityUnit, coupledTo, daily, measures, ...line }: Line<Id>) {
  return {
    line: number,
    name: line.name,
    step: line.step,
    device: line.device,
    capacity: capacity === null ? null : `${capacity} ${capacityUnit ?? ''}`.trim(),
    interruptible: line.interruptible,
    safeStopHours: line.safeStopHours,
    coupledTo: [...coupledTo],
    stopCause: line.stopCause,
    dailyKg: showMasses(daily),
    measures: Object.fromEntries(
      LISTED_LEVELS.flatMap((level) => {
        const listed = measures[level]
        if (listed === undefined) return []
        const { text, measure, noticeHours, means, reduction } = listed
        const said = sayMeasure(measure, text)
        return [[level, { words: text, say: said, noticeHours, means: [...means], reductionKg: showMasses(reduction) }]]
      }),
    ),
  }
}

function showMasses({ so2, nox, pm, vocs }: Emissions) {
  return { so2: showKg(so2), nox: showKg(nox), pm: showKg(pm), vocs: showKg(vocs) }
}
