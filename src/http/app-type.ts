import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Refusal } from '../errors.ts'
import type { FormFile } from '../model/formFile.ts'
import type { Caller } from '../people/caller.ts'
import type { World } from '../world.ts'

/** What a stage's `routes.ts` is handed: fastify, whose schemas are zod's. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** The routes of one stage. */
export type Routes = (app: App, world: World) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller does by this route, `<noun>.<verb>`: a row of `rules/roles.yaml`. */
    readonly action: string
    /**
     * `bytes`: the body is handed over as it came, of any content type (a workbook). `files`: a page's form may bring
     * files, as `request.files`. Otherwise it is JSON, or a page's form.
     */
    readonly body?: 'json' | 'bytes' | 'files'
    /** Who asks proves it by the request itself: one that was taken does not count against its address. */
    readonly proves?: true
    /** The answer holds what is kept nowhere: it is not kept under an `Idempotency-Key` either. */
    readonly secret?: true
    /**
     * The route takes a body that can not be read all the same, as `request.unreadable` with `request.rawBody`:
     * a feed's body is kept in quarantine with its reason. Use with `attachValidation: true`.
     */
    readonly keepsUnreadable?: boolean
  }
  interface FastifyRequest {
    caller: Caller
    /** The files that came with a form; null where none can come. */
    files: readonly FormFile[] | null
    /** The bytes of the body as they came; null without a body. */
    rawBody: Buffer | null
    /** Why the body can not be read; null if it can, and always null without `keepsUnreadable`. */
    unreadable: Refusal | null
  }
}
