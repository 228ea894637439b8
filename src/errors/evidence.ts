/** What evidence refuses: a part of the catalogue in `src/errors.ts`. */
export const EVIDENCE = {
  'evidence.rejected': {
    status: 422,
    zh: '数据未被接收：{why}（已隔离，编号 {id}）',
    en: 'Nothing was taken: {why} (kept in quarantine as {id})',
    next: {
      zh: '改正后重发；已接收的重发不会重复。',
      en: 'Correct it and send it again; what was taken is not doubled.',
    },
  },
  'evidence.revoked': {
    status: 409,
    zh: '采集端“{name}”的密钥已作废。',
    en: 'The key of {name} was revoked.',
    next: { zh: '另行登记一个采集端。', en: 'Enter another key.' },
  },
  'evidence.deviceKnown': {
    status: 409,
    zh: 'MN {mn} 已登记。',
    en: 'The device MN {mn} is entered already.',
    next: { zh: '先作废原登记，再重新登记。', en: 'Revoke that one first, then enter it again.' },
  },
  'evidence.codeKnown': {
    status: 409,
    zh: '该采集端下已有数据来源“{code}”。',
    en: 'This key has a source {code} already.',
    next: { zh: '换一个编码，或先停用原来的。', en: 'Use another code, or close that one first.' },
  },
  'evidence.closed': {
    status: 409,
    zh: '数据来源“{name}”已停用。',
    en: 'The source {name} is closed already.',
    next: { zh: '如需恢复，重新登记。', en: 'Enter it again to take it up.' },
  },
  'evidence.noLine': {
    status: 422,
    zh: '该企业没有生产线“{line}”。',
    en: 'The enterprise has no line {line}.',
    next: { zh: '按清单的生产线编号填写。', en: 'Name a line of the list.' },
  },
  'evidence.decided': {
    status: 409,
    zh: '该存疑数据已有结论。',
    en: 'This doubt was decided already.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
  'evidence.span': {
    status: 422,
    zh: '起止时间有误：须先起后止，且不得晚于现在。',
    en: 'The times are wrong: it ends before it begins, or has not come yet.',
    next: { zh: '改正时间。', en: 'Correct the times.' },
  },
  'evidence.withdrawn': {
    status: 409,
    zh: '该证据材料已撤回。',
    en: 'This note was withdrawn already.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
  'evidence.noPicture': {
    status: 422,
    zh: '这不是可以识别的照片（JPEG、PNG、HEIC）。',
    en: 'This is no picture that can be read (JPEG, PNG, HEIC).',
    next: { zh: '直接上传手机拍摄的原图。', en: 'Send the picture as the telephone took it.' },
  },
  'evidence.sameNote': {
    status: 409,
    zh: '同一张照片已在 {at} 使用过。',
    en: 'The very same picture was used at {at}.',
    next: { zh: '重新拍摄后上传。', en: 'Take a new one.' },
  },
} as const
