import { createHash, randomBytes } from 'node:crypto'

/** What a token opens; its first letters say so, to us and to whoever finds one where it should not be. */
export type TokenKind = 'session' | 'feed' | 'enterprise'

const PREFIX: Readonly<Record<TokenKind, string>> = { session: 'ase_', feed: 'afk_', enterprise: 'aet_' }

/** 256 random bits: nothing to guess, so that a plain SHA-256 of it can be looked up by an index. */
export function newToken(kind: TokenKind): string {
  return PREFIX[kind] + randomBytes(32).toString('base64url')
}

/** What the database keeps of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What a text that claims to be a token would open; null when it has not even the form. */
export function kindOfToken(text: string): TokenKind | null {
  const found = /^(ase_|afk_|aet_)[A-Za-z0-9_-]{43}$/.exec(text)?.[1]
  if (found === undefined) return null
  return found === PREFIX.session ? 'session' : found === PREFIX.feed ? 'feed' : 'enterprise'
}
