import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import { forgetPeople, keepPeople, readMasked } from '../../db/person.ts'
import type { Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, idParams } from '../../http/schemas.ts'
import { DEPARTMENT_KINDS, DEPARTMENTS } from '../../model/department.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import {
  contactsOfDepartments,
  DEPARTMENT_WAYS,
  departmentById,
  departmentsOf,
  endDepartment,
  keepDepartment,
  livingWarnings,
  replaceContacts,
  type Department,
} from './store.ts'

const contact = z.object({
  name: z.string().trim().min(1).max(50),
  post: z.string().trim().max(50).nullable().default(null).describe('值班室, 科长'),
  head: z.boolean().default(false).describe('the head of the department, who is told when the contacts are silent'),
  phone: z
    .string()
    .regex(/^\d{0,15}$/, 'digits as dialled')
    .default(''),
  mail: z.email().optional(),
  ways: z
    .array(z.enum(DEPARTMENT_WAYS))
    .max(4)
    .describe('in the order in which they are tried; none is on the desk’s list'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null),
})
const department = z
  .object({
    id,
    area: z.string(),
    kind: z.enum(DEPARTMENT_KINDS),
    name: z.string(),
    contacts: z.array(
      contact.omit({ mail: true }).extend({ phone: z.string().describe('masked; in full: POST /persons/open') }),
    ),
  })
  .meta({ id: 'Department' })

/** `/departments` (部门通讯录): who has tasks under a warning, and how they are reached. */
export function departmentRoutes(app: App, world: World): void {
  const { db, keys, clock, areas } = world
  const tags = ['tasks']

  app.get(
    '/departments',
    {
      config: { action: 'department.read' },
      schema: {
        tags,
        querystring: z.object({ area: areaCode.optional() }),
        response: { 200: z.object({ items: z.array(department) }) },
      },
    },
    async ({ query, caller }) => {
      if (query.area !== undefined) mustSee(world, caller, query.area, 'area', query.area)
      const seen = query.area === undefined ? areasSeen(world, caller) : areas.within(query.area)
      return { items: await shown(await departmentsOf(db, seen)) }
    },
  )

  app.post(
    '/departments',
    {
      config: { action: 'department.write' },
      schema: {
        tags,
        body: z.object({
          area: areaCode,
          kind: z.enum(DEPARTMENT_KINDS),
          name: z.string().trim().min(1).max(100).optional().describe('as people call it; else as its kind is called'),
          contacts: z
            .array(
              contact
                .refine(({ ways, url }) => !ways.includes('webhook') || url !== null, {
                  error: 'a webhook needs its url',
                })
                .refine(({ ways, mail }) => !ways.includes('mail') || mail !== undefined, {
                  error: 'mail needs a mailbox',
                })
                .refine(({ ways, phone }) => phone !== '' || !ways.some((way) => way === 'sms' || way === 'voice'), {
                  error: 'an SMS or a call needs a number',
                }),
            )
            .min(1)
            .max(10),
        }),
        response: { 200: department },
      },
    },
    async ({ body, caller }) => {
      const { area, kind, contacts } = body
      mustSee(world, caller, area, 'area', area)
      const name = body.name ?? `${areas.find(area)?.name ?? area}${DEPARTMENTS[kind].zh}部门`
      const doing = { now: clock.now(), by: actorOf(caller) }
      const kept = await db.transaction(async (tx) => {
        const own = await keepDepartment(tx, { area, kind, name }, doing)
        const people = contacts.map((one) => {
          const { name: who, phone, mail } = one
          return { person: { name: who, phone, ...(mail === undefined ? {} : { mail }) }, area }
        })
        const persons = await keepPeople(tx, keys, people, doing.now)
        const rows = contacts.map(({ post, head, ways, url }, n) => ({
          post,
          head,
          ways,
          url,
          person: persons[n] ?? '',
        }))
        await forgetPeople(tx, await replaceContacts(tx, { id: own, area }, rows, doing))
        // Who they are stays with the person.
        await wrote(tx, { id: own, area, kind, name }, 'DEPARTMENT_WRITTEN', { persons }, doing)
        return own
      })
      const [one] = await shown([{ id: kept, area, kind, name }])
      if (!one) throw new Refusal('thing.unknown', { what: 'department', id: kept })
      return one
    },
  )

  app.post(
    '/departments/:id/end',
    {
      config: { action: 'department.write' },
      schema: { tags, params: idParams, response: { 200: z.object({ id }) } },
    },
    async ({ params, caller }) => {
      const found = await departmentById(db, params.id)
      if (!found) throw new Refusal('thing.unknown', { what: 'department', id: params.id })
      mustSee(world, caller, found.area, 'department', params.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        await forgetPeople(tx, await endDepartment(tx, params.id, doing))
        await wrote(tx, found, 'DEPARTMENT_ENDED', {}, doing)
      })
      return { id: params.id }
    },
  )

  /** Whoever comes while a warning lives gets its tasks; whoever goes leaves them to the desk. */
  async function wrote(tx: Tx, own: Department, event: string, body: object, doing: Doing): Promise<void> {
    const { id: subject, area, kind, name } = own
    await note(tx, { area, kind: 'department', subject, event, body: { kind, name, ...body } }, doing)
    const living = await livingWarnings(tx, areas.around(area))
    await ask(
      tx,
      living.map((warning) => ({ kind: 'taskDepartments', subject: warning.id, area: warning.area, params: {} })),
      doing.now,
    )
  }

  async function shown(rows: readonly Department[]): Promise<z.output<typeof department>[]> {
    const contacts = await contactsOfDepartments(
      db,
      rows.map((row) => row.id),
    )
    const people = await readMasked(
      db,
      keys,
      [...contacts.values()].flat().map(({ person }) => person),
    )
    return rows.map((row) => ({
      ...row,
      contacts: (contacts.get(row.id) ?? []).map(({ post, head, ways, url, person }) => {
        const { name = '', phone = '' } = people.get(person) ?? {}
        return { name, post, head, phone, ways: [...ways], url }
      }),
    }))
  }
}
