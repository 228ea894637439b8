import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The rooms that play whole engines or a browser, the longest first. */
const LONG = ['crash', 'console', 'story', 'backends']

/** A file of a minute that starts last leaves the other worker idle: without a memory of times the biggest would lead. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const room = LONG.findIndex((name) => moduleId.includes(`/test/${name}/`))
  return room < 0 ? LONG.length : room
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      // Copies of whole databases: `npm run check` says how big.
      ...(process.env['RESTORE_SIZE'] === undefined ? ['test/restore/**'] : []),
      // Every page in both languages and sizes takes a browser minutes: that, too, is for `npm run check`.
      ...(process.env['CONSOLE_LOOKS'] === undefined ? ['test/console/pages.test.ts'] : []),
    ],
    globalSetup: ['test/help/servers.ts'],
    setupFiles: ['test/help/setup.ts'],
    // Two cores: a third worker only makes each of them slower, and every embedded database takes some 300 MB.
    maxWorkers: 2,
    // All files of a worker share its modules and the compiled PostgreSQL of the embedded databases: a process for each
    // file took twice the time. No test may leave anything behind in a module.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Engines and commands in processes of their own: a third of what it takes to start one is reading its code.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/airshed/compiled', import.meta.url)) },
    // For what hangs: a story of 14 seconds took 50 on a machine that others kept busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
