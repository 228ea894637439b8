import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { InputError } from '../errors.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const WEB = join(ROOT, 'src/console/web')
/** Whatever can change what the browser gets. */
const SOURCES = ['src/console/web', 'src/console/build.ts', 'src/model', 'package-lock.json']
/** Not in git and not in the data: `npm ci` takes it away, and the next start builds it again. */
const CACHE = join(ROOT, 'node_modules/.cache/console')
/** What officers' machines have at least; newer syntax is written down for them. */
const TARGET = 'chrome109'
/** A build takes seconds; whoever serves an older one has it in memory. */
const KEPT_MS = 10 * 60_000
/** Smaller files are not worth a second copy. */
const COMPRESS_BYTES = 1_024

/** Where the console lies that was built of these very sources; null where it was not built yet. */
export function builtConsole(): string | null {
  const directory = join(CACHE, hashOfSources())
  return existsSync(join(directory, 'index.html')) ? directory : null
}

/**
 * Builds the console of the duty officer (值班台) where its sources have changed since the last time.
 * @returns its folder
 * @throws InputError one sentence that says why it can't be built here and what to do
 */
export async function buildConsole(): Promise<string> {
  const built = builtConsole()
  if (built !== null) return built
  const directory = join(CACHE, hashOfSources())
  const beside = `${directory}.${randomUUID()}`
  try {
    // Only who builds loads it: a worker or a command line has no use for a bundler.
    const { build } = await import('vite')
    mkdirSync(beside, { recursive: true })
    await asInProduction(() =>
      build({
        configFile: false,
        root: WEB,
        base: '/console/',
        logLevel: 'error',
        build: {
          outDir: beside,
          emptyOutDir: true,
          target: TARGET,
          cssTarget: TARGET,
          // Images and fonts in the style would need data: in the policy for more than pictures.
          assetsInlineLimit: 0,
          chunkSizeWarningLimit: 2_000,
          modulePreload: { polyfill: false },
        },
      }),
    )
    compress(beside)
    // Another process may have been as quick: what it built is the same.
    if (builtConsole() === null) renameSync(beside, directory)
  } catch (error) {
    // The bundler says what is the matter below its heading, and then where in itself.
    const [said = ''] = stripVTControlCharacters(String(error)).split('Stack backtrace')
    const why = said.replaceAll(/\s+/g, ' ').trim()
    throw new InputError(
      `The console is not built (${why}): run "npm ci" and "npm run console" where this folder can be written to. Everything else runs.`,
    )
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  dropOthers(directory)
  return directory
}

/**
 * The bundler takes the parts that are meant for developers, slower and given to warnings, wherever it finds another
 * `NODE_ENV`: that of a test, or of whoever builds. The same sources are to give the same console.
 */
async function asInProduction(build: () => Promise<unknown>): Promise<void> {
  const { NODE_ENV } = process.env
  process.env['NODE_ENV'] = 'production'
  try {
    await build()
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = NODE_ENV
  }
}

/** What was built of older sources, and what was left half by a build that died; not what another builds just now. */
function dropOthers(directory: string): void {
  const now = statSync(directory).mtimeMs
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name)
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now)
    if (path !== directory && age > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}

/** Once at building rather than at every request: `x.js.gz` and `x.js.br` beside `x.js`. */
function compress(directory: string): void {
  for (const path of filesBelow(directory)) {
    const bytes = readFileSync(path)
    if (bytes.length < COMPRESS_BYTES || path.endsWith('index.html')) continue
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => filesBelow(join(ROOT, source))))
    hash.update(`${relative(ROOT, path)}\n`).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

if (import.meta.main)
  try {
    process.stderr.write(`${relative(ROOT, await buildConsole())}\n`)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
