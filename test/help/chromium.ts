import { inject } from 'vitest'
import { findProgram } from './server.ts'

/** The run's browser; null where none is installed. */
export function chromiumPath(): string | null {
  return inject('chromium')
}

export function findChromium(): string | null {
  return (
    findProgram('chromium', ['/usr/bin', '/usr/local/bin', '/snap/bin']) ??
    findProgram('google-chrome', ['/usr/bin', '/usr/local/bin'])
  )
}
