import { command, ExitCode } from '@qsl/cli';
import { FORMATS } from './exporter.ts';

/** `qsl-profiler export`. */
export const exportCommand = command({
  command: 'export <file>',
  describe: 'Print an artifact as text, JSON, CSV or Markdown',
  options: (parser) =>
    parser
      .positional('file', { type: 'string', demandOption: true, describe: 'JSON file of an artifact' })
      .option('format', { choices: FORMATS, demandOption: true, describe: 'As what' })
      .example('$0 export after.json --format csv > after.csv', 'a line a metric')
      .example('$0 export environment.json --format markdown', 'for an issue or a pull request'),
  run: async ({ file, format }) => {
    const { readAnyArtifact } = await import('../artifact/read.ts');
    const { damageOf } = await import('../artifact/damage.ts');
    const { hashFile } = await import('../provenance/source-hash.ts');
    const { exporterFor } = await import('./exporter.ts');
    const { name, artifact } = readAnyArtifact(file);
    const render = await exporterFor(format);
    try {
      process.stdout.write(await render({ artifact, json: { name, sha256: hashFile(file) } }));
      return ExitCode.OK;
    } catch (error) {
      throw damageOf(error, { file, kind: artifact.kind });
    }
  },
});
