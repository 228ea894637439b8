import { lookup, type LookupAddress } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { Live } from '../../live.ts'

/**
 * Everything that is not the public Internet: loopback, private, link-local, carrier, multicast, reserved; and the IPv6
 * forms that carry an IPv4 address in them (`::10.0.0.1`, 64:ff9b, 2002), by which a gateway would lead back inside.
 */
const NOT_PUBLIC = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
])

/** An address that a webhook may not reach. */
export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is outside what this world may reach (AIRSHED_WEBHOOK_NETWORKS)`)
    this.name = 'ForbiddenAddress'
  }
}

/**
 * Where outgoing webhooks may go: public addresses and the private networks that the configuration names. Otherwise an
 * enterprise could have the engine call into the bureau's own network. The address is checked after the name was
 * resolved, at the connection itself: a name that changes its mind between check and connection gains nothing.
 */
export class Networks {
  readonly #allowed: BlockList
  readonly #outside: boolean

  private constructor(allowed: readonly string[], outside: boolean) {
    this.#allowed = listOf(allowed)
    this.#outside = outside
  }

  /** Public addresses, and the private networks that are named. */
  static live(_permit: Live, allowed: readonly string[]): Networks {
    return new Networks(allowed, true)
  }

  /** This machine and nothing else: drills, demonstrations, benches. */
  static loopback(): Networks {
    return new Networks(['127.0.0.0/8', '::1/128'], false)
  }

  admits(address: string): boolean {
    // ::ffff:10.0.0.1 is 10.0.0.1 in another dress
    const bare = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
    const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4'
    return this.#allowed.check(bare, family) || (this.#outside && !NOT_PUBLIC.check(bare, family))
  }

  /** Throws for a literal address outside; names are checked by `lookup`. */
  check(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !this.admits(host)) throw new ForbiddenAddress(host)
  }

  /** `dns.lookup` that fails for an address outside; for the connector of the HTTP client. */
  readonly lookup = (
    host: string,
    options: object,
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const open = found.filter(({ address }) => this.admits(address))
      const [one] = open
      if (!one) return callback(new ForbiddenAddress(host), [])
      if ('all' in options && options.all) callback(null, open)
      else callback(null, one.address, one.family)
    })
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/')
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
