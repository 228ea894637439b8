/** What a CAP message of a test says; the rest is as a province writes it. */
export interface Said {
  readonly identifier: string
  readonly sender?: string
  readonly sent?: string
  readonly status?: string
  readonly type?: string
  readonly references?: string
  readonly colour?: string | null
  readonly expires?: string | null
  readonly geocode?: string
  readonly headline?: string
}

export const SENDER = 'airshed.140000'

/** A CAP 1.2 message of a province about an orange warning. */
export function capMessage({
  identifier,
  sender = SENDER,
  sent = '2021-01-10T18:00:00+08:00',
  status = 'Actual',
  type = 'Alert',
  references = '',
  colour = 'orange',
  expires = '2021-01-13T00:00:00+08:00',
  geocode = '140000',
  headline = '关于启动区域橙色预警的通知',
}: Said): string {
  const parameter =
    colour === null ? '' : `<parameter><valueName>warningColor</valueName><value>${colour}</value></parameter>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier><sender>${sender}</sender><sent>${sent}</sent>
  <status>${status}</status><msgType>${type}</msgType><scope>Public</scope>
  ${references === '' ? '' : `<references>${references}</references>`}
  <info>
    <language>en-US</language><category>Env</category><event>Heavy air pollution</event>
    <urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><headline>Orange</headline>
  </info>
  <info>
    <language>zh-CN</language><category>Env</category><event>重污染天气</event>
    <urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
    <onset>2021-01-11T00:00:00+08:00</onset>${expires === null ? '' : `<expires>${expires}</expires>`}
    <senderName>山西省生态环境厅</senderName><headline>${headline}</headline>
    <description>自 11 日 0 时起 &amp; 至解除 <![CDATA[<PM2.5>]]></description>
    <web>https://example.invalid/public/warnings/1</web>
    ${parameter}
    <area><areaDesc>山西省</areaDesc><geocode><valueName>GB/T 2260</valueName><value>${geocode}</value></geocode></area>
  </info>
</alert>
`
}
