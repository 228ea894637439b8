/** A jurisdiction (辖区): province, city, county, or a place that is run like a county without a national code. */
export interface Area {
  /** GB/T 2260 code, or a local id (`140800-kfq`) where the standard has none. */
  readonly code: string
  readonly name: string
  readonly kind: 'province' | 'city' | 'county'
  readonly parent: string | null
}

/** The tree of jurisdictions of one installation (law 15). */
export class Areas {
  readonly #byCode: ReadonlyMap<string, Area>
  readonly #byName: ReadonlyMap<string, Area>
  constructor(areas: readonly Area[]) {
    this.#byCode = new Map(areas.map((area) => [area.code, area]))
    this.#byName = new Map(areas.map((area) => [area.name, area]))
  }
  all(): Area[] {
    return [...this.#byCode.values()]
  }
  /** By code or by name, as feeds and workbooks write it. */
  find(codeOrName: string): Area | null {
    return this.#byCode.get(codeOrName) ?? this.#byName.get(codeOrName) ?? null
  }
  /** Whether `inner` is `outer` or lies in it. */
  contains(outer: string, inner: string): boolean {
    for (let code: string | null = inner; code !== null; code = this.#byCode.get(code)?.parent ?? null)
      if (code === outer) return true
    return false
  }
  /** The area itself and those around it, the nearest first. */
  around(code: string): string[] {
    const codes: string[] = []
    for (let at: string | null = code; at !== null; at = this.#byCode.get(at)?.parent ?? null) codes.push(at)
    return codes
  }
  /** The area itself and everything in it: the codes that a query scoped to it may see. */
  within(code: string): string[] {
    return this.all().flatMap((area) => (this.contains(code, area.code) ? [area.code] : []))
  }
}
