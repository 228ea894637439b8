import { channelSettings } from '../../dispatch/channels/settings.ts'
import { providersOf, type Providers as Described } from '../../dispatch/channels/providers.ts'
import type { ProviderOptions } from './providers.ts'

/** The secrets of a provider that exists nowhere. */
export const SECRETS = { SIM_TOKEN: 'a token of nobody', SIM_SIGN: 'a secret of nobody', SIM_ROBOT: 'SEC of nobody' }
const RATE = { count: 1_000, seconds: 1, burst: 1_000 }
const REPORT_MINUTES = 10

/** How an engine reaches simulated providers at an address: what `AIRSHED_CHANNELS` would say. */
export function describedAt(base: string, options: Pick<ProviderOptions, 'rate' | 'channels'>): Described {
  const { rate = RATE, channels = ['sms', 'voice'] } = options
  const settings = channelSettings({
    telephone: channels.map((channel) => ({
      name: `sim-${channel}`,
      channel,
      rate,
      sameText: { most: 2, seconds: 59 },
      toOne: { most: 50, seconds: 86_400 },
      reportMinutes: REPORT_MINUTES,
      send: {
        url: `${base}/${channel}`,
        auth: { scheme: 'bearer', token: { env: 'SIM_TOKEN' } },
        body: { as: 'json', fields: { to: '{phone}', text: '{text}', key: '{key}' } },
        answer: {
          accepted: { at: 'code', is: ['OK'] },
          id: 'id',
          again: { at: 'code', is: ['BUSY'] },
          why: 'message',
        },
      },
      status: {
        url: `${base}/status?key={key}`,
        answer: {
          state: 'state',
          delivered: ['DELIVERED'],
          failed: ['UNDELIVERED'],
          underWay: ['SENT'],
          id: 'id',
        },
      },
      callback: {
        auth: { scheme: 'hmac', header: 'x-sim-signature', secret: { env: 'SIM_SIGN' } },
        report: { id: 'id', state: 'state', delivered: ['DELIVERED'], failed: ['UNDELIVERED'] },
        reply: { id: 'id', from: 'from', text: 'text' },
        key: { id: 'id', key: 'key', acknowledges: ['1'] },
      },
    })),
    robots: [
      { name: 'sim-wecom', kind: 'wecom', url: { env: 'SIM_WECOM' } },
      { name: 'sim-dingtalk', kind: 'dingtalk', url: { env: 'SIM_DINGTALK' }, secret: { env: 'SIM_ROBOT' } },
    ],
  })
  return providersOf(settings, {
    ...SECRETS,
    SIM_WECOM: `${base}/wecom?key=sim`,
    SIM_DINGTALK: `${base}/dingtalk?access_token=sim`,
  })
}
