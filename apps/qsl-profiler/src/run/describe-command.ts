import { lastName } from '../provenance/last-name.ts';

/** Absolute paths of more than one name, after what may come before one; and the one home that has one name. */
const PATH = /(?<![\w.}:/-])(?:~?(?:\/[\w.@+-]+)+\/[\w.@+-]+|\/root(?![\w.@+/-]*[\w.@+-]))/g;

/** A text without folders, which are nobody's business: every absolute path in it is cut to its last name. */
export function withoutFolders(text: string): string {
  return text.replaceAll(PATH, lastName);
}

/** Words as one line, quoted where a shell would need it, without folders. */
export function describeWords(words: readonly string[]): string {
  return words.map((word) => quoted(withoutFolders(word))).join(' ');
}

function quoted(word: string): string {
  return /^[\w.,:=@%+/{}…-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
