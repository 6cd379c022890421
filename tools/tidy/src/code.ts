import path from 'node:path';
import jsTokens, { type Token } from 'js-tokens';

const BLANK = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'SingleLineComment',
  'MultiLineComment',
  'HashbangComment',
]);
const STRINGS = new Set(['StringLiteral', 'NoSubstitutionTemplate', 'TemplateHead', 'TemplateMiddle', 'TemplateTail']);

/** The tokens of a source that mean something to the machine: no blanks, no comments. */
export function tokensOf(source: string): Token[] {
  return Array.from(jsTokens(source)).filter(({ type }) => !BLANK.has(type));
}

/** The text inside each string and each piece of a template, without its quotes. */
export function stringsOf(source: string): string[] {
  return tokensOf(source)
    .filter(({ type }) => STRINGS.has(type))
    .map(({ value }) => value.replace(/^['"`}]|(?:['"`]|\$\{)$/g, ''));
}

/** Names in the code: each by itself, and with the one that it is first asked of: `performance`, `Math.random`. */
export function namesOf(source: string): string[] {
  const tokens = tokensOf(source);
  return tokens.flatMap(({ type, value }, index) => {
    if (type !== 'IdentifierName') return [];
    const dotted = tokens[index - 1]?.value === '.';
    const owner = tokens[index - 2];
    if (!dotted) return tokens[index + 1]?.value === ':' ? [] : [value];
    const ownerIsFirst = owner?.type === 'IdentifierName' && tokens[index - 3]?.value !== '.';
    return ownerIsFirst ? [`${owner.value}.${value}`] : [];
  });
}

/** What a source imports or re-exports, by the names it uses: `node:fs`, `./a.ts`, `@qsl/posix`. */
export function importsOf(source: string): string[] {
  const tokens = tokensOf(source);
  return tokens.flatMap(({ type, value }, index) => {
    if (type !== 'StringLiteral') return [];
    const before = tokens[index - 1]?.value;
    const imported = before === 'from' || before === 'import';
    const called = before === '(' && ['import', 'require'].includes(tokens[index - 2]?.value ?? '');
    return imported || called ? [value.slice(1, -1)] : [];
  });
}

/** The package that an import names (`@qsl/posix/x` → `@qsl/posix`); null for a file or a module of Node. */
export function packageOf(imported: string): string | null {
  if (/^(?:\.|\/|node:)/.test(imported)) return null;
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The path that a relative name in `file` stands for. */
export function resolveFrom(file: string, name: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), name));
}
