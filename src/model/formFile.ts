/** A file that a browser sent with a form (附件). */
export interface FormFile {
  /** Of the form. */
  readonly field: string
  /** As its sender calls it: said by a stranger, and no path. */
  readonly name: string
  readonly bytes: Buffer
}
