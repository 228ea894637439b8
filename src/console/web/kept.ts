/** What this browser keeps of its visitor, by name. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`airshed.${name}`)
  } catch {
    return null
  }
}

/** A browser that keeps nothing shows the next visitor the default. */
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`airshed.${name}`, value)
  } catch {
    // Private windows refuse; there is nothing to be done.
  }
}
