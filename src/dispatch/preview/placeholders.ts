/** What is not known before the signature stands as what it is: as long as the true word, and none. */
const NO_CODE = '○'.repeat(10)
const NO_LINK = '○'.repeat(38)

/** Code and page of a message that has not been ordered. */
export function placeholders({ base }: { readonly base: string }) {
  return { genuine: { code: NO_CODE, verify: `${base}/verify/${NO_CODE}` }, page: `${base}/o/${NO_LINK}` }
}
