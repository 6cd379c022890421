import { checked, command, count, parsePath, refuse } from '@qsl/cli';
import { describeCommandLine } from './command-line.ts';
import { SECTIONS } from './sections.ts';
import { LEAST_RUNS } from './statistics.ts';

const QUICK_RUNS = 3;
const MAX_RUNS = 101;

/** Names of sections, separated by commas, in the order of the table. */
export function parseSections(text: string): string[] {
  const all = Object.keys(SECTIONS);
  const wanted = text.split(',');
  if (!wanted.every((name) => all.includes(name)))
    refuse(text, `a list of sections such as engine,feed: ${all.join(', ')}`);
  return all.filter((name) => wanted.includes(name));
}

export const benchCommand = command({
  command: '$0',
  describe: 'measure, and print a table of figures with targets and verdicts',
  options: (parser) =>
    parser
      .option('only', checked('--only', parseSections, { describe: `sections: ${Object.keys(SECTIONS).join(', ')}` }))
      .option(
        'runs',
        checked('--runs', count({ min: 1, max: MAX_RUNS }), {
          describe: `pairs of runs, in turn (default ${LEAST_RUNS}, the fewest that judge anything)`,
        }),
      )
      .option('quick', {
        type: 'boolean',
        default: false,
        describe: `less of everything, ${QUICK_RUNS} runs: for a look, not for the record; what varies is not judged`,
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (qsl-bench/1) instead of text',
      })
      .option('out', checked('--out', parsePath, { describe: 'folder to write bench.txt and bench.json to' })),
  run: async ({ only, runs, quick, json, out }) => {
    const { runBench } = await import('./run.ts');
    return runBench({
      commandLine: describeCommandLine('bench'),
      sections: only ?? Object.keys(SECTIONS),
      runs: runs ?? (quick ? QUICK_RUNS : LEAST_RUNS),
      quick,
      json,
      out,
    });
  },
});
