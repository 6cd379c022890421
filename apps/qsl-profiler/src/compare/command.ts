import { checked, command, ExitCode, refuse, UsageError } from '@qsl/cli';
import { OBSTACLES, type ObstacleName } from './obstacles.ts';

const MAX_MARGIN_PERCENT = 100;

/** `qsl-profiler compare`. */
export const compareCommand = command({
  command: 'compare <files..>',
  describe: 'Compare artifacts, metric by metric: BASELINE CANDIDATE, or --baseline for several files a side',
  options: (parser) =>
    parser
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'JSON files of artifacts' })
      .option('baseline', {
        type: 'string',
        array: true,
        default: [],
        describe: 'What to compare with; may be repeated',
      })
      .option(
        'margin',
        checked('--margin', parsePercent, {
          describe: 'Changes up to so many per cent are no difference',
          default: '2',
        }),
      )
      .option('despite', {
        type: 'string',
        array: true,
        default: [],
        choices: OBSTACLES,
        describe: 'Compare all the same; may be repeated',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the comparison as JSON' })
      .example('$0 compare before.json after.json', 'what changed; exit status 10 on a regression')
      .example('$0 compare --baseline b1.json --baseline b2.json a1.json a2.json', 'several files a side'),
  run: async ({ files, baseline, margin, despite, json }) => {
    const { compareSides, DEFAULT_RULES } = await import('./compare.ts');
    const { readArtifact } = await import('../artifact/read.ts');
    const { reportComparison } = await import('./report.ts');
    const [before, after] = divide(files, baseline);
    const sides = { baseline: before.map(readArtifact), candidate: after.map(readArtifact) };
    const comparison = compareSides(sides, { ...DEFAULT_RULES, margin }, despite as ObstacleName[]);
    process.stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : reportComparison(comparison));
    if (comparison.verdict === 'regression') return ExitCode.REGRESSION;
    return comparison.verdict === 'not comparable' ? ExitCode.UNTRUSTED : ExitCode.OK;
  },
});

function divide(files: readonly string[], baseline: readonly string[]): [string[], string[]] {
  if (baseline.length > 0) return [[...baseline], [...files]];
  const [before, after, ...more] = files;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError(`compare takes two files, or --baseline and one or more: there are ${files.length}`);
  }
  return [[before], [after]];
}

function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || percent > MAX_MARGIN_PERCENT)
    refuse(text, `a number of per cent from 0 to ${MAX_MARGIN_PERCENT}`);
  return percent / 100;
}
