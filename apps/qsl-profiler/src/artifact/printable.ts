/**
 * Text from outside as one line that a terminal shows and does not obey. A thread may call itself any 15 bytes (prctl(2),
 * PR_SET_NAME), and a function whatever its program likes: escape sequences, line breaks, marks that turn what follows
 * around. A line break or tab becomes a blank, each other such character "?", so that the length stays.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\t\n\v\f\r\p{Zl}\p{Zp}]/gu, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '?');
}
