import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failures, type Report, together } from './again.ts'

type Told = Readonly<Record<string, string>>

/** A run of files: of each test its state; `hook` is a file that failed outside of its tests. */
function ran(files: Readonly<Record<string, Told>>): Report {
  return {
    testResults: Object.entries(files).map(([name, tests]) => ({
      name: join(process.cwd(), name),
      status: Object.values(tests).some((state) => state === 'failed') || 'hook' in tests ? 'failed' : 'passed',
      message: tests['hook'] ?? '',
      assertionResults: Object.entries(tests)
        .filter(([test]) => test !== 'hook')
        .map(([fullName, status]) => ({
          fullName,
          status,
          failureMessages: status === 'failed' ? [`${fullName}: too late\n    at there:1:2`] : [],
        })),
    })),
  }
}

describe('a second try by file', () => {
  const first = ran({
    'a.test.ts': { one: 'passed', two: 'passed' },
    'b.test.ts': { one: 'passed', two: 'failed', three: 'failed' },
    'c.test.ts': { one: 'skipped', hook: 'no database' },
  })

  it('counts for the files that it tried, and names what passed then with its first failure', () => {
    const second = ran({
      'b.test.ts': { one: 'passed', two: 'passed', three: 'passed' },
      'c.test.ts': { one: 'passed' },
    })
    expect(together(first, second)).toEqual({
      passed: 6,
      failed: 0,
      said: [
        'passed when tried again: b.test.ts > two\ntwo: too late\n    at there:1:2',
        'passed when tried again: b.test.ts > three\nthree: too late\n    at there:1:2',
        'passed when tried again: c.test.ts\nno database',
      ],
    })
  })

  it('fails what fails again, a hook too', () => {
    const second = ran({
      'b.test.ts': { one: 'passed', two: 'failed', three: 'passed' },
      'c.test.ts': { one: 'skipped', hook: 'no database' },
    })
    expect(together(first, second)).toEqual({ passed: 4, failed: 2, said: [] })
  })

  it('forgives nothing where the second run left no report', () => {
    expect(together(first, null)).toEqual({ passed: 3, failed: 3, said: [] })
  })
})

describe('what is said of a failure', () => {
  it('is what failed, why and where, without the code around it', () => {
    const lines = [
      ' ✓ test/a.test.ts (2 tests) 5ms',
      '⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯',
      '',
      ' FAIL  test/b.test.ts > two',
      'AssertionError: expected 1 to be 2',
      ' ❯ test/b.test.ts:7:3',
      '      6|   const before = 1',
      '      7|   expect(before).toBe(2)',
      '       |                  ^',
      '⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯',
      ' Test Files  1 failed (2)',
    ]
    expect(failures(lines)).toEqual([
      ' FAIL  test/b.test.ts > two',
      'AssertionError: expected 1 to be 2',
      ' ❯ test/b.test.ts:7:3',
      ' Test Files  1 failed (2)',
    ])
  })

  it('is the end of what any other command said, and never more than sixty lines', () => {
    const lines = Array.from({ length: 200 }, (_, n) => `line ${n}`)
    expect(failures(lines)).toEqual(lines.slice(-60))
    expect(failures(['⎯⎯⎯ Failed Tests 90 ⎯⎯⎯', ...lines])).toHaveLength(60)
  })
})
