import type { App } from '../../src/http/app-type.ts'

/** As much of JSON schema as zod writes. */
export interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: Schema
}

/** One route as /api/openapi.json describes it. */
export interface Operation {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  action: string
  parameters: Parameter[]
  body: Schema | null
  /** Whether its answer never ends. */
  streams: boolean
}

interface Document {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

interface Described {
  'x-airshed-action': string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

/** Every route of the running server, from its own description. */
export async function operationsOf(app: App): Promise<{ operations: Operation[]; schemas: Record<string, Schema> }> {
  const document = (await app.inject({ url: '/api/openapi.json' })).json<Document>()
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const verb = method.toUpperCase() as Operation['method']
      const [body] = Object.values(described.requestBody?.content ?? {})
      return {
        name: `${verb} ${path}`,
        method: verb,
        path,
        action: described['x-airshed-action'],
        parameters: described.parameters ?? [],
        body: body?.schema ?? null,
        streams: 'text/event-stream' in (described.responses['200']?.content ?? {}),
      }
    }),
  )
  return { operations, schemas: document.components.schemas }
}
