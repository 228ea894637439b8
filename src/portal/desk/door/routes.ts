import type { FastifyRequest } from 'fastify'
import type { App } from '../../../http/app-type.ts'
import { Door } from '../../../http/door.ts'
import type { World } from '../../../world.ts'
import { COOKIE } from '../entry/routes.ts'

/** The way from the enterprise's desk to the doors that its program has. */
export function deskDoor(app: App, world: Pick<World, 'keys'>): Door {
  return new Door(app, world, { tokenOf, stranger: 'page.noLink', forged: 'page.forged' })
}

export function tokenOf({ cookies }: FastifyRequest): string {
  const token = cookies[COOKIE] ?? ''
  return /^aet_[\w-]{43}$/.test(token) ? token : 'none'
}
