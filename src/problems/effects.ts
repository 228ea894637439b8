import { createHash } from 'node:crypto'
import { finish, loadEffects, type Effect } from '../db/effects.ts'
import { canonical, note, type Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { step } from '../db/step.ts'
import { ruleOf } from '../inspection/findings/decide.ts'
import { holdFinding, type Finding } from '../inspection/findings/store.ts'
import { withdrawNotes } from '../inspection/seen/store.ts'
import { endPositive, positiveOf } from '../inspection/positive/store.ts'
import { tellFinding } from '../inspection/findings/tell.ts'
import { addDays, dayOf, startOfDay } from '../model/time.ts'
import { enterpriseById } from '../rotation/store.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { takeBack } from './consequences/carryOut.ts'
import { proposeConsequences, undoConsequences } from './consequences/store.ts'
import { fixBy, letter, letterNumber, letterOf, patienceOf, problemNumber } from './decide.ts'
import { beginProblem, keepLetter, lettersOf, nextLetter, noteProblem, problemById, problemOfFinding } from './store.ts'

/** Writes the letter of a rung (督办函), under the next number of whoever writes it. What was put right since has none. */
export async function writeLetter(world: World, effect: Effect<'writeLetter'>): Promise<void> {
  const { db, clock, areas } = world
  const procedure = loadInspectionProcedure(world.rulebooks.dir)
  await db.transaction(async (tx) => {
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    const problem = await problemById(tx, effect.subject)
    if (problem !== null && problem.state === 'overdue') {
      const doing: Doing = { now: clock.now(), by: 'engine' }
      const { rung } = effect.params
      const { issuer, addressee } = letterOf(areas, problem.area, rung)
      const year = Number(dayOf(doing.now).slice(0, 4))
      const number = await nextLetter(tx, issuer, year)
      const name = (code: string) => areas.find(code)?.name ?? code
      const before = (await lettersOf(tx, problem.id)).map(({ document }) => document.number ?? '')
      const document = letter(
        { ...problem, area: name(problem.area), before },
        {
          number: letterNumber(name(issuer), year, number),
          issuer: name(issuer),
          addressee,
          replyBy: startOfDay(addDays(dayOf(doing.now), procedure.letterDays.value)),
          at: doing.now,
          exercise: world.kind !== 'live',
        },
      )
      const sha256 = createHash('sha256').update(canonical(document)).digest('hex')
      const { area, id } = problem
      const kept = await keepLetter(tx, {
        area,
        problem: id,
        rung,
        issuer,
        year,
        number,
        document,
        sha256,
        writtenAt: doing.now,
      })
      const body = { letter: kept, number: document.number, rung, sha256 }
      await note(tx, { area, kind: 'problem', subject: id, event: 'LETTER_WRITTEN', body }, doing)
    }
    await finish(tx, [effect.id])
  })
}

/** What counts is put on the list of problems, and what follows from it is proposed; done twice it changes nothing. */
export async function followFinding(world: World, effect: Effect<'followFinding'>): Promise<void> {
  const { db, clock } = world
  await db.transaction(async (tx) => {
    const finding = await holdFinding(tx, effect.subject)
    if (finding !== null && finding.state === 'upheld') {
      const doing: Doing = { now: clock.now(), by: 'engine' }
      await listFinding(tx, world, finding, doing)
      await tellFinding(tx, loadInspectionProcedure(world.rulebooks.dir), finding, doing)
    }
    await finish(tx, [effect.id])
  })
}

async function listFinding(tx: Tx, world: World, finding: Finding, doing: Doing): Promise<void> {
  const procedure = loadInspectionProcedure(world.rulebooks.dir)
  const rule = ruleOf(procedure, finding.kind)
  if (rule === null || (await problemOfFinding(tx, finding.id)) !== null) return
  const { area, enterprise } = finding
  const unit = (await enterpriseById(tx, enterprise))?.name ?? finding.name
  const place = world.areas.find(area)?.name ?? area
  await beginProblem(
    tx,
    {
      area,
      enterprise,
      finding: finding.id,
      origin: 'finding',
      severity: rule.severity,
      title: finding.name,
      text: finding.text,
      owner: `enterprise:${enterprise}`,
      unit,
      reportedBy: finding.foundBy,
      hands: [],
      fixBy: fixBy(procedure, rule.severity, doing.now),
      patience: patienceOf(procedure),
      numbered: (year, number) => problemNumber(place, year, number),
    },
    doing,
  )
  await proposeConsequences(tx, finding, rule.follows, doing)
  const spared = await positiveOf(tx, enterprise)
  if (spared === null) return
  const because = { ...doing, because: finding.name }
  await endPositive(tx, spared.id, because)
  await note(tx, { area, kind: 'inspection', subject: spared.id, event: 'POSITIVE_ENDED', body: {} }, because)
}

/** What a finding that was ruled out fed into is undone: its problem is struck, what followed from it is taken back. */
export async function undoFinding(world: World, effect: Effect<'undoFinding'>): Promise<void> {
  const { db, clock } = world
  await db.transaction(async (tx) => {
    const finding = await holdFinding(tx, effect.subject)
    if (finding !== null && finding.state === 'dismissed') {
      const doing: Doing = { now: clock.now(), by: 'engine', because: finding.ruling ?? '' }
      const problem = await problemOfFinding(tx, finding.id)
      if (problem !== null && problem.state !== 'struck') {
        await step(db, tx, { kind: 'problem', id: problem.id }, { type: 'PROBLEM_STRUCK' }, doing)
        await noteProblem(tx, problem, 'struck', finding.ruling ?? '', doing)
      }
      for (const done of await undoConsequences(tx, finding, doing)) await takeBack(db, tx, done, doing)
      if (finding.inspection !== null) await withdrawNotes(tx, finding.inspection, doing)
      await tellFinding(tx, loadInspectionProcedure(world.rulebooks.dir), finding, doing)
    }
    await finish(tx, [effect.id])
  })
}
