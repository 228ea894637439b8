import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { EmbeddedDb } from '../../db/embedded.ts'
import type { Routes } from '../../http/app-type.ts'
import { backUpEmbedded } from './backup.ts'

export const copied = z.object({ file: z.string() })

/**
 * `POST /backup` (备份): the embedded database has one owner, the running server, so it is the server that copies it,
 * into its own directory; `airshed backup` takes the copy from there. PostgreSQL is backed up past the server.
 */
export function backupRoutes(directory: string): Routes {
  return (app, { db, clock }) => {
    if (!(db instanceof EmbeddedDb)) return
    app.post(
      '/backup',
      { config: { action: 'backup.take' }, schema: { response: { 201: copied } } },
      async (_request, reply) => {
        const file = join(directory, 'backup.tar.gz')
        // Left over from a command that did not come back for it.
        for (const name of [file, `${file}.json`]) rmSync(name, { force: true })
        await backUpEmbedded(db, file, clock.now())
        return await reply.code(201).send({ file })
      },
    )
  }
}
