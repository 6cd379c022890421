import { malformed } from './errors.ts';

/**
 * The text without its final newline. The kernel ends every file read here with one, so its absence means that the
 * text was cut, perhaps in the middle of a number that still looks like one.
 */
export function completeText(text: string, file: string): string {
  if (!text.endsWith('\n')) throw malformed({ file, field: 'end of file' }, text.slice(-20), 'a final newline');
  return text.slice(0, -1);
}

/** The lines of a complete text. */
export function completeLines(text: string, file: string): string[] {
  return completeText(text, file).split('\n');
}

/** The columns of a line, however it is padded. */
export function columnsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}
