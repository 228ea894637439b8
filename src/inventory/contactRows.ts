import { readPhone } from './cells.ts'
import type { EnterpriseRead } from './enterpriseRows.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import type { Lines } from './lineRows.ts'
import type { ContactRow } from './list.ts'
import { edits } from './mapping.ts'
import { SLIP, type Owners } from './owners.ts'
import { CODE } from './sheets.ts'
import type { Row } from './workbook.ts'

/** Who is told (联系人), by enterprise, in the order in which they are called; each with its row. */
export function readContacts(
  rows: readonly Row[],
  enterprises: readonly EnterpriseRead[],
  owners: Owners,
  lines: Lines,
  findings: Findings,
): Map<EnterpriseRead, ContactRow[]> {
  const seats = new Map<EnterpriseRead, { contact: ContactRow; row: number }[]>()
  const told = new Set<EnterpriseRead>()
  /** Codes that nobody has, by the number that stands beside them. */
  const strangers = new Map<string, string>()
  for (const row of rows) {
    const fields = new Fields(row, findings)
    const code = fields.word(CODE)
    const owner = owners.find(code)
    if (!owner) {
      fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
      strangers.set(fields.word('电话'), code)
      continue
    }
    told.add(owner)
    const others = seats.get(owner) ?? []
    seats.set(owner, others)
    const contact = readContact(fields, others.length + 1)
    if (contact) others.push({ contact, row: row.number })
  }
  for (const enterprise of enterprises) {
    if (told.has(enterprise)) continue
    const { lines: own } = lines.of(enterprise)
    const phones = own.flatMap(({ measures }) =>
      Object.values(measures).map(({ responsible }) => responsible?.phone ?? ''),
    )
    // Whose row is there under a code with a slip is told at that slip.
    const slipped = phones.some((phone) => {
      const code = strangers.get(phone)
      return code !== undefined && edits(code, enterprise.entry.creditCode) <= SLIP
    })
    if (!slipped) findings.add(enterprise.row.at(CODE), 'contact-missing', 'nobody is listed who could be told')
  }
  for (const [enterprise, contacts] of seats) {
    contacts.sort((a, b) => a.contact.position - b.contact.position)
    lines.of(enterprise).rows.contacts.push(...contacts.map(({ row }) => row))
  }
  return new Map([...seats].map(([enterprise, contacts]) => [enterprise, contacts.map(({ contact }) => contact)]))
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
  return {
    person: { name, phone },
    post: fields.text('职务'),
    position: fields.hours('顺序', place),
    // Some lists repeat the number under 短信 instead of 是.
    sms: readPhone(fields.row.get('短信')) !== null || fields.yes('短信'),
    url,
  }
}
