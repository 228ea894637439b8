import type { Condition } from './settings.ts'

/** What stands at a place of somebody else's JSON, `result.0.smsMsgId`; null where nothing does. */
export function at(value: unknown, place: string): unknown {
  let found: unknown = value
  for (const step of place.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return null
    found = Reflect.get(found, step)
  }
  return found ?? null
}

/** A name, a number or a word there; null for anything else, and for what is longer than any of them. */
export function wordAt(value: unknown, place: string): string | null {
  const found = at(value, place)
  if (typeof found !== 'string' && typeof found !== 'number') return null
  const word = String(found)
  return word === '' || word.length > 500 || word.includes('\0') || !word.isWellFormed() ? null : word
}

export function holds(value: unknown, { at: place, is }: Condition): boolean {
  return isOneOf(at(value, place), is)
}

/** Forms carry numbers as text. */
export function isOneOf(found: unknown, values: readonly (string | number | boolean)[]): boolean {
  return values.some((value) => found === value || (typeof found === 'string' && found === String(value)))
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A template with its placeholders filled, whatever its shape. */
export function fill(template: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof template === 'string')
    return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  if (Array.isArray(template)) return template.map((item) => fill(item, values))
  if (typeof template === 'object' && template !== null)
    return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fill(item, values)]))
  return template
}
