import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { DepartmentKind } from '../../model/department.ts'
import { newId, type Id } from '../../model/id.ts'

/** A department (部门) of an area. */
export interface Department {
  readonly id: Id
  readonly area: string
  readonly kind: DepartmentKind
  readonly name: string
}

export const DEPARTMENT_WAYS = ['webhook', 'sms', 'voice', 'mail'] as const
export type DepartmentWay = (typeof DEPARTMENT_WAYS)[number]

/** Who is told there (部门联系人), the first position first. */
export interface DepartmentContact {
  readonly id: Id
  readonly department: Id
  readonly position: number
  readonly post: string | null
  /** 负责人. */
  readonly head: boolean
  readonly person: Id
  readonly ways: readonly DepartmentWay[]
  readonly url: string | null
}

/** The departments of some areas, or of some kinds in them. */
export async function departmentsOf(db: Reader, areas: readonly string[]): Promise<Department[]> {
  return await db.rows<Department>(
    'select id, area, kind, name from department where area = any($1::text[]) and ended_at is null order by area, kind',
    [areas],
  )
}

export function departmentById(db: Reader, id: Id): Promise<Department | null> {
  return first<Department>(db, 'select id, area, kind, name from department where id = $1 and ended_at is null', [id])
}

/** Of each department the contacts, in the order in which they are told. */
export async function contactsOfDepartments(
  db: Reader,
  departments: readonly Id[],
): Promise<Map<Id, DepartmentContact[]>> {
  const rows = await db.rows<DepartmentContact>(
    `select id, department_id as department, position, post, head, person_id as person, ways, url
     from department_contact where department_id = any($1::uuid[]) and ended_at is null
     order by department_id, position`,
    [departments],
  )
  return Map.groupBy(rows, ({ department }) => department)
}

/** Enters a department, or puts another name in the place of the one that the area has of its kind. */
export async function keepDepartment(tx: Tx, { area, kind, name }: Omit<Department, 'id'>, doing: Doing): Promise<Id> {
  const [kept] = await tx.rows<{ id: Id }>(
    `insert into department (id, area, kind, name, entered_by, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (area, kind) where ended_at is null do update set name = excluded.name returning id`,
    [newId(doing.now), area, kind, name, doing.by, doing.now],
  )
  if (!kept) throw new Error('the department that was just entered is not there')
  return kept.id
}

/** Puts contacts in the place of those that a department had; answers who is told no more. */
export async function replaceContacts(
  tx: Tx,
  { id, area }: Pick<Department, 'id' | 'area'>,
  contacts: readonly Omit<DepartmentContact, 'id' | 'department' | 'position'>[],
  doing: Doing,
): Promise<Id[]> {
  const before = await tx.rows<{ person: Id }>(
    `update department_contact set ended_at = $2 where department_id = $1 and ended_at is null
     returning person_id as person`,
    [id, doing.now],
  )
  await tx.rows(
    `insert into department_contact (id, area, department_id, position, post, head, person_id, ways, url)
     select id, $2, $1, position, post, head, person, string_to_array(ways, ','), url
     from unnest($3::uuid[], $4::smallint[], $5::text[], $6::bool[], $7::uuid[], $8::text[], $9::text[])
       as c (id, position, post, head, person, ways, url)`,
    [
      id,
      area,
      contacts.map(() => newId(doing.now)),
      contacts.map((_, n) => n + 1),
      contacts.map(({ post }) => post),
      contacts.map(({ head }) => head),
      contacts.map(({ person }) => person),
      contacts.map(({ ways }) => ways.join(',')),
      contacts.map(({ url }) => url),
    ],
  )
  return before.map(({ person }) => person)
}

/** It has no tasks any more: the next warning finds no such department. Answers who is told no more. */
export async function endDepartment(tx: Tx, id: Id, { now }: Doing): Promise<Id[]> {
  await tx.rows('update department set ended_at = $2 where id = $1 and ended_at is null', [id, now])
  const gone = await tx.rows<{ person: Id }>(
    `update department_contact set ended_at = $2 where department_id = $1 and ended_at is null
     returning person_id as person`,
    [id, now],
  )
  return gone.map(({ person }) => person)
}

/** Warnings that live in some areas: who is entered while one does gets its tasks at once. */
export async function livingWarnings(db: Reader, areas: readonly string[]): Promise<{ id: Id; area: string }[]> {
  return await db.rows(
    `select id, area from warning where area = any($1::text[]) and signed_at is not null
       and state not in ('lifted', 'withdrawn', 'dismissed') order by id`,
    [areas],
  )
}

/** What a department is called, or was called when it was ended. */
export async function departmentNamed(db: Reader, id: Id): Promise<string | null> {
  return (await first<{ name: string }>(db, 'select name from department where id = $1', [id]))?.name ?? null
}
