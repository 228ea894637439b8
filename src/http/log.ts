import { pino, type Logger } from 'pino'
import type { LogLevel } from '../config.ts'

/** What never stands in a log, wherever it turns up in what is logged (pino looks as deep as these paths say). */
const SECRETS = ['authorization', 'cookie', '["set-cookie"]', 'password', 'token', 'phone', 'key']

/** The log of a process: JSON lines on standard error, because data goes to standard output. */
export function openLog(level: LogLevel): Logger {
  return pino({ level, base: null, redact: { paths: redacted(SECRETS), censor: '***' } }, pino.destination(2))
}

function redacted(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const inner = name.startsWith('[') ? name : `.${name}`
    return [name, `*${inner}`, `*.*${inner}`, `*.*.*${inner}`]
  })
}
