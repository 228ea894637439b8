import type { HoldingStage } from '../../rulebook/periods.ts'

interface Tell {
  readonly zh: string
  readonly en: string
}

/** A book by its id and by the hash of what it says. */
export interface BookName {
  readonly id: string
  readonly hash: string
}

/** What holds in an area on a day, in one sentence. */
export function sayHolding(holding: readonly HoldingStage[]): Tell {
  if (holding.length === 0) return { zh: '当日不在任何专项时段内。', en: 'No special period holds on that day.' }
  const [zh, en] = (['zh', 'en'] as const).map((language) =>
    holding.map(({ period, stage }) => `${period.title[language]}：${stage.title[language]}`).join('；'),
  )
  return { zh: `${zh ?? ''}。`, en: `${en ?? ''}.` }
}

/** Whether a warning that lives goes by the book that holds now; where it does not, why. */
export function sayPinned(warning: string, pinned: BookName, now: BookName | null): Tell {
  return pinned.hash === now?.hash
    ? {
        zh: `${warning}按现行规则 ${pinned.id} 研判。`,
        en: `${warning} goes by the book that holds now, ${pinned.id}.`,
      }
    : {
        zh: `${warning}按启动时的规则 ${pinned.id} 研判，不因时段变化改按 ${now?.id ?? '其他规则'}；现行规则自下次预警起适用。`,
        en: `${warning} goes on by ${pinned.id}, by which it was called, and not by ${now?.id ?? 'another'}: that counts for the next warning.`,
      }
}
