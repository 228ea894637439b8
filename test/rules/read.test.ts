import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { readRule } from '../../src/rulebook/read.ts'

const root = mkdtempSync(join(tmpdir(), 'airshed-rules-'))
afterAll(() => rmSync(root, { recursive: true }))

const path = join(root, 'hours.yaml')
const form = z.strictObject({ hours: z.array(z.int()) })

test('a rule file is read once for all who ask, until its text is another', () => {
  writeFileSync(path, 'hours: [1, 2]\n')
  const first = readRule(root, path, form)
  expect(readRule(root, path, form)).toBe(first)
  writeFileSync(path, 'hours: [3]\n')
  expect(readRule(root, path, form).data).toEqual({ hours: [3] })
  // By another form it may say something else.
  const summed = form.transform(({ hours }) => hours.reduce((all, one) => all + one, 0))
  expect(readRule(root, path, summed).data).toBe(3)
  writeFileSync(path, 'hours: [x]\n')
  expect(() => readRule(root, path, form)).toThrow('rules/hours.yaml:1:9: hours.0 Invalid input')
})

test('nobody who read it changes what the others read', () => {
  writeFileSync(path, 'hours: [1, 2]\n')
  const { data } = readRule(root, path, form)
  expect(() => data.hours.push(3)).toThrow(TypeError)
  expect(readRule(root, path, form).data).toEqual({ hours: [1, 2] })
})
