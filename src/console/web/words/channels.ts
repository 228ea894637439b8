import { words, type Bi } from '../words.ts'

/** Ways to a receiver (渠道). */
const CHANNELS = words({
  webhook: { zh: '系统接口', en: 'webhook' },
  sms: { zh: '短信', en: 'SMS' },
  voice: { zh: '语音电话', en: 'voice call' },
  mail: { zh: '邮件', en: 'e-mail' },
  wecom: { zh: '企业微信群', en: 'WeCom group' },
  dingtalk: { zh: '钉钉群', en: 'DingTalk group' },
  page: { zh: '网页', en: 'page' },
  link: { zh: '消息链接', en: 'link' },
  telephone: { zh: '电话', en: 'telephone' },
  visit: { zh: '上门', en: 'visit' },
  message: { zh: '消息', en: 'message' },
  onBehalf: { zh: '代为回执', en: 'on behalf' },
})

export function channel(name: string): Bi {
  return (CHANNELS as Readonly<Record<string, Bi>>)[name] ?? { zh: name, en: name }
}
