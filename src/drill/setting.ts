import type { Config } from '../config.ts'

type Own = Pick<Config, 'dataDirectory' | 'databaseUrl' | 'redisUrl' | 'parts'> & Partial<Config>

/** The settings of a throw-away world (演练世界): on this machine alone, on a free port, and nothing leads out of it. */
export function closedConfig(own: Own): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    demo: false,
    publicUrl: null,
    alarm: null,
    oidc: null,
    proxies: [],
    webhookNetworks: [],
    channels: null,
    font: null,
    hj212Port: null,
    evidenceDays: 400,
    otlp: null,
    checkpoints: null,
    cryptography: 'international',
    logLevel: 'error',
    ...own,
  }
}
