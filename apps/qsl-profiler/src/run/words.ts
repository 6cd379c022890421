import { UsageError } from '@qsl/cli';

/** Outside quotes these would mean something to a shell, and mean nothing here: better an error than a surprise. */
const SHELL_ONLY = '|&;<>()$`*?[';

/**
 * Splits a command line into words without a shell. Blanks separate words. '…' is taken as it stands; within "…" a
 * backslash quotes the next " or \; outside quotes a backslash quotes any character. There are no variables, no patterns,
 * no pipes: a character that only a shell understands is an error unless it is quoted. `label` opens the messages.
 */
export function splitWords(label: string, text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1];
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === quote) {
      quote = undefined;
    } else if (quote === undefined && (char === "'" || char === '"')) {
      quote = char;
      word ??= '';
    } else if (char === '\\' && quotesNext(quote, next)) {
      word = (word ?? '') + next;
      at++;
    } else if (quote === undefined && SHELL_ONLY.includes(char)) {
      throw new UsageError(`${label}: "${char}" needs a shell, and none is used`, {
        remedy: `Quote it, put the command into a script, or say it to a shell: sh -c '…'.`,
      });
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined) throw new UsageError(`${label}: a ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw new UsageError(`${label}: there is no command in it`);
  return words;
}

function quotesNext(quote: string | undefined, next: string | undefined): next is string {
  if (next === undefined || quote === "'") return false;
  return quote === undefined || next === '"' || next === '\\';
}

/** Replaces {name} by its value wherever it stands in a word. Names that are not given a value stay as they are. */
export function fillIn(words: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return words.map((word) => fillInText(word, values));
}

/** The same in one text. */
export function fillInText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}
