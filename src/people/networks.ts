import { BlockList, isIP } from 'node:net'

/** Lists of networks that were asked about, built once each: a feed asks a thousand times a minute. */
const built = new WeakMap<readonly string[], BlockList>()

/**
 * Whether an address lies in one of the networks (CIDR) from which a key is taken; none means anywhere.
 * @param address as the socket says it, `::ffff:10.0.0.1` too
 */
export function isWithin(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = isIP(plain)
  if (family === 0) return false
  let list = built.get(networks)
  if (list === undefined) {
    list = new BlockList()
    for (const network of networks) {
      const [base = '', prefix = ''] = network.split('/')
      list.addSubnet(base, Number(prefix), isIP(base) === 6 ? 'ipv6' : 'ipv4')
    }
    built.set(networks, list)
  }
  return list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
