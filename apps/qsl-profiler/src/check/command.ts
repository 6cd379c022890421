import { checked, command, ExitCode, parsePath } from '@qsl/cli';
import { type CheckFormat, FORMATS } from './formats.ts';

/** `qsl-profiler check`. */
export const checkCommand = command({
  command: 'check <files..>',
  describe: 'Hold artifacts against limits, for CI: exit status 10 when one is broken',
  options: (parser) =>
    parser
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'JSON files of artifacts' })
      .option(
        'thresholds',
        checked('--thresholds', parsePath, { describe: 'JSON file with the limits', demandOption: true }),
      )
      .option('format', { choices: FORMATS, default: 'text', describe: 'How to say it' })
      .example('$0 check --thresholds limits.json after.json', 'what is broken, and why it was limited')
      .example('$0 check --thresholds limits.json after.json --format junit', 'for a CI that reads test suites'),
  run: async ({ files, thresholds, format }) => {
    const { readThresholds } = await import('./thresholds.ts');
    const { readArtifact } = await import('../artifact/read.ts');
    const { checkArtifacts } = await import('./check.ts');
    const { renderFindings } = await import('./formats.ts');
    const limits = readThresholds(thresholds);
    const findings = checkArtifacts(files.map(readArtifact), limits);
    process.stdout.write(renderFindings(findings, format as CheckFormat));
    return findings.every(({ kept }) => kept) ? ExitCode.OK : ExitCode.REGRESSION;
  },
});
