import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import type { WarningRow } from '../../episode/store.ts'
import { listInForce } from '../../inventory/store.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import type { World } from '../../world.ts'
import { enterInstruction } from '../enter.ts'
import { recordLift } from '../store.ts'
import { askedOfCities, saysSo } from './decide.ts'
import { followingFrom } from './store.ts'

/**
 * The warning of a province that has no list of its own orders no enterprise: each of its cities has it as an instruction
 * (调度令), to which it answers, reports and orders its own. What is signed anew takes the place of what was said before.
 */
export async function instructCities(
  world: World,
  tx: Tx,
  warning: WarningRow,
  { ended, ...doing }: Doing & { readonly ended: boolean },
): Promise<void> {
  const { areas } = world
  const { id, area, name, context, listId } = warning
  const province = areas.find(area)
  if (province?.kind !== 'province') return
  const before = await followingFrom(tx, id)
  if (ended) {
    const { moved } = await stepCohort(
      tx,
      'instruction',
      before.map((one) => one.id),
      { type: 'ABOVE_LIFTED', now: doing.now },
      doing,
    )
    for (const one of moved) await recordLift(tx, one, `${name}（解除）`, doing.now)
    return
  }
  const asked = askedOfCities(context)
  if (asked === null || listId !== null || (await listInForce(tx, area, doing.now)) !== null) return
  const same = before.filter((one) => saysSo(one, asked))
  const told = new Set(same.map((one) => one.area))
  for (const city of areas.all())
    if (city.kind === 'city' && city.parent === area && !told.has(city.code))
      await enterInstruction(
        world,
        tx,
        {
          ...asked,
          area: city.code,
          issuer: 'province',
          issuerName: province.name,
          document: `${name}（第${context.revision}版）`,
          text: `${province.name}发布${LEVEL_ZH[asked.level]}预警，各市启动不低于${LEVEL_ZH[asked.level]}的应急响应。`,
          warning: id,
        },
        doing,
      )
  const older = before.filter((one) => !saysSo(one, asked)).map((one) => one.id)
  await stepCohort(tx, 'instruction', older, { type: 'INSTRUCTION_WITHDRAWN' }, { ...doing, because: '由新版代替' })
}
