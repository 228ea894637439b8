import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { wantsJson } from '../http/pages.ts'
import { DEMONSTRATION_PASSWORD } from '../model/demonstration.ts'
import type { World } from '../world.ts'
import { builtConsole } from './build.ts'

/** Where people come in. */
export const CONSOLE = '/console/'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}
/** Best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const
const NOT_BUILT = `<!doctype html><html lang="zh"><meta charset="utf-8"><title>值班台</title>
<p>值班台尚未构建：请在本机运行 <code>npm run console</code>，然后重新启动。接口照常可用：<a href="/api/docs">接口说明</a>。</p>
<p lang="en">The console is not built: run <code>npm run console</code> on this machine and start again. Everything else works: <a href="/api/docs">the interface</a>.</p></html>`

interface Built {
  readonly page: string
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * `/console` (值班台): one page whose addresses are all the same to us, and its parts, whose names change with what they
 * hold, so that a browser keeps them. It carries nothing of what an officer may see: that comes by `/api/v1`.
 */
export function consoleRoutes(app: App, world: World): void {
  const config = { action: 'console.open' }
  const schema = { hide: true }
  let built: Built | null | undefined

  app.get('/', { config, schema }, (_, reply) => reply.redirect(CONSOLE))
  app.get('/console', { config, schema }, (_, reply) => reply.redirect(CONSOLE))
  app.get('/console/*', { config, schema }, (request, reply) => {
    built ??= read()
    const path = request.url.slice(CONSOLE.length).split('?')[0] ?? ''
    if (path.startsWith('assets/')) return sendFile(request, reply, built, path)
    // What asks for data under a page's address has mistaken it for the interface.
    if (wantsJson(request)) throw new Refusal('route.unknown', { path: request.url.slice(0, 200) })
    return sendPage(reply, built, request.caller.kind === 'public' ? 'nobody' : 'somebody')
  })

  function sendPage(reply: FastifyReply, built: Built | null, who: string): FastifyReply {
    const nonce = randomBytes(16).toString('base64')
    void reply.headers({ 'content-security-policy': policy(nonce), 'cache-control': 'no-store' })
    void reply.type('text/html; charset=utf-8')
    if (built === null) return reply.code(503).send(NOT_BUILT)
    const oidc = app.hasRoute({ method: 'GET', url: '/api/v1/sessions/oidc' }) ? 'yes' : 'no'
    const demo = world.kind === 'demo' ? DEMONSTRATION_PASSWORD : ''
    const given = { nonce, world: world.kind, who, oidc, demo }
    return reply.send(
      built.page.replace(/\{(nonce|world|who|oidc|demo)\}/g, (_, name: keyof typeof given) => given[name]),
    )
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, built: Built | null, path: string): FastifyReply {
  const whole = built?.files.get(path)
  const type = TYPES[extname(path)]
  if (whole === undefined || type === undefined) throw new Refusal('route.unknown', { path: path.slice(0, 200) })
  void reply.headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' }).type(type)
  const taken = request.headers['accept-encoding'] ?? ''
  for (const { name, suffix } of ENCODINGS) {
    const packed = built?.files.get(path + suffix)
    if (packed !== undefined && new RegExp(String.raw`\b${name}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))`).test(taken))
      return reply.header('content-encoding', name).send(packed)
  }
  return reply.send(whole)
}

/** Everything is in memory from the first visit on: a later build may take the folder away. */
function read(): Built | null {
  const directory = builtConsole()
  if (directory === null) return null
  const names = readdirSync(join(directory, 'assets'))
  return {
    page: readFileSync(join(directory, 'index.html'), 'utf8'),
    files: new Map(names.map((name) => [`assets/${name}`, readFileSync(join(directory, 'assets', name))])),
  }
}

/**
 * Scripts from here alone, never one that stands in the page; the component library writes its style into the page with
 * the nonce of this answer, and sizes into attributes.
 */
function policy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}
