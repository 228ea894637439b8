import { parseInstant, type Instant } from '../../model/time.ts'
import { fault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'

/** One data segment (数据段). Confidence of names, lengths and bits: M+ where no other is told. */
export interface Message {
  /** Request number 请求编码: when it was made, to the millisecond; null: none, and no answer can name it. */
  readonly qn: string | null
  /** System 系统编码: 31 and 39 are stacks, 91 is how both sides speak of the talk itself. */
  readonly st: string
  /** Command 命令编码. */
  readonly cn: string
  readonly pw: string
  readonly mn: string
  /** Bits: 1 wants an answer, 2 is one of several packets, from 4 on the version. */
  readonly flag: number
  readonly packet: { readonly of: number; readonly number: number } | null
  /** Between `CP=&&` and `&&`. */
  readonly cp: string
}

const PRINTABLE = /^[\x20-\x7e]*$/
const SHAPE = /^(?<head>[^&]*?)CP=&&(?<cp>.*)&&$/

/** Reads a data segment. */
export function parse(segment: Buffer): Message | Fault {
  const text = segment.toString('latin1')
  if (!PRINTABLE.test(text)) return fault('frame.form', { detail: 'ASCII' })
  const { head, cp } = SHAPE.exec(text)?.groups ?? {}
  if (head === undefined || cp === undefined) return fault('frame.form', { detail: 'CP=&&…&&' })
  const fields = new Map<string, string>()
  for (const part of head.split(';')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = part.slice(0, at)
    if (at < 1 || fields.has(name)) return fault('frame.form', { detail: shown(part) })
    fields.set(name, part.slice(at + 1))
  }
  const qn = fields.get('QN') ?? null
  const [st = '', cn = '', pw = '', mn = ''] = ['ST', 'CN', 'PW', 'MN'].map((name) => fields.get(name))
  if (qn !== null && !/^\d{17}$/.test(qn)) return fault('frame.form', { detail: `QN=${shown(qn)}` })
  if (!/^\d{2}$/.test(st)) return fault('frame.form', { detail: `ST=${shown(st)}` })
  if (!/^\d{4}$/.test(cn)) return fault('frame.form', { detail: `CN=${shown(cn)}` })
  if (!/^[0-9A-Za-z]{1,24}$/.test(mn)) return fault('frame.form', { detail: `MN=${shown(mn)}` })
  const flag = fields.get('Flag') ?? '0'
  if (!/^\d{1,3}$/.test(flag)) return fault('frame.form', { detail: `Flag=${shown(flag)}` })
  const packet = packetOf(fields)
  if (packet !== null && 'code' in packet) return packet
  return { qn, st, cn, pw, mn, flag: Number(flag), packet, cp }
}

function packetOf(fields: ReadonlyMap<string, string>): Message['packet'] | Fault {
  const [of, number] = [fields.get('PNUM'), fields.get('PNO')]
  if (of === undefined && number === undefined) return null
  const [most, own] = [Number(of), Number(number)]
  const isRight = /^\d{1,4}$/.test(of ?? '') && /^\d{1,4}$/.test(number ?? '') && own >= 1 && own <= most
  return isRight ? { of: most, number: own } : fault('frame.packets', { given: shown(`${own}/${most}`) })
}

/** The data segment of a message: what a device sends, and what is answered. */
export function write({ qn, st, cn, pw, mn, flag, packet, cp }: Message): string {
  const split = packet === null ? '' : `PNUM=${packet.of};PNO=${packet.number};`
  return `${qn === null ? '' : `QN=${qn};`}ST=${st};CN=${cn};PW=${pw};MN=${mn};Flag=${flag};${split}CP=&&${cp}&&`
}

/** The answer to what a device has sent (数据应答), or null where it wants none. */
export function answerTo({ qn, pw, mn, flag }: Message): Message | null {
  if (qn === null || (flag & 1) === 0) return null
  return { qn, st: '91', cn: '9014', pw, mn, flag: flag & ~3, packet: null, cp: '' }
}

/** Commands that bring measurements: at the moment, of minutes, of an hour, of a day. */
export const MEASURING: ReadonlySet<string> = new Set(['2011', '2051', '2061', '2031'])
/** What both sides say about the talk itself: answers, and a beat. */
export const TALKING: ReadonlySet<string> = new Set(['9011', '9012', '9013', '9014', '9015'])

/** What one packet measured (监测数据). */
export interface Measured {
  /** Null: it stands in another packet of the same request. */
  readonly at: Instant | null
  readonly values: readonly {
    /** Pollutant 污染因子, a21026. */
    readonly factor: string
    /** `a21026-Avg/2051`: how a source is entered. */
    readonly code: string
    readonly given: string
    readonly mark: string | null
  }[]
}

/** Reads the data of a measuring command. Of several packets each is whole in itself; only the time may stand in one. */
export function measuredBy({ cn, cp }: Message): Measured | Fault {
  let at: Instant | null = null
  const marks = new Map<string, string>()
  const values: { factor: string; field: string; given: string }[] = []
  for (const part of cp.split(/[;,]/)) {
    if (part === '') continue
    const [name = '', given] = part.split('=')
    if (given === undefined) return fault('frame.form', { detail: shown(part) })
    if (name === 'DataTime') {
      at = timeOf(given)
      if (at === null) return fault('at.unreadable', { given: shown(given) })
      continue
    }
    const [factor = '', field] = name.split('-')
    if (field === undefined) continue
    if (field === 'Flag') marks.set(factor, given)
    else values.push({ factor, field, given })
  }
  return {
    at,
    values: values.map(({ factor, field, given }) => {
      const mark = marks.get(factor)?.slice(0, 4) ?? null
      return { factor, code: `${factor}-${field}/${cn}`, given, mark }
    }),
  }
}

/** `20160801085857`, in the jurisdiction's time. */
function timeOf(text: string): Instant | null {
  const read = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (read === null) return null
  const [, year, month, day, hour, minute, second] = read
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}`)
}
