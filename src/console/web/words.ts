/** One thing to read, in both languages; what the interface answers for people has the same form. */
export interface Bi {
  readonly zh: string
  readonly en: string
}

export type Language = keyof Bi

/** The names in braces: `{hours}`. */
type Holes<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never
/** What has to be handed in with a sentence: nothing where it has no braces. */
export type Filling<E extends Bi> = [Holes<E['zh']>] extends [never]
  ? []
  : [values: Readonly<Record<Holes<E['zh']>, string | number>>]

/** A part of the catalogue: a word without one of its languages does not compile. */
export function words<const T extends Readonly<Record<string, Bi>>>(catalogue: T): T {
  return catalogue
}

export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
