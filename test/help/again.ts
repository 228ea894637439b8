import type { Reporter, TestCase } from 'vitest/node'

/** Names at the end what passed only when it was tried once more: a moment that was missed, or a race to be found. */
export default class Again implements Reporter {
  readonly #names: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`)
  }

  onTestRunEnd(): void {
    for (const name of this.#names) console.log(`passed when tried again: ${name}`)
  }
}
