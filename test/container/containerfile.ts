/** One step of a Containerfile. */
export interface Step {
  readonly word: string
  readonly rest: string
}

/** The steps in their order, continued lines joined. */
export function stepsOf(text: string): Step[] {
  return text
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => {
      const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
      if (word === '') throw new Error(`not a step of a Containerfile: ${line}`)
      return { word, rest }
    })
}

/** `A=1 B=2` of an `ENV`. */
export function settingsIn(rest: string): Record<string, string> {
  return Object.fromEntries(
    rest.split(/\s+/).map((pair) => {
      const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(pair) ?? []
      return [name, value]
    }),
  )
}
