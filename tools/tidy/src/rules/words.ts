import { namesOf } from '../code.ts';
import { isSource, type Rule, type Tree } from '../tree.ts';

/** These two have to name what they forbid. */
const EXEMPT = ['tools/tidy/src/rules/words.ts', 'tools/tidy/src/rules/words.test.ts'];

const LEFT_FOR_LATER = /\b(?:TODO|FIXME|XXX)\b/;
/** The home of one person or one machine; nobody else has it. */
const MACHINE_PATH = /(?<![\w.~])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Z]:\\\\?\w/;

function offendingLines(tree: Tree, pattern: RegExp, wanted: (file: string) => boolean): string[] {
  return [...tree]
    .filter(([file]) => wanted(file) && !EXEMPT.includes(file))
    .flatMap(([file, text]) =>
      text.split('\n').flatMap((line, index) => {
        const [found] = pattern.exec(line) ?? [];
        return found === undefined ? [] : [`${file}:${index + 1}: ${found}`];
      }),
    );
}

export const nothingLeftForLater: Rule = {
  name: 'no note of work left for later',
  // tap writes `# TODO` itself, so the tools that read TAP name it, in strings and tests.
  check: (tree) => offendingLines(tree, LEFT_FOR_LATER, (file) => !/tap-report|describe-run/.test(file)),
};

export const noMachinePaths: Rule = {
  name: 'no path that exists on one machine only',
  check: (tree) => offendingLines(tree, MACHINE_PATH, () => true),
};

export const noConsole: Rule = {
  name: 'no console.*: results go to stdout, diagnostics through debug to stderr',
  check: (tree) =>
    [...tree]
      .filter(([file]) => isSource(file))
      .flatMap(([file, text]) => {
        const names = namesOf(text).filter((name) => /^console(?:\.|$)/.test(name));
        return names.length === 0 ? [] : [`${file}: ${[...new Set(names)].join(', ')}`];
      }),
};
