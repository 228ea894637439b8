import type { Entry, ListedMeasure } from '../model/enterprise.ts'

/** The same entry with whoever is responsible for a step referred to in another way: by id instead of by name, or back. */
export function referring<A, B>(entry: Entry<A>, refer: (person: A) => B | null): Entry<B> {
  const one = ({ responsible, ...listed }: ListedMeasure<A>): ListedMeasure<B> => ({
    ...listed,
    responsible: responsible && refer(responsible),
  })
  return {
    ...entry,
    lines: entry.lines.map((line) => ({
      ...line,
      measures: Object.fromEntries(Object.entries(line.measures).map(([level, listed]) => [level, one(listed)])),
    })),
  }
}
