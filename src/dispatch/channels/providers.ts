import { dayOf } from '../../model/time.ts'
import { loadRulebooks } from '../../rulebook/books.ts'
import type { World } from '../../world.ts'
import type { ChannelName, Channel } from '../channel.ts'
import type { Auth, Known } from './auth.ts'
import { Callee } from './callee.ts'
import { Mail } from './mail.ts'
import type { Networks } from './networks.ts'
import { Robots, type Robot } from './robot.ts'
import { secretAt, type AuthSettings, type CallbackAuth, type ChannelSettings } from './settings.ts'
import { Telephone } from './telephone.ts'

/** How a world reaches people beside its webhooks (服务商), its secrets at hand. */
export interface Providers {
  /** Channels, opened by each worker. */
  readonly open: (networks: Networks, patienceMs?: number) => Channel[]
  readonly names: readonly ChannelName[]
  readonly callees: ReadonlyMap<string, Callee>
}

/** A world that has none. */
export const NO_PROVIDERS: Providers = { open: () => [], names: [], callees: new Map() }

/** How receivers are reached with these providers; the webhook is there in every world. */
export function waysIn({ names, callees }: Providers): Pick<World, 'ways' | 'providers'> {
  const open = new Set<string>(['webhook', 'page', ...names])
  const rulebooks = loadRulebooks()
  return { ways: (now) => rulebooks.channels(dayOf(now)).order.filter((name) => open.has(name)), providers: callees }
}

/** @throws InputError for a secret that is not where it should be */
export function providersOf(
  settings: ChannelSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Providers {
  const secret = (where: Parameters<typeof secretAt>[0]) => secretAt(where, environment)
  const phones = settings.telephone.map((one) => ({
    settings: one,
    secrets: { send: authOf(one.send.auth, secret), status: authOf(one.status?.auth ?? one.send.auth, secret) },
    callee: new Callee(one, knownBy(one.callback.auth, secret)),
  }))
  const { mail } = settings
  const password = mail?.password ? secret(mail.password) : null
  const groups = (['wecom', 'dingtalk'] as const).flatMap((kind) => {
    const robots = new Map<string, Robot>(
      settings.robots
        .filter((one) => one.kind === kind)
        .map((one) => [one.name, { url: secret(one.url), secret: one.secret ? secret(one.secret) : null }]),
    )
    return robots.size === 0 ? [] : [{ kind, robots }]
  })
  return {
    open: (networks, patienceMs) => [
      ...phones.map((one) => new Telephone(one.settings, one.secrets, networks, patienceMs)),
      ...(mail ? [new Mail(serverOf(mail, password), networks, patienceMs)] : []),
      ...groups.map(({ kind, robots }) => new Robots(kind, robots, networks, patienceMs)),
    ],
    names: [
      ...phones.map((one) => one.settings.channel),
      ...(mail ? (['mail'] as const) : []),
      ...groups.map(({ kind }) => kind),
    ],
    callees: new Map(phones.map(({ callee }) => [callee.name, callee])),
  }
}

function serverOf(mail: NonNullable<ChannelSettings['mail']>, password: string | null) {
  const { name: provider, host, port, secure, user = null, from, rate, answerMinutes: reportMinutes } = mail
  const limits = { rate: { count: rate.count, perMs: rate.seconds * 1000, burst: rate.burst }, windows: [] }
  return { provider, host, port, secure, user, password, from, limits, reportMinutes }
}

type Fetch = (where: Parameters<typeof secretAt>[0]) => string

function authOf(auth: AuthSettings, secret: Fetch): Auth {
  switch (auth.scheme) {
    case 'bearer':
      return { scheme: 'bearer', token: secret(auth.token) }
    case 'hmac':
      return { scheme: 'hmac', header: auth.header, secret: secret(auth.secret) }
    case 'wsse':
      return { scheme: 'wsse', appKey: secret(auth.appKey), appSecret: secret(auth.appSecret) }
  }
}

function knownBy(auth: CallbackAuth, secret: Fetch): Known {
  switch (auth.scheme) {
    case 'bearer':
      return { scheme: 'bearer', token: secret(auth.token) }
    case 'hmac':
      return { scheme: 'hmac', header: auth.header, secret: secret(auth.secret) }
    case 'query':
      return { scheme: 'query', parameter: auth.parameter, token: secret(auth.token) }
  }
}
