import { isTest, type Rule } from '../tree.ts';

/** A constant that holds options of a test which runs beside others. */
const SHARED = /^(?:export )?const (\w+)(?:: \w+)? = \{[^}]*\bbuffered: true/gm;

export const optionsAreNotShared: Rule = {
  // Tests that run at once and share the object show each other's output, and the assertion that failed is lost.
  name: 'tap keeps the output of a buffered test in its options: each such test has an object of its own',
  check: (tree) =>
    [...tree]
      .filter(([file]) => isTest(file))
      .flatMap(([file, text]) =>
        [...text.matchAll(SHARED)].map(([, name]) => `${file}: ${name}; make it a function that gives a new one`),
      ),
};
