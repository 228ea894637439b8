/** Where a Redis is (队列地址): one server, the master that sentinels name, or a cluster. */
export type RedisAddress =
  | { readonly kind: 'server'; readonly url: string }
  | ({ readonly kind: 'sentinel'; readonly name: string; readonly db: number } & Nodes)
  | ({ readonly kind: 'cluster' } & Nodes)

interface Nodes {
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly tls: boolean
  /** Of the Redis itself; sentinels are asked without. */
  readonly username?: string
  readonly password?: string
}

/** `redis+sentinel://[user:password@]host[:port][,host[:port]…]/name[/db]`, the same with `+cluster` and no path. */
const MANY =
  /^redis(s?)\+(sentinel|cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]+)(?:\/([^/?#]+)(?:\/(\d{1,2}))?)?\/?$/
const NODE = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/
const PORTS = { sentinel: 26_379, cluster: 6_379 } as const

/** Reads the address of a Redis; null where it is none. */
export function readRedisAddress(text: string): RedisAddress | null {
  if (URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol)) return { kind: 'server', url: text }
  const [, s, form, username = '', password = '', hosts = '', name, db = '0'] = MANY.exec(text) ?? []
  if (form !== 'sentinel' && form !== 'cluster') return null
  const nodes = hosts.split(',').map((node) => nodeOf(node, PORTS[form]))
  if (nodes.some((node) => node === null)) return null
  const common = {
    nodes: nodes.flatMap((node) => node ?? []),
    tls: s === 's',
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
  if (form === 'cluster') return name === undefined ? { kind: 'cluster', ...common } : null
  return name === undefined ? null : { kind: 'sentinel', name, db: Number(db), ...common }
}

function nodeOf(text: string, usual: number): { host: string; port: number } | null {
  const [, host, port = String(usual)] = NODE.exec(text.trim()) ?? []
  if (host === undefined || Number(port) > 65_535) return null
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
