import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { Door } from '../../http/door.ts'
import { heaviest } from '../decide.ts'
import type { Shell } from '../frame.ts'
import type { Beside } from '../beside.ts'
import type { Now } from '../now.ts'
import { GROUPS, type Group, type PlantRow, type Plants } from '../plants.ts'
import * as read from '../schemas.ts'

/** Plants of a group on the first page. */
const FIRST_ROWS = 6
/** Verdicts that are looked at: those of a county's worst days. */
const MOST_VERDICTS = 200
/** Plants that were found not to do it, on a page: each is asked for by itself. */
const MOST_FAILING = 20

/** What the pages show, asked at the doors of the API in the name of whoever looks. */
export class Desk {
  readonly #door: Door

  constructor(door: Door) {
    this.#door = door
  }

  async now(request: FastifyRequest, shell: Shell): Promise<Now> {
    const groups = GROUPS.filter((one) => one !== 'failing' || shell.may.has('verdict.read'))
    const [inForce, notices, paths, tasks, ...plants] = await Promise.all([
      this.inForce(request, shell),
      this.notices(request, shell),
      this.paths(request, shell),
      shell.may.has('task.read') ? this.tasks(request) : [],
      ...groups.map((group) => this.group(request, shell, group, { cursor: undefined, most: FIRST_ROWS })),
    ])
    const waiting = paths.filter(({ stops }) =>
      stops.some(({ county, acknowledgedAt }) => county === shell.area && acknowledgedAt === null),
    )
    return { inForce, notices, paths: waiting, tasks, plants }
  }

  /** What was told and has not ended, with what the area asks on top of it. */
  async inForce(request: FastifyRequest, shell: Shell): Promise<Now['inForce']> {
    const living = await this.#living(request, shell)
    return await Promise.all(
      living.map(async (response) => {
        const { items } = await this.found(request, `/warnings/${response.warningId}/tightenings`, read.tighteningsRead)
        return { response, own: items.filter(({ area, endedAt }) => area === shell.area && endedAt === null) }
      }),
    )
  }

  async #living(request: FastifyRequest, { area, may }: Shell): Promise<read.Response[]> {
    if (!may.has('response.read')) return []
    const { items } = await this.found(request, '/responses?limit=50', read.responsesRead)
    return items.filter((one) => one.area === area && one.state !== 'ended')
  }

  async warnings(request: FastifyRequest, shell: Shell): Promise<{ id: string; name: string }[]> {
    return (await this.#living(request, shell)).map(({ warningId, warningName }) => ({
      id: warningId,
      name: warningName,
    }))
  }

  /** The county's own response to a warning, where there is one: what is tightened is tightened under it. */
  async responseTo(request: FastifyRequest, shell: Shell, warning: string): Promise<string | null> {
    if (!shell.may.has('tightening.declare')) return null
    return (await this.#living(request, shell)).find(({ warningId }) => warningId === warning)?.id ?? null
  }

  /** A township reads them at its county: here is what waits for one's own press. */
  async notices(request: FastifyRequest, { may }: Shell): Promise<read.OwnNotice[]> {
    if (!may.has('response.answer')) return []
    const { items } = await this.found(request, '/linkage/notices', read.noticesRead)
    return items.filter(({ receivedAt }) => receivedAt === null)
  }

  async paths(request: FastifyRequest, { may }: Shell): Promise<read.Path[]> {
    if (!may.has('transport.read')) return []
    return (await this.found(request, '/transport-paths?limit=5', read.pathsRead)).items
  }

  async tasks(request: FastifyRequest): Promise<read.Task[]> {
    return (await this.found(request, '/tasks?open=true&limit=100', read.tasksRead)).items
  }

  async beside(request: FastifyRequest, shell: Shell): Promise<Beside[]> {
    return await Promise.all(
      (await this.#living(request, shell)).map(async ({ warningId, warningName }) => {
        const [responses, tightenings] = await Promise.all([
          this.found(request, `/warnings/${warningId}/responses`, read.responsesRead),
          this.found(request, `/warnings/${warningId}/tightenings`, read.tighteningsRead),
        ])
        return {
          warning: warningName,
          responses: responses.items,
          tightenings: tightenings.items.filter(({ holds }) => holds),
        }
      }),
    )
  }

  async group(
    request: FastifyRequest,
    shell: Shell,
    group: Group,
    { cursor, most }: { cursor: string | undefined; most: number },
  ): Promise<Plants[number]> {
    if (group === 'failing') return { group, rows: await this.#failing(request, shell, most), more: null }
    const search = new URLSearchParams({ only: group, limit: String(most), ...(cursor !== undefined && { cursor }) })
    const { items, next } = await this.found(request, `${ordersAt(shell)}?${search}`, read.ordersRead)
    const rows = items.map(({ id, enterprise, kilograms, last }): PlantRow => {
      return { orderId: id, name: enterprise.name, grade: enterprise.grade, kilograms, last, found: null }
    })
    const onward = new URLSearchParams({ only: group, lang: shell.language })
    // From the first page it is the whole list; on the list the next page of it.
    if (next && most !== FIRST_ROWS) onward.set('cursor', next)
    return { group, rows, more: next ? `/c/plants?${onward}` : null }
  }

  async #failing(request: FastifyRequest, shell: Shell, most: number): Promise<PlantRow[]> {
    const living = await this.#living(request, shell)
    const verdicts = await Promise.all(
      living.map(({ warningId }) =>
        this.found(
          request,
          `/warnings/${warningId}/verdicts?outcome=notCompliant&limit=${MOST_VERDICTS}`,
          read.verdictsRead,
        ),
      ),
    )
    const worst = heaviest(
      verdicts.flatMap(({ items }) => items),
      Math.min(most, MOST_FAILING),
    )
    return await Promise.all(
      worst.map(async ({ orderId, kilograms, first }) => {
        const { enterprise } = await this.found(request, `/orders/${orderId}`, read.orderRead)
        const found = { zh: `${first.day} ${first.say.zh}`, en: `${first.day} ${first.say.en}` }
        return { orderId, name: enterprise.name, grade: enterprise.grade, kilograms, last: null, found }
      }),
    )
  }

  order(request: FastifyRequest, shell: Shell, id: string): Promise<read.Order> {
    return this.found(request, `${ordersAt(shell)}/${id}`, read.orderRead)
  }

  /** @throws Refusal that the door itself gave, so that a page says what the API says */
  async found<S extends z.ZodType>(request: FastifyRequest, path: string, form: S): Promise<z.output<S>> {
    const answered = await this.#door.through(request, 'GET', path)
    if (answered.statusCode === 401) throw new Refusal('login.required')
    if (answered.statusCode === 404) throw new Refusal('page.notYours')
    if (answered.statusCode === 429)
      throw new Refusal('request.tooFast', { retryAfter: String(answered.headers['retry-after'] ?? 5) })
    if (answered.statusCode >= 400) throw new Refusal('request.invalid', { detail: path.split('?')[0] ?? '' })
    return form.parse(answered.json())
  }
}

/** A township has the orders of its own plants, a county those of all. */
function ordersAt({ township }: Pick<Shell, 'township'>): string {
  return township ? '/me/township/orders' : '/orders'
}
