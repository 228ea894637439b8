import { expect, test } from 'vitest'
import type { z } from 'zod'
import type { groundsForm, timeForm } from '../../src/assessment/schemas.ts'
import type { Card, OutlookDay } from '../../src/console/web/api/air.ts'
import type { Consultation, Opinion, WholeConsultation } from '../../src/console/web/api/consultations.ts'
import type { ListedOrder, Order } from '../../src/console/web/api/orders.ts'
import type { WhatIf } from '../../src/console/web/api/signing.ts'
import type { Signature, Warning } from '../../src/console/web/api/warnings.ts'
import type { consultation, opinion, whole } from '../../src/consultation/schemas.ts'
import type { warning } from '../../src/episode/schemas.ts'
import type { signature } from '../../src/episode/signing/schemas.ts'
import type { outlookDay } from '../../src/outlook/routes.ts'
import type { whatIfForm } from '../../src/plan/whatIf/schemas.ts'
import type { listedOrder, order } from '../../src/receipts/schemas.ts'

/** `true` where whatever the schema lets out can be read as the console reads it. */
type Read<Schema extends z.ZodType, As> = z.output<Schema> extends As ? true : never

/** What the console reads is what the schemas say: a field that was renamed does not compile here. */
const READ: readonly true[] = [
  true satisfies Read<typeof warning, Warning>,
  true satisfies Read<typeof signature, Signature>,
  true satisfies Read<typeof consultation, Consultation>,
  true satisfies Read<typeof opinion, Opinion>,
  true satisfies Read<typeof whole, WholeConsultation>,
  true satisfies Read<typeof order, Order>,
  true satisfies Read<typeof listedOrder, ListedOrder>,
  true satisfies Read<typeof whatIfForm, WhatIf>,
  true satisfies Read<typeof groundsForm, NonNullable<Card['grounds']>>,
  true satisfies Read<typeof timeForm, Card['time']>,
  true satisfies Read<typeof outlookDay, Omit<OutlookDay, 'sayings'>>,
]

test('what the console reads is what the schemas of the interface let out', () => {
  expect(READ.every(Boolean)).toBe(true)
})
