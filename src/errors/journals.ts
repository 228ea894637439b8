/** What the journal refuses: a part of the catalogue in `src/errors.ts`. */
export const JOURNALS = {
  'journal.noCheckpoint': {
    status: 404,
    zh: '第 {n} 条日志处没有签名检查点。',
    en: 'There is no signed checkpoint at entry {n} of the journal.',
    next: { zh: '在 /journal/checkpoints 查看已有的检查点。', en: 'See those there are at /journal/checkpoints.' },
  },
  'journal.otherwise': {
    status: 409,
    zh: '该时刻的状态由早先版本的程序产生，不能重新推算。',
    en: 'What it was then follows from an earlier version of the engine, and can not be worked out again.',
    next: { zh: '在 /journal 中按编号 {id} 逐条查看。', en: 'Read it entry by entry at /journal?subject={id}.' },
  },
  'journal.notSealed': {
    status: 409,
    zh: '{name}的日志尚未封存，不能形成审计资料包。',
    en: 'The journal of {name} is not sealed yet: there is no bundle of it.',
    next: {
      zh: '一分钟后再试；仍不行时请系统管理员检查日志封存。',
      en: 'Try again in a minute; if that does not help, have the administrator look at the sealing.',
    },
  },
} as const
