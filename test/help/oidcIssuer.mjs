import { Provider } from 'oidc-provider'

/*
 * A real issuer of OpenID Connect as a process of its own: it logs in whoever `login_hint` names, without asking.
 * `node oidcIssuer.mjs REDIRECT_URI`; says its address on the first line.
 */

const [redirect = ''] = process.argv.slice(2)
const { promise: listening, resolve } = Promise.withResolvers()
const { createServer } = await import('node:http')
let handle = (_, response) => response.writeHead(503).end()
const server = createServer((request, response) => handle(request, response))
server.listen(0, '127.0.0.1', resolve)
await listening
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'airshed',
      client_secret: 'a-secret-of-the-city',
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['a key for the cookies of this test'] },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    })
    grant.addOIDCScope('openid profile')
    await grant.save()
    return grant
  },
})
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { params } = await provider.interactionDetails(ctx.req, ctx.res)
  const accountId = String(params.login_hint ?? 'nobody')
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } })
  ctx.respond = false
})
handle = provider.callback()
process.stdout.write(`${issuer}\n`)
