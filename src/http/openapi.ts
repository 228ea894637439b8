import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Matrix } from '../people/roles.ts'
import type { App } from './app-type.ts'
import { problem, PROBLEM_TYPE } from './problem.ts'

const DOCUMENT = '/api/openapi.json'
const READER = '/api/docs'

/** Describes every route by the schemas that validate it; comes before the routes. */
export async function describe(app: App, matrix: Matrix): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Airshed 重污染天气应急',
        description: '时刻为 ISO 8601 并带时区；错误为 application/problem+json，code 固定不变。',
        version: '1',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'session token, feed key or enterprise token' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'airshed',
            description: 'writes also need the header X-Airshed',
          },
        },
      },
    },
    transform: (route) => {
      const { action } = route.route.config ?? { action: '' }
      const open = matrix.scopeOf('public', action) !== null
      const written = {
        summary: matrix.show().actions.find((row) => row.action === action)?.zh ?? action,
        'x-airshed-action': action,
        tags: [action.split('.')[0] ?? ''],
        security: open ? [] : [{ token: [] }, { session: [] }],
      }
      const response = { ...responsesOf(route.schema), default: { description: 'refused', content: REFUSED } }
      return jsonSchemaTransform({ ...route, schema: { ...written, ...route.schema, response } })
    },
    transformObject: (given) => {
      const document = jsonSchemaTransformObject(given)
      if ('components' in document) dropUnused(document.components?.schemas ?? {}, document)
      return document
    },
  })
  app.addHook('onRoute', (route) => {
    // The reader's own routes know nothing of our matrix.
    if (route.url.startsWith(READER)) route.config = { action: 'openapi.read' }
  })
}

/** Serves the description, and pages to read it with; after `admit`, so that these routes are admitted too. */
export async function serveDescription(app: App): Promise<void> {
  app.get(DOCUMENT, { config: { action: 'openapi.read' }, schema: { response: { 200: z.looseObject({}) } } }, () => ({
    ...app.swagger(),
  }))
  await app.register(swaggerUi, { routePrefix: READER, uiConfig: { validatorUrl: null } })
}

/**
 * Every named schema is described once as it is read and once as it is answered (`…Input`), of all stages that this
 * process has loaded: a reader wants those that some route uses.
 */
function dropUnused(schemas: Record<string, unknown>, document: object): void {
  const used = new Set<string>()
  const look = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      look(schemas[name] ?? null)
    }
  }
  look({ ...document, components: null })
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name]
}

const REFUSED = { [PROBLEM_TYPE]: { schema: problem } }

function responsesOf(schema: { response?: unknown } | undefined): object {
  const response = schema?.response
  return typeof response === 'object' && response !== null ? response : {}
}
