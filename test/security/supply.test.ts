import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/* What is delivered with the engine: under which licences, and whether the list of it can be made (软件物料清单). */

const ROOT = join(import.meta.dirname, '../..')

/** May be passed on in a closed network with a notice, and ask nothing of what is built on them. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
])
/** Says its licence in a file alone: that file was read. */
const READ: Readonly<Record<string, string>> = { 'png-js': 'MIT License' }

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
const delivered = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true)

test('every package that is delivered has a licence that may be passed on', () => {
  expect(delivered.length).toBeGreaterThan(100)
  const others = delivered.flatMap(([path, { license = '' }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const said = license === '' && READ[name] !== undefined ? readFileSync(join(ROOT, path, 'LICENSE'), 'utf8') : null
    if (said !== null) return said.startsWith(READ[name] ?? '-') ? [] : [`${name}: another licence than was read`]
    // "(MIT OR GPL-3.0)" is ours to choose; "AND" is not.
    const choices = license.replace(/^\((.*)\)$/, '$1').split(' OR ')
    return choices.some((choice) => ALLOWED.has(choice)) ? [] : [`${name}: ${license}`]
  })
  expect(others).toEqual([])
})

test('every package is pinned to its content, comes from the registry, and runs nothing when it is installed', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    allowScripts: Record<string, boolean>
  }
  for (const [name, version] of Object.entries(manifest.dependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
  for (const [path, { integrity, hasInstallScript = false }] of delivered) {
    expect(integrity, path).toMatch(/^sha512-/)
    if (hasInstallScript) expect(manifest.allowScripts[path.replace(/^.*node_modules\//, '')], path).toBe(false)
  }
})

test('npm run sbom lists all of it in CycloneDX', () => {
  const { stdout, status } = spawnSync('npm', ['run', '-s', 'sbom'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  expect(status).toBe(0)
  const sbom = JSON.parse(stdout) as { bomFormat: string; components: { name: string; version: string }[] }
  expect(sbom.bomFormat).toBe('CycloneDX')
  const listed = new Set(sbom.components.map(({ name, version }) => `${name}@${version}`))
  for (const name of ['fastify', 'xstate', 'bullmq', 'pg']) {
    const { version } = lock.packages[`node_modules/${name}`] ?? {}
    expect(listed, name).toContain(`${name}@${version}`)
  }
})
