import { z } from 'zod'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import { mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { instruction, showInstruction } from '../schemas.ts'
import { instructionById } from '../store.ts'
import { idsFrom } from './store.ts'

/** What a province's warning asks of each city, and how the city stands to it (省级预警的落实). */
export function cityInstructionRoutes(app: App, { db, areas, ...world }: World): void {
  const item = instruction.extend({ areaName: z.string() })
  app.get(
    '/warnings/:id/instructions',
    {
      config: { action: 'instruction.read' },
      schema: { tags: ['linkage'], params: idParams, response: { 200: z.object({ items: z.array(item) }) } },
    },
    async ({ params, caller }) => {
      const warning = await warningById(db, params.id)
      if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee({ ...world, areas }, caller, warning.area, 'warning', params.id)
      const found = await Promise.all((await idsFrom(db, params.id)).map((one) => instructionById(db, one)))
      return {
        items: found.flatMap((one) =>
          one === null ? [] : [{ ...showInstruction(one), areaName: areas.find(one.area)?.name ?? one.area }],
        ),
      }
    },
  )
}
