import type { Db } from '../db/port.ts'

/**
 * Points every contact of a demonstration or drill at the simulated enterprises of this machine, `<base>/e/<credit
 * code>`. The enterprises are invented: there is no address of theirs to keep.
 */
export async function sendTo(db: Db, base: string): Promise<void> {
  await db.rows(
    `update contact c set url = $1 || '/e/' || e.credit_code from enterprise e
     where e.id = c.enterprise_id and c.url is distinct from $1 || '/e/' || e.credit_code`,
    [base],
  )
}

/** Takes a throw-away world's schema away with everything in it. */
export async function dropSchema(db: Db, schema: string): Promise<void> {
  await db.rows(`drop schema if exists ${schema} cascade`)
}
