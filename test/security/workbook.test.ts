import { expect, test } from 'vitest'
import { readList } from '../../src/inventory/reading.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS } from '../help/lists.ts'
import { unzip, zip, oneSheet } from '../help/zip.ts'

/** A workbook whose first cell is an entity that its own head declares. */
function declaring(entity: string): Uint8Array {
  const sheet = unzip(Buffer.from(oneSheet('企业', '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>')))
  const parts = Object.entries(sheet).map(([name, text]) =>
    text.includes('sheetData') ? [name, `<!DOCTYPE w [${entity}]>${text}`] : [name, text],
  )
  return zip(Object.fromEntries(parts) as Record<string, string>)
}

test('entities of a workbook are read as nothing, neither from inside nor from a file', async () => {
  const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')
  const given = [
    '<!ENTITY e "told-by-entity">',
    '<!ENTITY e SYSTEM "file:///etc/passwd">',
    `<!ENTITY e0 "told-by-entity">${laughs}<!ENTITY e "&e30;">`,
  ]
  for (const entity of given) {
    const bytes = declaring(entity)
    expect(Buffer.from(bytes).includes(Buffer.from('<!DOCTYPE'))).toBe(true)
    const said = await readList(bytes, AREAS, loadIndustries()).then(
      (read) => JSON.stringify(read),
      (error: unknown) => String(error),
    )
    expect(said).not.toMatch(/told-by-entity|root:/)
    expect(said.length).toBeLessThan(100_000)
  }
})
