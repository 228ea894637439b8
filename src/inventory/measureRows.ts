import { MEANS_ZH, type ListedMeasure, type Means, type Person } from '../model/enterprise.ts'
import { numberText, plainText, readPhone } from './cells.ts'
import type { Fields } from './fields.ts'
import { readMeasure } from './measureCell.ts'

const MEANS = new Map<string, Means>(
  (Object.keys(MEANS_ZH) as Means[]).flatMap((id) =>
    [MEANS_ZH[id], `${MEANS_ZH[id]}监控`, `${MEANS_ZH[id]}监测`].map((word): [string, Means] => [word, id]),
  ),
)

/** What a row of 措施 says that its line does at its level. */
export function readMeasureRow(fields: Fields): ListedMeasure<Person> {
  const text = fields.text('措施') ?? ''
  const read = readMeasure({
    text,
    type: fields.word('类型'),
    value: numberText(fields.row.get('数值')),
    unit: fields.word('单位'),
    base: plainText(fields.row.get('基准')).replace(/^以|计$/g, ''),
  })
  if ('fault' in read) fields.measureFault(read.fault)
  return {
    text,
    measure: read.measure,
    noticeHours: fields.hours('提前通知小时', 0),
    means: readMeans(fields),
    responsible: readPerson(fields),
    reduction: fields.emissions('日减排量'),
  }
}

/** What shows that it is done (核查方式), as `用电、台账`. */
export function readMeans(fields: Fields): Means[] {
  const means = new Set<Means>()
  for (const word of fields.word('核查方式').split(/[、,;，；\s]+/)) {
    const found = MEANS.get(word)
    if (found) means.add(found)
    else if (word !== '') fields.fault('核查方式', 'choice-unknown', `“${word}” is no means of verification`)
  }
  return [...means]
}

/** Who is responsible for the step; a name without a number can't be called and is none. */
export function readPerson(fields: Fields): Person | null {
  const [name, written] = [fields.text('责任人'), fields.word('责任人电话')]
  const phone = readPhone(written)
  if (written !== '' && phone === null)
    fields.fault('责任人电话', 'phone-format', `“${written}” is no telephone number`)
  return name === null || phone === null ? null : { name, phone }
}
