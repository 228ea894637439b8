import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../errors.ts'

/** The city's own log-in (统一身份认证), as the environment names it. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
  /** Which claim says who it is, as the administrator has entered it with the account. */
  readonly claim: string
}

const issuer = z.url({ protocol: /^https?$/ }).refine((url) => !/[?#]/.test(url))

/**
 * `AIRSHED_OIDC_ISSUER`, `AIRSHED_OIDC_CLIENT`, `AIRSHED_OIDC_SECRET` or `AIRSHED_OIDC_SECRET_FILE`, `AIRSHED_OIDC_CLAIM`;
 * null where no issuer is named.
 * @throws InputError one sentence that names the variable and what would be right
 */
export function readOidc(environment: Readonly<Record<string, string | undefined>>): OidcSettings | null {
  const of = (name: string): string => environment[`AIRSHED_OIDC_${name}`] ?? ''
  if (of('ISSUER') === '') return null
  if (!issuer.safeParse(of('ISSUER')).success)
    throw new InputError(
      `AIRSHED_OIDC_ISSUER is "${of('ISSUER')}": it should be an address such as https://login.example.gov.cn, or unset.`,
    )
  if (new URL(of('ISSUER')).protocol === 'http:' && !/^(127\.|localhost$)/.test(new URL(of('ISSUER')).hostname))
    throw new InputError(
      `AIRSHED_OIDC_ISSUER is "${of('ISSUER')}": it should begin with https:, or lie on this machine.`,
    )
  if (of('CLIENT') === '')
    throw new InputError('AIRSHED_OIDC_CLIENT is unset: it should be the id by which the issuer knows this engine.')
  const secret = of('SECRET') === '' ? secretIn(of('SECRET_FILE')) : of('SECRET')
  if (secret === '')
    throw new InputError(
      'AIRSHED_OIDC_SECRET is unset: it, or AIRSHED_OIDC_SECRET_FILE, should give the client secret.',
    )
  const claim = of('CLAIM') === '' ? 'sub' : of('CLAIM')
  return { issuer: of('ISSUER'), clientId: of('CLIENT'), secret, claim }
}

function secretIn(path: string): string {
  if (path === '') return ''
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    throw new InputError(`AIRSHED_OIDC_SECRET_FILE is "${path}": it should be a file that this process can read.`)
  }
}
