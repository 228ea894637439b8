/** What the page was answered with: see `src/console/routes.ts`. */
const given = document.querySelector<HTMLMetaElement>('meta[name=airshed]')?.dataset ?? {}

/** Of this answer alone: style that the component library writes into the page carries it. */
export const NONCE = given['nonce'] ?? ''

/** Whose orders these are: `live` reaches furnaces, `demo` simulated ones, `drill` nobody. */
export const WORLD = given['world'] === 'demo' || given['world'] === 'drill' ? given['world'] : 'live'

/** The password of every log-in of a demonstration, which its start prints; empty elsewhere. */
export const DEMO_PASSWORD = given['demo'] ?? ''

/** The page was asked for without a session: there is no need to ask who it is. */
export const NOBODY = given['who'] === 'nobody'

/** The city has a log-in of its own. */
export const CITY_LOGIN = given['oidc'] === 'yes'

/*
 * Two corners of the component library (the lock of scrolling under a dialogue, the width of scroll bars) write a style
 * without the nonce, and the policy would refuse it: every style that is made here gets it.
 */
const create = document.createElement.bind(document)
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const made = create(name, options)
  if (made instanceof HTMLStyleElement) made.nonce = NONCE
  return made
}
