import type { Simple } from '../model/measure.ts'
import { fitMeans } from '../model/showingMeasure.ts'
import type { Words } from '../plan/order.ts'
import type { Said, Seen } from './evidence.ts'
import type { Weighed, Window } from './meters.ts'
import type { Test } from './tests.ts'
import type { Bearing } from './verdict.ts'

const SHOWS: Record<Seen['shows'], Words> = {
  running: { zh: '在生产', en: 'running' },
  stopped: { zh: '已停运', en: 'standing' },
  unclear: { zh: '看不出开停', en: 'neither running nor standing' },
}

/**
 * What somebody saw: a line that runs speaks against a stop and says nothing about a limit, one that stands keeps both.
 * Only what is fit to show a form shows it: a ledger shows no stop. A hint only sends somebody there.
 */
export function weighSeen(seen: Seen, form: Simple, test: Test, window: Window): Weighed {
  const { class: of, name, shows, hint } = seen
  const overlaps = seen.from < window.until && seen.until > window.from
  const stop = test.kind === 'hourly' && test.still
  let says: Bearing = 'unusable'
  if (overlaps && test.kind !== 'ban' && test.kind !== 'limit') {
    if (shows === 'running' && stop) says = hint ? 'doubt' : 'against'
    if (shows === 'stopped' && !hint && fitMeans(form).has(of)) says = 'for'
  }
  const text = seen.text.length > 80 ? `${seen.text.slice(0, 80)}…` : seen.text
  const because: Words = text === '' ? { zh: '', en: '' } : { zh: `（${text}）`, en: ` (${text})` }
  return {
    edge: false,
    shown: says === 'for' ? 10_000 : null,
    value: {
      class: of,
      source: seen.id,
      of: 'seen',
      from: seen.from,
      until: seen.until,
      value: shows,
      unit: '',
      against: null,
      band: null,
      says,
      say: {
        zh: `${name.zh}：${SHOWS[shows].zh}${because.zh}。`,
        en: `${name.en}: ${SHOWS[shows].en}${because.en}.`,
      },
    },
  }
}

/** 已完成: noted, and never enough. */
export function weighSaid({ at }: Said, window: Window): Weighed {
  return {
    edge: false,
    shown: null,
    value: {
      class: 'selfReport',
      source: null,
      of: 'done',
      from: at,
      until: window.until,
      value: 'done',
      unit: '',
      against: null,
      band: null,
      says: 'unusable',
      say: {
        zh: '企业自报已完成，自报不作为认定依据。',
        en: 'It reports itself that it is done, which proves nothing.',
      },
    },
  }
}
