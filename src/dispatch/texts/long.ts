import { GRADE_ZH } from '../../model/enterprise.ts'
import { sayInstant } from '../../plan/wording.ts'
import type { Told } from './told.ts'
import { afterEnd, ground, isRevision, marks, plain, reason, ruled, title, untilLifted, version } from './words.ts'

/**
 * The whole of it (邮件、群消息) as plain text: what changes first, then everything in force line by line with its clause,
 * how to answer, how to check that it is genuine, whom to call.
 */
export function long(told: Told): string {
  return [...head(told), ...body(told), ...foot(told)].join('\n')
}

function head(told: Told): string[] {
  const { content, number, revision, issuedAt } = told
  const { name, creditCode, grade } = content.enterprise
  const because = reason(told)
  return [
    `${marks(told)}${title(told)}`,
    ...(because === '' ? [] : [because]),
    ...(asks(told) && ground(told) !== '' ? [ground(told)] : []),
    `受令单位：${plain(name)}（${creditCode}，绩效等级：${GRADE_ZH[grade]}）`,
    `编号：${plain(number)}，${isRevision(told) ? version(told) : `第${revision}版`}`,
    `${told.occasion.purpose === 'release' ? '解除' : '下达'}时间：${sayInstant(issuedAt).zh}`,
    '',
  ]
}

function body(told: Told): string[] {
  const { occasion, content } = told
  switch (occasion.purpose) {
    case 'ending':
      return [untilLifted(told, occasion.ends)]
    case 'release':
      return [`自 ${sayInstant(told.issuedAt).zh}起，本指令解除。${afterEnd(told)}`]
    case 'recall':
      return [`本指令为误发，现予撤回，请勿执行。原因：${plain(occasion.why)}。`, afterEnd(told)]
    case 'answer':
      return [`${ruled(occasion)}。`, ...(occasion.why === '' ? [] : [`理由：${plain(occasion.why)}。`])]
    case 'order':
    case 'reminder':
    case 'second':
      return [...changed(told), ...inForce(content)]
  }
}

function changed(told: Told): string[] {
  if (!isRevision(told)) return []
  return ['【本次变化】', ...numbered(told.content.changes.map(({ say }) => say.zh)), '']
}

function inForce({ summary, lines, transport, suspended }: Told['content']): string[] {
  return [
    suspended ? '【暂停执行的措施】' : '【现行全部措施】',
    plain(summary.zh),
    ...numbered([...lines.map(({ say }) => say.zh), ...(transport ? [`运输：${transport.say.zh}。`] : [])]),
  ]
}

function numbered(sentences: readonly string[]): string[] {
  return sentences.map((sentence, n) => `${n + 1}. ${plain(sentence)}`)
}

/** Whether it asks for something, and does not only tell. */
function asks({ occasion: { purpose } }: Told): boolean {
  return purpose === 'order' || purpose === 'reminder' || purpose === 'second'
}

function foot(told: Told): string[] {
  const { genuine, page, call } = told
  const answer = [
    '',
    '【如何回执】',
    `打开 ${page} 确认收到；收到短信的，回复1；接到电话的，按1。`,
    '执行确有困难的，立即在同一网页说明哪条生产线、什么原因；答复之前，本指令继续执行。',
  ]
  return [
    ...(asks(told) ? answer : []),
    ...(genuine === null ? [] : ['', `【核验真伪】防伪码 ${genuine.code} ，${genuine.verify}`]),
    ...(call === null ? [] : [`【联系】${plain(call)}`]),
  ]
}
