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
} as const
