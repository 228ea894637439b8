import { words } from '../words.ts'

/** 清单 → 减排核算. */
export const proof = words({
  listed: { zh: '按清单措施', en: 'As listed' },
  ordered: { zh: '按将下达的指令', en: 'As it would be ordered' },
  by: { zh: '下限依据 {document}，按 {day} 计', en: 'floors by {document}, as of {day}' },
  borrowed: { zh: '（借用{of}）', en: ' (borrowed from {of})' },
  pollutant: { zh: '污染物', en: 'Pollutant' },
  saved: { zh: '减排（公斤/日）', en: 'Saved (kg/day)' },
  share: { zh: '占比（%）', en: 'Share (%)' },
  against: { zh: '占全部排放，竖线为下限', en: 'Of all that is emitted; the line is the floor' },
  floor: { zh: '下限 {floor}%', en: 'floor {floor}%' },
  whole: { zh: '全市', en: 'Whole city' },
  enterprises: { zh: '{n} 家', en: '{n} enterprises' },
  holds: { zh: '达到', en: 'holds' },
  swap: { zh: '互抵后达到', en: 'holds by swap' },
  short: { zh: '不足', en: 'short' },
  breaks: { zh: '少了其中任何一家就达不到下限的企业：{n} 家', en: 'Without any one of these {n} a floor would break' },
  noBreak: { zh: '少了任何一家企业，各项下限仍能达到。', en: 'Without any single enterprise, all floors still hold.' },
})
