import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError } from '../errors.ts'

const FILE = new URL('../../rules/roles.yaml', import.meta.url)

/** Roles that people with a log-in have; the others are machines, enterprises, the owner and the public. */
export const OFFICER_ROLES = [
  'dutyOfficer',
  'forecaster',
  'approver',
  'countyOfficer',
  'townshipOfficer',
  'departmentOfficer',
  'inspector',
  'auditor',
  'administrator',
] as const
export type OfficerRole = (typeof OFFICER_ROLES)[number]

/** Where an action may be done (范围): in the caller's areas 辖区, on what is the caller's own 本人, or anywhere 不限. */
export type ActionScope = 'area' | 'own' | 'open'

const words = { zh: z.string().min(1), en: z.string().min(1) }
const form = z.strictObject({
  roles: z.record(z.string().regex(/^[a-z][A-Za-z]*$/), z.strictObject(words)),
  actions: z.record(
    z.string().regex(/^[a-z]+\.[a-z][A-Za-z]*$/),
    z.strictObject({ ...words, may: z.record(z.string(), z.enum(['area', 'own', 'open'])) }),
  ),
})
type Form = z.output<typeof form>

/** The matrix (权限表) of role × action × scope, worked out once: asking it is one look-up in a map. */
export class Matrix {
  readonly #cells = new Map<string, ReadonlyMap<string, ActionScope>>()
  readonly #form: Form

  private constructor(read: Form) {
    this.#form = read
    for (const role of Object.keys(read.roles)) {
      const scopes = new Map<string, ActionScope>()
      for (const [action, { may }] of Object.entries(read.actions)) {
        const scope = may[role] ?? may['public']
        if (scope !== undefined) scopes.set(action, scope)
      }
      this.#cells.set(role, scopes)
    }
  }

  /** @throws InputError naming the place in the file */
  static of(text: string, name = 'rules/roles.yaml'): Matrix {
    const read = form.safeParse(parse(text))
    if (!read.success) {
      const [issue] = read.error.issues
      throw new InputError(`${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`)
    }
    for (const [action, { may }] of Object.entries(read.data.actions))
      for (const [role, scope] of Object.entries(may)) {
        const why = faultOf(read.data, role, scope)
        if (why !== null) throw new InputError(`${name}: actions.${action}.may.${role}: ${why}`)
      }
    return new Matrix(read.data)
  }

  static load(): Matrix {
    return Matrix.of(readFileSync(FILE, 'utf8'))
  }

  /** In which scope a role may do an action; null if not at all. */
  scopeOf(role: string, action: string): ActionScope | null {
    return this.#cells.get(role)?.get(action) ?? null
  }

  /** Everything that a role may do somewhere. */
  actionsOf(role: string): string[] {
    return [...(this.#cells.get(role)?.keys() ?? [])]
  }

  knows(action: string): boolean {
    return Object.hasOwn(this.#form.actions, action)
  }

  hasRole(role: string): boolean {
    return this.#cells.has(role)
  }

  roles(): string[] {
    return [...this.#cells.keys()]
  }

  /** The role's word; the role itself where there is none. */
  word(role: string): { zh: string; en: string } {
    return this.#form.roles[role] ?? { zh: role, en: role }
  }

  /** The whole matrix in words, for an administrator. */
  show(): { roles: MatrixRole[]; actions: MatrixAction[] } {
    return {
      roles: Object.entries(this.#form.roles).map(([role, { zh, en }]) => ({ role, zh, en })),
      actions: Object.entries(this.#form.actions).map(([action, row]) => ({ action, ...row })),
    }
  }
}

export interface MatrixRole {
  readonly role: string
  readonly zh: string
  readonly en: string
}

export interface MatrixAction {
  readonly action: string
  readonly zh: string
  readonly en: string
  readonly may: Readonly<Record<string, ActionScope>>
}

/** An enterprise has nothing but its own, and the public has no area: a cell that says otherwise is a slip. */
function faultOf(read: Form, role: string, scope: ActionScope): string | null {
  if (!Object.hasOwn(read.roles, role)) return 'no such role'
  if (role === 'public' && scope !== 'open') return 'the public has no area and nothing of its own: open'
  if (role === 'enterprise' && scope === 'area') return 'an enterprise acts for itself only: own or open'
  return null
}
