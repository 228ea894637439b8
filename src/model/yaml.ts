import type { Document } from 'yaml'
import { InputError } from '../errors.ts'

/**
 * A YAML document that was parsed without a fault, as plain data. An alias without its anchor, or one that would unfold
 * without end, shows only here.
 * @throws InputError that begins with `where`
 */
export function plain(document: Document, where: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw new InputError(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
