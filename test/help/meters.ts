import type { World } from '../../src/world.ts'
import { makeDays } from '../../src/evidence/partitions/store.ts'
import { newId, type Id } from '../../src/model/id.ts'
import { addDays, addMinutes, startOfDay, type Day, type Instant } from '../../src/model/time.ts'

/** Meters of a test: entered and filled straight in the tables, as fast as a story can bear. */
export class Meters {
  readonly #world: World
  #key: Id | null = null

  constructor(world: World) {
    this.#world = world
  }

  /** A meter of an enterprise (by its credit code); answers its id. */
  async enter(
    creditCode: string,
    {
      line = '1#',
      of = 'production',
      kind = 'power',
      unit = 'kWh',
      form = 'interval',
      everyMinutes = 60 as number | null,
    },
    name = '1#生产电表',
  ): Promise<Id> {
    const { db, clock } = this.#world
    const now = clock.now()
    if (this.#key === null) {
      this.#key = newId(now)
      await db.rows(
        `insert into evidence_key (id, area, name, secret, entered_by, created_at) values ($1, '140800', '平台', $2, 'engine', $3)`,
        [this.#key, new Uint8Array([1]), now],
      )
    }
    const id = newId(now)
    await db.rows(
      `with made as (
         insert into evidence_source (id, area, enterprise_id, line, kind, measures, name, unit, form, every_minutes, key_id,
           code, entered_by, created_at)
         select $1::uuid, c.area, c.id, $3, $4, $5, $6, $7, $8, $9::int, $10::uuid, ($1::uuid)::text, 'engine', $11::timestamptz
         from enterprise c where c.credit_code = $2 returning no)
       insert into evidence_beat (source_no, heard_at) select no, $11::timestamptz from made`,
      [id, creditCode, line, kind, of, name, unit, form, everyMinutes, this.#key, now],
    )
    return id
  }

  /** Readings of an hour from the first day until the second, by the hour of the day; null: nothing came in. */
  async fill(
    source: Id,
    from: Day,
    until: Day,
    valueOf: (day: Day, hour: number) => number | null,
    heard: { at?: Instant; last?: Instant } = {},
  ): Promise<void> {
    const { db } = this.#world
    const days: Day[] = []
    for (let day = from; day < until; day = addDays(day, 1)) days.push(day)
    await makeDays(db, days)
    const rows = days.flatMap((day) =>
      Array.from({ length: 24 }, (_, hour) => ({ at: startOfDay(day, hour), value: valueOf(day, hour) })),
    )
    const given = rows.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
    await db.rows(
      `insert into evidence_reading (source_no, at, value)
       select s.no, r.at, r.value from evidence_source s, unnest($2::timestamptz[], $3::numeric[]) as r (at, value)
       where s.id = $1 on conflict do nothing`,
      [source, given.map(({ at }) => at), given.map(({ value }) => value)],
    )
    const last = heard.last ?? given.at(-1)?.at
    if (last)
      await db.rows(
        `update evidence_beat b set heard_at = $2::timestamptz, last_at = $3::timestamptz
         from evidence_source s where s.no = b.source_no and s.id = $1`,
        [source, heard.at ?? addMinutes(last, 65), last],
      )
  }
}
