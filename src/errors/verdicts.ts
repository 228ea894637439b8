/** What reviews of verdicts refuse: a part of the catalogue in `src/errors.ts`. */
export const VERDICTS = {
  'verdict.same': {
    status: 409,
    zh: '{day} {line} 的结论已是“{outcome}”。',
    en: 'The verdict of {which} on {day} is {found} already.',
    next: { zh: '如无不同意见，无需复核。', en: 'There is nothing to change, unless you find otherwise.' },
  },
  'verdict.moved': {
    status: 409,
    zh: '{day} {line} 的结论已依新证据更新（第 {version} 版）。',
    en: 'The verdict of {which} on {day} was revised by new evidence: it is version {version} by now.',
    next: { zh: '查看最新结论和依据后再复核。', en: 'Read what it rests on now, and rule again.' },
  },
} as const
