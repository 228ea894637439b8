import type { EnterpriseClass, Person } from '../model/enterprise.ts'
import type { Areas } from '../model/area.ts'
import { readPhone } from './cells.ts'
import { readEnterprises } from './enterpriseRows.ts'
import { Fields } from './fields.ts'
import { Findings, type Finding } from './finding.ts'
import type { Industries } from '../rulebook/industries.ts'
import { readLines } from './lineRows.ts'
import type { ContactRow, ReadList } from './list.ts'
import { readWorkbook, type Row } from './workbook.ts'

const CODE = '统一社会信用代码'

/**
 * Reads a list from the bytes of a workbook. With one error anywhere there is no list: `list` is null and `findings`
 * names each place. Throws `InputError` for bytes that are no workbook.
 */
export async function readList(
  bytes: Uint8Array,
  areas: Areas,
  industries: Industries,
): Promise<{ list: ReadList | null; findings: Finding[] }> {
  const findings = new Findings()
  const sheets = await readWorkbook(bytes, findings)
  const rows = (name: string) => sheets.get(name) ?? []
  // A sheet or a column that is missing would fault every row: say that one thing.
  if (findings.errors().some(({ code }) => code === 'sheet-missing' || code === 'header-missing'))
    return { list: null, findings: findings.all() }
  const { city, entries } = readEnterprises(rows('企业'), areas, industries, findings)
  const known = new Map<string, EnterpriseClass | null>([...entries].map(([code, { entry }]) => [code, entry.class]))
  const lines = readLines(rows('生产线'), rows('措施'), known, findings)
  const contacts = readContacts(rows('联系人'), known, findings)
  for (const [code, { row }] of entries) {
    if (!lines.has(code)) findings.add(row.at(CODE), 'line-missing', 'no production line is listed for this enterprise')
    if (!contacts.has(code)) findings.add(row.at(CODE), 'contact-missing', 'nobody is listed who could be told')
  }
  if (entries.size === 0)
    findings.add({ sheet: '企业', row: 0, column: '' }, 'credit-code-missing', 'no enterprise is listed')
  if (city === null || findings.errors().length > 0) return { list: null, findings: findings.all() }
  const enterprises = [...entries].map(([code, { entry }]) => ({
    entry: { ...entry, lines: lines.get(code) ?? [] },
    contacts: contacts.get(code) ?? [],
  }))
  return { list: { city, enterprises }, findings: findings.all() }
}

function readContacts(
  rows: readonly Row[],
  known: ReadonlyMap<string, unknown>,
  findings: Findings,
): Map<string, ContactRow[]> {
  const byCode = new Map<string, ContactRow[]>()
  for (const row of rows) {
    const fields = new Fields(row, findings)
    const code = fields.word(CODE)
    if (!known.has(code)) {
      fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
      continue
    }
    const others = byCode.get(code) ?? []
    byCode.set(code, others)
    const contact = readContact(fields, others.length + 1)
    if (contact) others.push(contact)
  }
  for (const contacts of byCode.values()) contacts.sort((a, b) => a.position - b.position)
  return byCode
}

function readContact(fields: Fields, place: number): ContactRow | null {
  const name = fields.text('姓名')
  if (name === null) fields.fault('姓名', 'name-missing', 'the contact has no name')
  const phone = readPhone(fields.row.get('电话'))
  if (phone === null) fields.fault('电话', 'phone-format', `“${fields.word('电话')}” is no telephone number`)
  const url = fields.word('网址') || null
  if (url !== null && !url.startsWith('/') && !URL.canParse(url))
    fields.fault('网址', 'choice-unknown', `“${url}” is neither an address nor a path`)
  if (name === null || phone === null) return null
  const person: Person = { name, phone }
  return {
    person,
    post: fields.text('职务'),
    position: fields.hours('顺序', place),
    // Some lists repeat the number under 短信 instead of 是.
    sms: readPhone(fields.row.get('短信')) !== null || fields.yes('短信'),
    url,
  }
}
