import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/assessment/commands.ts'
import { InputError } from '../../src/errors.ts'
import { fileWith, runCommand } from '../help/lines.ts'

const series = fileWith('date,area,aqi\n2024-12-01,x,1\n2024-12-02,x,1\n')

function assess(...args: string[]) {
  return runCommand(commands['assess'], '--rulebook', 'cn-2024-6', '--series', series, ...args)
}

describe('the arguments of a command', () => {
  it.each([
    [['--horizon', '-3'], '--horizon -3: a whole number of at least 1 is needed'],
    [['--horizon=-3'], '--horizon -3: a whole number of at least 1 is needed'],
    [['--horizon', '--json'], "Option '--horizon' argument is ambiguous. Use: assess"],
    [['--horizon'], "Option '--horizon <value>' argument missing. Use: assess"],
    [['--series', 'other.csv'], '--series is given twice. Use: assess'],
    [['--horizont', '3'], "Unknown option '--horizont'. Use: assess"],
  ])('%j are refused in one line', async (args, message) => {
    const error = await assess(...args).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toHaveProperty('message', expect.stringContaining(message))
    expect(error).toHaveProperty('message', expect.not.stringContaining('\n'))
  })

  it('may be a flag that says the same twice', async () => {
    expect((await assess('--json', '--json')).status).toBe(0)
  })
})

describe('airshed', () => {
  it('without a command says what there is, and that this was not enough', () => {
    const cli = join(import.meta.dirname, '../../src/cli.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('airshed replay --rulebook ID --series FILE.csv')
  })
})
