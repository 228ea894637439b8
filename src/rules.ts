import { checkRules, type CasesOfStage } from './episode/check.ts'
import { InputError } from './errors.ts'
import type { Command, Commands } from './model/command.ts'
import { readFlags } from './model/flags.ts'
import { faultsOf, measureCases } from './plan/cases.ts'
import { loadGradeProcedure } from './rulebook/gradeProcedure.ts'
import { loadMeasures } from './rulebook/measures.ts'
import { RULES } from './rulebook/books.ts'

const measures: CasesOfStage = (dir) => {
  const book = loadMeasures(dir)
  return measureCases(dir).map(({ file, cases }) => ({
    file,
    cases: cases.length,
    faults: cases.flatMap((one) => faultsOf(one, book, dir).map((fault) => `${one.name}: ${fault}`)),
  }))
}

/** Has a form and no cases. */
const grades: CasesOfStage = (dir) => {
  loadGradeProcedure(dir)
  return []
}

const rulesCheck: Command = {
  usage: 'rules check [DIRECTORY] [--json]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, {}, this.usage)
    const [dir = RULES, ...more] = positionals
    if (more.length > 0) throw new InputError(`use: ${this.usage}`)
    const files = checkRules(dir, [measures, grades])
    for (const { file, faults, cases } of files) {
      if (values.json) io.out(JSON.stringify({ file, ok: faults.length === 0, cases, faults }))
      else for (const fault of faults) io.out(fault.startsWith(file) ? fault : `${file}: ${fault}`)
    }
    const failed = files.filter((file) => file.faults.length > 0).length
    const cases = files.reduce((sum, file) => sum + file.cases, 0)
    const ok = failed === 0
    if (values.json) io.out(JSON.stringify({ ok, files: files.length, cases, failed }))
    else io.out(`${files.length} files, ${cases} cases: ${ok ? 'all hold' : `${failed} files do not hold`}`)
    return ok ? 0 : 1
  },
}

/** `rules check` stands above the stages: each of them may have cases of its own. */
export const commands: Commands = { 'rules check': rulesCheck }
