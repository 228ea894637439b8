import type { Measure } from '../model/measure.ts'
import { showPercent } from '../model/tonnes.ts'
import type { MeasureCells } from './measureCell.ts'

/** The cells of a row of 措施 that `readMeasure` reads this measure from; `text` stays as it was written. */
export function writtenMeasure(measure: Measure, text: string): MeasureCells {
  const cells = (type: string, value = '', unit = '', base = ''): MeasureCells => ({ text, type, value, unit, base })
  switch (measure.kind) {
    case 'none':
      return cells('不停不限')
    case 'ownDecision':
      return cells('自主减排')
    case 'stop':
      return cells('停产', '100', '%')
    case 'stopLines':
      return cells('按生产线停产', showPercent(measure.share), '%')
    case 'reduce':
      return cells(
        text.includes('限负荷') ? '限负荷' : '限产',
        showPercent(measure.share),
        '%',
        measure.base === null ? '' : measure.base,
      )
    case 'transport':
      return cells('运输')
    case 'other':
      return cells(measure.type, measure.value ?? '', measure.unit ?? '')
  }
}
