import { X509Certificate } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { isWithin } from '../people/networks.ts'

/** A chain is not sent, and a certificate of a machine has some two thousand characters. */
const LONGEST = 16_384

/**
 * The SHA-256 of the certificate that the caller has proved to hold (双向 TLS), lower-case hex. A reverse proxy asks for it
 * and proves it, and hands it on as `Client-Cert`: in base64 between colons (RFC 9440), or as PEM, percent-encoded, as
 * nginx has it. Nobody else's word on it counts. Null where there is none.
 */
export function clientCertificate(request: FastifyRequest, proxies: readonly string[]): string | null {
  const header = request.headers['client-cert']
  if (typeof header !== 'string' || header.length > LONGEST) return null
  if (proxies.length === 0 || !isWithin(proxies, request.socket.remoteAddress ?? '')) return null
  try {
    const der = /^:([A-Za-z0-9+/=]+):$/.exec(header.trim())?.[1]
    const certificate = new X509Certificate(der === undefined ? decodeURIComponent(header) : Buffer.from(der, 'base64'))
    return certificate.fingerprint256.replaceAll(':', '').toLowerCase()
  } catch {
    return null // no certificate
  }
}
