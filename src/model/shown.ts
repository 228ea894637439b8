/**
 * Something that was sent, short enough to show. Neither database stores NUL or half a surrogate pair, and a sender that
 * is broken enough to be quarantined may send either.
 */
export function shown(given: unknown): string {
  const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? 'nothing')
  const clean = text.toWellFormed().replace(/\p{Cc}/gu, '\u{fffd}')
  return clean.length > 60 ? `${clean.slice(0, 59).toWellFormed()}…` : clean
}
