/** Kilograms that a verdict's promise comes to, all pollutants together; what can not be read counts as none. */
function promisedKg(promised: Readonly<Record<string, string>>): number {
  return Object.values(promised).reduce((sum, text) => sum + (Number.parseInt(text, 10) || 0), 0)
}

/** Whom a finding is about, each once, the most first. */
export function heaviest<V extends { orderId: string; promised: Readonly<Record<string, string>> }>(
  verdicts: readonly V[],
  most: number,
): { orderId: string; kilograms: number; first: V }[] {
  return [...Map.groupBy(verdicts, ({ orderId }) => orderId).values()]
    .flatMap((some) => {
      const [first] = some
      if (first === undefined) return []
      const kilograms = some.reduce((sum, { promised }) => sum + promisedKg(promised), 0)
      return [{ orderId: first.orderId, kilograms, first }]
    })
    .sort((a, b) => b.kilograms - a.kilograms || a.orderId.localeCompare(b.orderId))
    .slice(0, most)
}
