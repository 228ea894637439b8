/** What schemas of requests say in words of their own, in Chinese: zod words the rest, in both languages. */
export const FORMS: Readonly<Record<string, string>> = {
  sha256: '须为 64 位十六进制 SHA-256',
  'digits as dialled': '只填拨号的数字',
  'no such day': '没有这一天',
  'not an id': '不是有效的编号',
  'not a mass in kilograms': '不是以千克计的数量',
  'minutes, or an ISO 8601 duration as PT1H': '须为分钟数，或 PT1H 这样的时长',
  'a telephone call names its number': '电话口头签发须填写通话号码',
  'whoever denies says why': '否认签发须写明理由',
  'has characters that are not text': '含有不能显示的字符',
  'a gate measures a gate': '门禁来源只能填门禁',
  'is no JSON of the form {"sheet":{"their header":"our header"}}':
    '不是 {"工作表":{"原表头":"本系统表头"}} 形式的 JSON',
  'it ends before it begins': '结束早于开始',
  'until must be after from': '结束须晚于开始',
  'every shift begins inside the span that is replaced': '每个班次须在所替换的时段内开始',
  'a shift ends an hour after it begins at the earliest, and a month at the latest': '每个班次至少一小时、至多一个月',
  'either an officer or a person': '人员和姓名电话只填一种',
  'a webhook needs its url': '用网络接口通知的须填写网址',
  'mail needs a mailbox': '用邮件通知的须填写邮箱',
  'an SMS or a call needs a number': '用短信或电话通知的须填写号码',
}
