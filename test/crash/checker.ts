import { readFileSync } from 'node:fs'

/*
 * Compares what the receivers wrote down with what the engine planned. It shares no code with the engine: it reads the
 * receivers' log from the disk and the plan over HTTP as anybody could, and does its own sums.
 */

interface Arrived {
  creditCode: string
  key: string
  orderId: string
  revision: number
  kind: 'order' | 'release' | 'reminder'
  acted: boolean
  at: string
}

/** An answer that the engine took. */
interface Answered {
  orderId: string
  revision: number
  at: string
}

/** A line of the journal, as far as deadlines stand in it. */
interface Entry {
  event: string
  kind: string
  subject: string
  members: string[] | null
  body: { event?: { now: string; deadline: string; due: string } }
}

interface Detail {
  revisions: { revision: number; state: string }[]
  evidence: { revision: number; rung: string }[]
}

export interface Found {
  orders: number
  revisions: number
  consequences: number
  problems: string[]
}

interface Look {
  url: string
  /** Tokens of one who sees the orders and of one who may verify the journal. */
  officer: string
  auditor: string
  logFile: string
  /** The enterprises of the list: each gets one order from each warning, nobody else gets any. */
  listed: readonly string[]
}

export async function check({ url, officer, auditor, logFile, listed }: Look): Promise<Found> {
  const problems: string[] = []
  const ask = async (path: string, token = officer): Promise<unknown> => {
    for (;;) {
      const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
      if (answer.status === 200) return await answer.json()
      if (answer.status !== 429) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
  const all = async <Item>(path: string, token = officer): Promise<Item[]> => {
    const items: Item[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = (await ask(`${path}&limit=200${cursor && `&cursor=${cursor}`}`, token)) as {
        items: Item[]
        next: string | null
      }
      items.push(...page.items)
      cursor = page.next
    }
    return items
  }

  const lines = readFileSync(logFile, 'utf8').trim().split('\n')
  const log = lines.map((line) => JSON.parse(line) as { arrived?: Arrived; answered?: Answered; fault?: string })
  for (const { fault } of log) if (fault !== undefined) problems.push(`a receiver: ${fault}`)
  const arrived = log.flatMap((line) => line.arrived ?? [])
  /** Keys under which each consequence was acted on, `order revision kind`. */
  const acted = new Map<string, Set<string>>()
  const arrivals = new Set<string>()
  const owners = new Map<string, string>()
  for (const one of arrived) {
    const name = `${one.orderId} ${one.revision} ${one.kind}`
    arrivals.add(name)
    const owner = owners.get(one.orderId)
    if (owner !== undefined && owner !== one.creditCode)
      problems.push(`${one.orderId} went to ${owner} and ${one.creditCode}`)
    owners.set(one.orderId, one.creditCode)
    if (!one.acted || one.kind === 'reminder') continue
    const keys = acted.get(name) ?? new Set<string>()
    acted.set(name, keys.add(one.key.replace(/\.r[12]$/, '')))
  }
  for (const [name, keys] of acted)
    if (keys.size > 1) problems.push(`${name} was carried out twice: ${[...keys].join(', ')}`)

  problems.push(
    ...calledAfterAnswer(
      arrived,
      log.flatMap((line) => line.answered ?? []),
    ),
  )

  const warnings = await all<{ id: string; state: string; signedAt: string | null }>('/warnings?alive=false')
  const known = new Set<string>()
  let revisions = 0
  for (const warning of warnings) {
    const orders = await all<{ id: string; revision: number; state: string; enterprise: { creditCode: string } }>(
      `/orders?warning=${warning.id}`,
    )
    if (warning.signedAt !== null)
      sameMembers(
        orders.map(({ enterprise }) => enterprise.creditCode),
        listed,
        problems,
      )
    for (const order of orders) {
      const { creditCode } = order.enterprise
      known.add(order.id)
      revisions += order.revision
      if (warning.state === 'lifted' && order.state !== 'released')
        problems.push(`${order.id} is ${order.state} though its warning was lifted`)
      if (owners.has(order.id) && owners.get(order.id) !== creditCode)
        problems.push(`${order.id} is not of ${creditCode}`)
      const detail = (await ask(`/orders/${order.id}`)) as Detail
      problems.push(...missing(order, detail, arrivals))
    }
  }
  for (const order of owners.keys()) if (!known.has(order)) problems.push(`${order} was never planned`)
  for (const name of acted.keys()) {
    const [order = '', revision = '', kind] = name.split(' ')
    const newest = Number(revision) - (kind === 'release' ? 1 : 0)
    const detail = known.has(order) ? ((await ask(`/orders/${order}`)) as Detail) : null
    if (detail && !detail.revisions.some((one) => one.revision === newest)) problems.push(`${name} was never planned`)
  }

  problems.push(...firedWrongly(await all<Entry>('/journal?', auditor)))
  const journal = (await ask('/journal/verify', auditor)) as { ok: boolean }
  if (!journal.ok) problems.push(`the journal does not hold: ${JSON.stringify(journal)}`)
  return { orders: known.size, revisions, consequences: acted.size, problems }
}

/**
 * Who has answered is not reminded, and the second contact is not called: a message that nobody saw before, at a later
 * hour of the world than the answer. Within one hour of the world everything is under way at once.
 */
function calledAfterAnswer(arrived: readonly Arrived[], answered: readonly Answered[]): string[] {
  const answers = new Map<string, string>()
  for (const { orderId, revision, at } of answered) {
    const name = `${orderId} ${revision}`
    const before = answers.get(name)
    if (before === undefined || at < before) answers.set(name, at)
  }
  const seen = new Set<string>()
  return arrived.flatMap(({ key, orderId, revision, at }) => {
    if (seen.has(key)) return []
    seen.add(key)
    const answer = answers.get(`${orderId} ${revision}`)
    return /\.r[12]$/.test(key) && answer !== undefined && at > answer
      ? [`${key} came at ${at}, although it was answered at ${answer}`]
      : []
  })
}

/** No deadline before its instant, and none twice for one row. */
function firedWrongly(entries: readonly Entry[]): string[] {
  const fired = new Set<string>()
  return entries.flatMap(({ event, kind, subject, members, body }) => {
    if (event !== 'TICK' || body.event === undefined) return []
    const { now, deadline, due } = body.event
    const early = due > now ? [`${kind} ${subject}: ${deadline} of ${due} fired at ${now}`] : []
    const twice = (members ?? [subject]).flatMap((id) => {
      const name = `${kind} ${id} ${deadline} ${due}`
      const before = fired.has(name)
      fired.add(name)
      return before ? [`${name} fired twice`] : []
    })
    return [...early, ...twice]
  })
}

/** What a receiver should have seen and has not; the engine is believed only where it says that it gave up. */
function missing(order: { id: string }, detail: Detail, arrivals: ReadonlySet<string>): string[] {
  const has = (revision: number, rung: string) =>
    detail.evidence.some((one) => one.revision === revision && one.rung === rung)
  const words: string[] = []
  for (const { revision, state } of detail.revisions) {
    const seen = arrivals.has(`${order.id} ${revision} order`)
    const ended = state === 'superseded' || state === 'released'
    if (has(revision, 'delivered') && !seen) words.push(`${order.id} ${revision} counts as delivered; nobody saw it`)
    if (!seen && !ended && !has(revision, 'givenUp')) words.push(`${order.id} ${revision} (${state}) was lost`)
    if (has(revision, 'releaseDelivered') && !arrivals.has(`${order.id} ${revision + 1} release`))
      words.push(`the release of ${order.id} counts as delivered; nobody saw it`)
  }
  return words
}

function sameMembers(found: readonly string[], expected: readonly string[], problems: string[]): void {
  const had = new Set(found)
  if (had.size !== found.length) problems.push(`${found.length - had.size} enterprises have two orders of one warning`)
  const wanted = new Set(expected)
  for (const code of wanted) if (!had.has(code)) problems.push(`${code} has no order`)
  for (const code of had) if (!wanted.has(code)) problems.push(`${code} has an order and is not on the list`)
}
