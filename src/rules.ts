import { checkRules, type CasesOfStage } from './episode/check.ts'
import { InputError } from './errors.ts'
import { faultsOfLanguage, languageCases } from './inventory/cases.ts'
import type { Command, Commands } from './model/command.ts'
import { readFlags } from './model/flags.ts'
import { faultsOf, measureCases } from './plan/cases.ts'
import { loadApplying } from './rulebook/applying.ts'
import { loadGrades } from './rulebook/grades.ts'
import { loadReductions } from './rulebook/reduction.ts'
import { loadSeasons } from './rulebook/season.ts'
import { loadRotations } from './rulebook/rotation.ts'
import { loadTaskBooks } from './rulebook/tasks.ts'
import { loadGradeProcedure } from './rulebook/gradeProcedure.ts'
import { loadPublicationProcedure } from './rulebook/publication.ts'
import { loadPublicRule } from './rulebook/bulletin.ts'
import { loadInspectionProcedure } from './rulebook/inspection.ts'
import { loadMeasures } from './rulebook/measures.ts'
import { loadRulebooks, RULES } from './rulebook/books.ts'
import { loadWorkingDays } from './rulebook/workingDays.ts'
import { faultsOfVerdict, verdictCases } from './verification/cases.ts'

const measures: CasesOfStage = (dir) => {
  loadReductions(dir)
  loadRotations(dir)
  const by = { measures: loadMeasures(dir), applying: loadApplying(dir) }
  return measureCases(dir).map(({ file, cases }) => ({
    file,
    cases: cases.length,
    faults: cases.flatMap((one) => faultsOf(one, by, dir).map((fault) => `${one.name}: ${fault}`)),
  }))
}

const language: CasesOfStage = (dir) =>
  languageCases(dir).map(({ file, cases }) => ({
    file,
    cases: cases.length,
    faults: cases.flatMap((one) => faultsOfLanguage(one).map((fault) => `${one.name}: ${fault}`)),
  }))

const verdicts: CasesOfStage = (dir) => {
  const rules = loadRulebooks(dir)
  return verdictCases(dir).map(({ file, cases }) => ({
    file,
    cases: cases.length,
    faults: cases.flatMap((one) => faultsOfVerdict(one, rules).map((fault) => `${one.name}: ${fault}`)),
  }))
}

/** Grades, the calendar, tasks of departments and inspections have no cases: they are right when they can be read. */
const grades: CasesOfStage = (dir) => {
  loadGrades(dir)
  loadGradeProcedure(dir)
  loadWorkingDays(dir)
  loadTaskBooks(dir)
  loadInspectionProcedure(dir)
  loadSeasons(dir)
  loadPublicationProcedure(dir)
  loadPublicRule(dir)
  return []
}

const rulesCheck: Command = {
  usage: 'rules check [DIRECTORY] [--json]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, {}, this.usage)
    const [dir = RULES, ...more] = positionals
    if (more.length > 0) throw new InputError(`use: ${this.usage}`)
    const files = checkRules(dir, [measures, language, verdicts, grades])
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
