/** What the journal refuses: a part of the catalogue in `src/errors.ts`. */
export const JOURNALS = {
  'journal.noCheckpoint': {
    status: 404,
    zh: '第 {n} 条日志处没有签名检查点。',
    en: 'There is no signed checkpoint at entry {n} of the journal.',
    next: { zh: '在 /journal/checkpoints 查看已有的检查点。', en: 'See those there are at /journal/checkpoints.' },
  },
} as const
