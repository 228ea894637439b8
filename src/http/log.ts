import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from '../config.ts'
import { currentTrace } from '../db/trace.ts'

/** What never stands in a log, wherever it turns up in what is logged (pino looks as deep as these paths say). */
const SECRETS = ['authorization', 'cookie', '["set-cookie"]', 'password', 'token', 'phone', 'key']

/**
 * The log of a process: JSON lines on standard error, because data goes to standard output. `trace` tells what a line came
 * of, from the bulletin to the message (`src/db/trace.ts`).
 */
export function openLog(level: LogLevel, to: DestinationStream = pino.destination(2)): Logger {
  const mixin = () => {
    const trace = currentTrace()
    return trace === null ? {} : { trace }
  }
  return pino({ level, base: null, mixin, redact: { paths: redacted(SECRETS), censor: '***' } }, to)
}

function redacted(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const inner = name.startsWith('[') ? name : `.${name}`
    return [name, `*${inner}`, `*.*${inner}`, `*.*.*${inner}`]
  })
}
