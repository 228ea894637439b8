import { z } from 'zod'
import { ESCALATION, type RungAhead } from '../model/escalation.ts'
import { WARNING_LEVELS, type WarningLevel } from '../model/level.ts'
import { faultOf, standing, words } from './citation.ts'

const minutes = z.int().min(1).max(1440)
const rung = z.strictObject({
  rung: z.enum(ESCALATION),
  blue: minutes.optional(),
  yellow: minutes.optional(),
  orange: minutes.optional(),
  red: minutes.optional(),
})
const band = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  title: words,
  /** What the order cuts a day, over all pollutants: from here on. */
  fromKilogramsPerDay: z.int().min(0),
  rungs: z.array(rung).min(1),
  ...standing,
})

/**
 * How silence is answered (催办与升级), by size of emitter and level. Every ladder passes the county officer, in the order
 * of the rungs; neither a heavier emitter nor a higher level reaches a rung later, or stops below it.
 */
export const ladderForm = z
  .array(band)
  .min(1)
  .superRefine((bands, context) => {
    const fault = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
    if (bands.at(-1)?.fromKilogramsPerDay !== 0) fault([bands.length - 1], 'the last band must begin at 0')
    for (const [n, own] of bands.entries()) {
      const standingFault = faultOf(own)
      if (standingFault !== null) fault([n], standingFault)
      if (own.status === 'unverified') fault([n], 'is needed and cannot be unverified')
      const places = own.rungs.map((one) => ESCALATION.indexOf(one.rung))
      if (places.some((place, at) => at > 0 && place <= (places[at - 1] ?? -1)))
        fault([n, 'rungs'], `must follow the order ${ESCALATION.join(', ')}, each once`)
      const heavier = bands[n - 1]
      if (heavier && heavier.fromKilogramsPerDay <= own.fromKilogramsPerDay)
        fault([n, 'fromKilogramsPerDay'], 'bands begin with the heaviest')
      for (const [at, level] of WARNING_LEVELS.entries()) {
        if (!reaches(own, level).has('county')) fault([n, 'rungs'], `${level} does not reach the county officer`)
        const milder = WARNING_LEVELS[at - 1]
        if (milder) notLater(own, level, own, milder, (why) => fault([n, 'rungs'], `${level} ${why} than ${milder}`))
        if (heavier)
          notLater(heavier, level, own, level, (why) => fault([n - 1, 'rungs'], `${level} ${why} than in ${own.id}`))
      }
    }
  })
type LadderFile = z.infer<typeof ladderForm>
type Band = z.infer<typeof band>

/** The band of an order that cuts so much a day over all pollutants. */
export function bandOf(bands: LadderFile, milligramsPerDay: number): Band {
  const own = bands.find(({ fromKilogramsPerDay }) => milligramsPerDay >= fromKilogramsPerDay * 1e6)
  if (own === undefined) throw new RangeError('no band begins at 0')
  return own
}

/** What is climbed at a level, in order. */
export function rungsOf({ rungs }: Band, level: WarningLevel): RungAhead[] {
  return rungs.flatMap((one) => {
    const given = one[level]
    return given === undefined ? [] : [{ rung: one.rung, minutes: given }]
  })
}

/** Minutes from the delivery to each rung. */
function reaches({ rungs }: Band, level: WarningLevel): Map<string, number> {
  let sum = 0
  return new Map(
    rungs.flatMap((one) => {
      const given = one[level]
      if (given === undefined) return []
      sum += given
      return [[one.rung, sum] as const]
    }),
  )
}

function notLater(strict: Band, at: WarningLevel, mild: Band, below: WarningLevel, tell: (why: string) => void): void {
  const own = reaches(strict, at)
  for (const [name, after] of reaches(mild, below)) {
    const sooner = own.get(name)
    if (sooner === undefined) tell(`does not reach ${name}, which is less`)
    else if (sooner > after) tell(`reaches ${name} later`)
  }
}
