import { existsSync } from 'node:fs'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../src/document/document.ts'
import { asDocx } from '../../src/document/docx.ts'
import { findFont } from '../../src/document/font.ts'
import { asPdf } from '../../src/document/pdf.ts'
import { sendDocument } from '../../src/http/document.ts'
import { InputError } from '../../src/errors.ts'
import { textOfDocx, textOfPdf } from '../help/documents.ts'
import { unzip } from '../help/zip.ts'

const NOTICE: Document = {
  title: '关于启动重污染天气橙色预警（Ⅱ级响应）的通知',
  number: '运环急〔2026〕3号',
  addressee: '各县（市、区）人民政府，各有关单位',
  body: [
    { kind: 'heading', text: '一、响应时间' },
    { kind: 'paragraph', text: '自2026年11月30日18时起，至12月3日24时止。' },
    { kind: 'heading', text: '二、响应范围' },
    {
      kind: 'table',
      columns: [
        { title: '县（市、区）', share: 2 },
        { title: '企业数（家）', share: 1 },
      ],
      rows: [
        ['盐湖区', '312'],
        ['闻喜县 <A&B>', '208'],
      ],
    },
    { kind: 'paragraph', text: '各单位要按照应急减排清单落实措施。' },
  ],
  closing: { office: '运城市生态环境局', date: '2026年11月30日' },
  footer: ['签发：李副市长（系统签发），2026年11月30日14时05分。'],
  mark: null,
  at: '2026-11-30T06:05:00.000Z',
}
const FONT = findFont(null)

/** Everything that a reader has to find again, in its order. */
const SAID = [
  NOTICE.title,
  NOTICE.number,
  `${NOTICE.addressee}：`,
  '一、响应时间',
  '自2026年11月30日18时起，至12月3日24时止。',
  '县（市、区）',
  '企业数（家）',
  '盐湖区',
  '312',
  '各单位要按照应急减排清单落实措施。',
  '运城市生态环境局',
  '2026年11月30日',
  '签发：李副市长（系统签发），2026年11月30日14时05分。',
]

function inOrder(text: string, parts: readonly (string | null)[]): number[] {
  let from = 0
  return parts.map((part) => {
    const at = text.indexOf(part ?? '', from)
    from = at === -1 ? from : at + 1
    return at
  })
}

describe('a document as docx', () => {
  it('says all of it, in its order', async () => {
    const text = textOfDocx(await asDocx(NOTICE))
    expect(inOrder(text, SAID)).not.toContain(-1)
    expect(text).toContain('闻喜县 <A&B>')
  })

  it('is the same file each time, and gives the document’s own time', async () => {
    const file = await asDocx(NOTICE)
    expect((await asDocx(NOTICE)).equals(file)).toBe(true)
    expect(unzip(file)['docProps/core.xml']).toContain(`>${NOTICE.at}</dcterms:created>`)
    expect((await asDocx({ ...NOTICE, number: '运环急〔2026〕4号' })).equals(file)).toBe(false)
  })

  it('bears its mark above the title', async () => {
    expect(textOfDocx(await asDocx({ ...NOTICE, mark: '演练' }))).toMatch(/^〔演练〕\n关于启动/)
    expect(textOfDocx(await asDocx(NOTICE))).not.toContain('演练')
  })
})

describe('a document as PDF', () => {
  it.runIf(FONT)('says all of it, in its order', async () => {
    const text = textOfPdf(await asPdf({ ...NOTICE, mark: '演练' }, FONT))
    expect(inOrder(text, ['〔演练〕', ...SAID])).not.toContain(-1)
    expect(text).toContain('—1—')
  })

  it.runIf(FONT)('is the same file each time, also where it runs over many pages', async () => {
    const body = Array.from({ length: 60 }, (_, n) => ({ kind: 'paragraph' as const, text: `第${n + 1}项措施。` }))
    const file = await asPdf({ ...NOTICE, body }, FONT)
    expect((await asPdf({ ...NOTICE, body }, FONT)).equals(file)).toBe(true)
    const text = textOfPdf(file)
    expect(
      inOrder(
        text,
        body.map((block) => block.text),
      ),
    ).not.toContain(-1)
    expect(text).toContain('—3—')
  })

  it('is refused with what to do where the machine has no Chinese font', async () => {
    await expect(asPdf(NOTICE, null)).rejects.toMatchObject({ code: 'document.noFont' })
  })
})

describe('the font that is named', () => {
  it.runIf(FONT)('is taken, a face of a collection by its name', () => {
    expect(findFont(`${FONT?.path}#${FONT?.face}`)).toEqual(FONT)
  })

  it.each(['/there/is/no.ttf', '/etc/hostname'])('is refused at the start: %s', (path) => {
    expect(() => findFont(path)).toThrow(InputError)
  })

  it.runIf(FONT)('is refused where its face is missing or unknown', () => {
    expect(() => findFont(FONT?.path ?? '')).toThrow(/AIRSHED_FONT/)
    expect(() => findFont(`${FONT?.path}#Nobody`)).toThrow(/AIRSHED_FONT/)
  })

  it('is refused without Chinese letters', () => {
    const latin = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
    if (existsSync(latin)) expect(() => findFont(latin)).toThrow(/no Chinese letters/)
  })
})

describe('a document as a file over HTTP', () => {
  it.runIf(FONT).each(['docx', 'pdf'] as const)('has its Chinese name and its kind: %s', async (format) => {
    const app = fastify()
    app.get('/', async (_, reply) => await sendDocument(reply, NOTICE, { format, font: FONT, asciiName: 'notice-3' }))
    const answer = await app.inject('/')
    expect(answer.headers['content-type']).toMatch(format === 'pdf' ? /^application\/pdf/ : /wordprocessingml/)
    const name = `${encodeURIComponent('关于启动重污染天气橙色预警（Ⅱ级响应）的通知')}.${format}`
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="notice-3.${format}"; filename*=UTF-8''${name}`,
    )
    const text = format === 'pdf' ? textOfPdf(answer.rawPayload) : textOfDocx(answer.rawPayload)
    expect(text).toContain(NOTICE.title)
    await app.close()
  })
})
