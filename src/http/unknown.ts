import { Refusal } from '../errors.ts'
import type { App } from './app-type.ts'

/** Answers what no route takes: 404, or 405 with `Allow` where the address exists for other methods. */
export function refuseUnknown(app: App): void {
  const known: { form: RegExp; methods: string[] }[] = []

  app.addHook('onRoute', ({ method, url }) => {
    known.push({ form: formOf(url), methods: [method].flat() })
  })

  app.setNotFoundHandler((request) => {
    const [path = ''] = request.url.split('?')
    const allowed = new Set(known.flatMap(({ form, methods }) => (form.test(path) ? methods : [])))
    if (allowed.size === 0) throw new Refusal('route.unknown', { path: path.slice(0, 200) })
    const { method } = request
    throw new Refusal('route.method', { path: path.slice(0, 200), method, allowed: [...allowed].sort().join(', ') })
  })
}

/** `/warnings/:id/signatures` as a pattern of paths. */
function formOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part
      .split(/(:\w+)/)
      .map((piece) => (piece.startsWith(':') ? '[^/]+' : piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
      .join('')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}
