import { createHash, randomBytes } from 'node:crypto'

/** What a token opens; its first letters say so, to us and to whoever finds one where it should not be. */
export type TokenKind = 'session' | 'feed' | 'source' | 'enterprise'

/** What opens no door of the API: the links that set a password, or lead to an enterprise's desk. */
type LinkKind = 'password' | 'desk'

const PREFIX: Readonly<Record<TokenKind | LinkKind, string>> = {
  session: 'ase_',
  feed: 'afk_',
  source: 'ask_',
  enterprise: 'aet_',
  password: 'apl_',
  desk: 'adl_',
}

const KINDS = ['session', 'feed', 'source', 'enterprise'] as const satisfies readonly TokenKind[]

/** 256 random bits: nothing to guess, so that a plain SHA-256 of it can be looked up by an index. */
export function newToken(kind: TokenKind | LinkKind): string {
  return PREFIX[kind] + randomBytes(32).toString('base64url')
}

/** What the database keeps of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What a text that claims to be a token would open; null when it has not even the form. */
export function kindOfToken(text: string): TokenKind | null {
  const found = /^(a[a-z]{2}_)[A-Za-z0-9_-]{43}$/.exec(text)?.[1]
  return KINDS.find((kind) => PREFIX[kind] === found) ?? null
}
