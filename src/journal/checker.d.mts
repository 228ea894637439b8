/** What the offline checker finds. */
export interface Checked {
  readonly ok: boolean
  readonly entries: number
  readonly head: string | null
  readonly checkpoints?: number
  readonly broken?: { readonly n: number | null; readonly why: string }
}
export function check(
  lines: Iterable<string> | AsyncIterable<string>,
  options?: {
    readonly checkpoints?: readonly object[]
    readonly keys?: readonly string[]
    readonly from?: number
    readonly to?: number | null
  },
): Promise<Checked>
export function sm3(bytes: Uint8Array): string
