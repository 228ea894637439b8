/**
 * Whether a password is too simple to be set. Length alone counts: rules of signs make people write them down, and what
 * is guessed first is the name.
 * @param shortest in characters as people count them
 */
export function isWeak(password: string, login: string, shortest: number): boolean {
  const plain = password.normalize('NFKC').trim()
  const signs = Array.from(plain)
  if (signs.length < shortest || new Set(signs).size < 4) return true
  return plain.toLowerCase().includes(login.toLowerCase())
}
