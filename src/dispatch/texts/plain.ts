/** Free text of a list, an officer or an enterprise: on one line, or it could be read as a line of ours. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** Without the blanks between characters and figures; those inside names of equipment (`DA001 DA002`) stay. */
export function tight(text: string): string {
  return plain(text).replaceAll(/(?<=\p{Script=Han}) (?=\d)|(?<=[\d%]) (?=\p{Script=Han})/gu, '')
}
