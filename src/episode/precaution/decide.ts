import type { PrecautionEvent } from '../../../machines/precaution.ts'
import type { Words } from '../../assessment/words.ts'
import { addDays, showInstant, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { Action } from '../../rulebook/levelForms.ts'
import type { Rulebook } from '../../rulebook/levels.ts'

/** The last precaution of an area, as far as the next look depends on it. */
export interface LastPrecaution {
  readonly state: string
  /** Until when it was called for. */
  readonly endsAt: Instant
  readonly livesUntil: Instant | null
}

/** What the days ahead call for below any warning; null where they call for nothing, or for a warning. */
export interface PreCalled {
  readonly startsAt: Instant
  readonly endsAt: Instant
}

export type PreMove =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'tell'; readonly event: PrecautionEvent }

const NOTHING: PreMove = { kind: 'nothing' }

export function preCalled(run: { readonly from: Day; readonly to: Day } | null): PreCalled | null {
  return run === null ? null : { startsAt: startOfDay(run.from), endsAt: startOfDay(addDays(run.to, 1)) }
}

/**
 * What the engine does about measures before any warning. It proposes; officers take or decline. What they have declined
 * or ended is not proposed again for the same days.
 * @param warned a warning of the area lives or is called for: it goes before. @param seen the days ahead are forecast: a
 *   bulletin that stayed away ends nothing.
 */
export function preMove(
  last: LastPrecaution | null,
  called: PreCalled | null,
  { warned, seen }: { readonly warned: boolean; readonly seen: boolean },
): PreMove {
  const until = last?.livesUntil ?? null
  if (last !== null && until !== null) {
    if (called !== null && !warned) {
      const moves = last.state === 'proposed' ? called.endsAt !== until : called.endsAt > until
      return moves ? { kind: 'tell', event: { type: 'CALLED_UNTIL', endsAt: called.endsAt } } : NOTHING
    }
    return last.state === 'proposed' && (warned || seen) ? { kind: 'tell', event: { type: 'CALL_LAPSED' } } : NOTHING
  }
  if (called === null || warned) return NOTHING
  const decided = last !== null && /^(declined|ended)$/.test(last.state) && called.endsAt <= last.endsAt
  return decided ? NOTHING : { kind: 'begin' }
}

/** The notice (通告) of a precaution: what is called for, from when to when, and what the book asks for, if anything. */
export function sayPrecaution(
  { name, preStage, actions }: { name: string; preStage: Words | null; actions: readonly Action[] },
  { startsAt, endsAt }: PreCalled,
): Words {
  const [from, to] = [startsAt, endsAt].map((at) => showInstant(at).slice(0, 16).replace('T', ' '))
  const [zh, en] = [preStage?.zh ?? '临时管控', preStage?.en ?? 'precaution']
  const does = (language: 'zh' | 'en') =>
    actions.map((action) => action[language]).join(language === 'zh' ? '；' : '; ')
  return {
    zh:
      `${name}：预计 ${from} 至 ${to} 扩散条件不利，未达到预警条件，启动${zh}。` +
      (actions.length === 0 ? '各有关单位自愿采取减排措施，不作停产、限产要求。' : `措施：${does('zh')}。`) +
      '如启动预警，以预警响应为准。',
    en:
      `${name}: ${en} from ${from} to ${to}; the forecast calls for no warning. ` +
      (actions.length === 0
        ? 'What is done is voluntary: nobody is ordered to stop or to cut. '
        : `Measures: ${does('en')}. `) +
      'A warning, once it begins, stands in its place.',
  }
}

/** What a book calls its pre-stage, and what it asks for there; nothing where the data name no measures. */
export function preStageWords({ content }: Rulebook): { preStage: Words | null; actions: readonly Action[] } {
  return { preStage: content.preStage?.name ?? null, actions: content.preStage?.actions ?? [] }
}
