import type { WarningRow } from '../../episode/store.ts'
import { contactsOf } from '../../inventory/store.ts'
import type { Id } from '../../model/id.ts'
import { endFor } from '../../model/stage.ts'
import type { Instant } from '../../model/time.ts'
import type { Held } from '../../plan/store.ts'
import type { NextOrder, Pinned } from '../../plan/next.ts'
import { heldBy, industriesOf } from '../../plan/store.ts'
import { asSigned, listOf, previewOf, previewOrders, previewReleases, type AsSigned } from '../../plan/preview.ts'
import type { OrderContent } from '../../plan/order.ts'
import type { World } from '../../world.ts'
import type { Texts } from '../channel.ts'
import { sayEnding } from '../ending/decide.ts'
import { textsFor } from '../message.ts'
import { placeholders } from './placeholders.ts'
import { channelOf, Tally, type Counted } from './sums.ts'

/** One message as it would go out (预览). */
export interface Previewed {
  readonly enterprise: Id
  readonly purpose: 'order' | 'ending' | 'release'
  readonly number: string
  readonly revision: number
  readonly replaces: number | null
  readonly content: OrderContent
  /** JSON, what the message says where it does not carry the order. */
  readonly said: string | null
  readonly texts: Texts
}

type PreviewWorld = Pick<World, 'db' | 'measures' | 'rulebooks' | 'kind' | 'areas' | 'links' | 'ways'>

/** A preview of what one signature would do: the planner of production on the warning as if it were signed now. */
export class Preview {
  readonly as: AsSigned
  readonly list: Pinned | null
  readonly #world: PreviewWorld
  readonly #row: WarningRow
  readonly #now: Instant

  private constructor(world: PreviewWorld, row: WarningRow, as: AsSigned, list: Pinned | null, now: Instant) {
    this.#world = world
    this.#row = row
    this.as = as
    this.list = list
    this.#now = now
  }

  /** Null where nothing waits to be signed. */
  static async open(world: PreviewWorld, row: WarningRow, now: Instant): Promise<Preview | null> {
    const as = asSigned(row, now)
    return as === null ? null : new Preview(world, row, as, await listOf(world.db, row, as), now)
  }

  /** All of it in figures. */
  async tally(): Promise<Tally> {
    const tally = new Tally()
    const open = this.#world.ways(this.#now)
    for await (const page of this.#counted()) {
      const contacts = await contactsOf(
        this.#world.db,
        page.map(({ enterprise }) => enterprise),
      )
      for (const one of page) tally.add(one, channelOf(contacts.get(one.enterprise) ?? [], open))
    }
    return tally
  }

  async *#counted(): AsyncGenerator<Counted[]> {
    const { as, list } = this
    if (as.asks !== 'orders') {
      for await (const page of previewReleases(this.#world.db, this.#row.id))
        yield page.map(({ enterprise, content }) => ({ enterprise, content, comes: 'released' }))
    } else if (list !== null)
      for await (const { orders, unchanged, freed } of previewOrders(this.#world, as, list, this.#now))
        yield [
          ...orders.map(({ enterprise, content, before }) => ({
            enterprise,
            content,
            comes: before?.alive ? ('revised' as const) : ('first' as const),
          })),
          ...unchanged.map(({ enterprise, content }) => ({ enterprise, content, comes: 'unchanged' as const })),
          ...freed.map(({ enterprise, content }) => ({ enterprise, content, comes: 'released' as const })),
        ]
  }

  /** The messages of at most `limit` enterprises after one; `next` null at the end. */
  async messages(after: Id | null, limit: number): Promise<{ items: Previewed[]; next: Id | null }> {
    const { as, list } = this
    const items: Previewed[] = []
    if (as.asks !== 'orders') {
      for await (const page of previewReleases(this.#world.db, this.#row.id, after))
        for (const held of await this.#ends(page)) {
          if (items.length === limit) return { items, next: items.at(-1)?.enterprise ?? null }
          items.push(held)
        }
    } else if (list !== null)
      for await (const { orders, freed, last } of previewOrders(this.#world, as, list, this.#now, {
        after,
        size: limit,
      }))
        // An unchanged one gets nothing: a page of the list may hold fewer messages than enterprises, not more.
        return {
          items: [...orders.map((order) => this.#order(order)), ...freed.map((held) => this.#release(held))],
          next: last,
        }
    return { items, next: null }
  }

  /** What one enterprise would be sent; `unchanged` where it keeps what it holds. Null for one that it does not concern. */
  async of(enterprise: Id): Promise<Previewed | 'unchanged' | null> {
    const { as, list } = this
    if (as.asks !== 'orders') {
      const held = (await heldBy(this.#world.db, this.#row.id, [enterprise])).get(enterprise)
      const [told] = held?.alive ? await this.#ends([held]) : []
      return told ?? null
    }
    const next = list && (await previewOf(this.#world, as, list, enterprise, this.#now))
    const [order] = next?.orders ?? []
    const [freed] = next?.freed ?? []
    if (order) return this.#order(order)
    if (freed) return this.#release(freed)
    return next?.unchanged.length ? 'unchanged' : null
  }

  #order({ enterprise, number, revision, content }: NextOrder): Previewed {
    const replaces = revision > 1 ? revision - 1 : null
    const told = { purpose: 'order', number, revision, content, said: null } as const
    return { enterprise, replaces, ...told, texts: this.#texts(told) }
  }

  /** What those are told whose order ends: by its release, or before that by when it will end. */
  async #ends(page: readonly Held[]): Promise<Previewed[]> {
    const { as, list } = this
    const { endsAt } = as
    if (as.asks !== 'laterRelease' || endsAt === null) return page.map((held) => this.#release(held))
    const { stages, name } = as.warning
    const enterprises = stages.length === 0 ? [] : page.map(({ enterprise }) => enterprise)
    const industries = list ? await industriesOf(this.#world.db, list.id, enterprises) : new Map<Id, string>()
    return page.map((held) => {
      const { enterprise, number, revision, content } = held
      const industry = industries.get(enterprise) ?? ''
      const ends = endFor(stages, endsAt, { county: content.enterprise.county, industry })
      if (ends <= this.#now) return this.#release(held)
      const said = JSON.stringify(sayEnding({ warning: name, number }, ends))
      const told = { purpose: 'ending', number, revision, content, said } as const
      return { enterprise, replaces: null, ...told, texts: this.#texts(told) }
    })
  }

  #release({ enterprise, number, revision, content }: Held): Previewed {
    const told = { purpose: 'release', number, revision, content, said: null } as const
    return { enterprise, replaces: revision, ...told, revision: revision + 1, texts: this.#texts(told) }
  }

  #texts({ content, ...told }: Pick<Previewed, 'purpose' | 'number' | 'revision' | 'content' | 'said'>): Texts {
    const { id, name, area } = this.as.warning
    const tellable = {
      ...told,
      content: JSON.stringify(content),
      repeated: false,
      warning: { id, name, area, level: content.level },
      orderedAt: this.#now,
      writtenAt: told.purpose === 'ending' ? this.#now : (this.as.endsAt ?? this.#now),
    }
    return textsFor(this.#world, tellable, placeholders(this.#world.links))
  }
}
