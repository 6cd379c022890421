import { globSync } from 'node:fs';
import path from 'node:path';
import { checked, command, ExitCode, parsePath, prepareFolder, UsageError } from '@qsl/cli';

const DEFAULT_NAME = 'report.html';

/** `qsl-profiler report`. */
export const reportCommand = command({
  command: 'report [files..]',
  describe: 'Draw artifacts into one HTML file that needs no network (default: all in results)',
  options: (parser) =>
    parser
      .positional('files', { type: 'string', array: true, default: [], describe: 'JSON files of artifacts' })
      .option('out', checked('--out', parsePath, { describe: `The file to write (default: results/${DEFAULT_NAME})` }))
      .example('$0 report', 'all of results into results/report.html')
      .example('$0 report before.json after.json --out both.html', 'two artifacts'),
  run: async ({ files, out }) => {
    const { readAnyArtifact } = await import('../artifact/read.ts');
    const { writeSingle } = await import('../artifact/write.ts');
    const { findWorkspaceRoot } = await import('../provenance/workspace.ts');
    const { hashFile } = await import('../provenance/source-hash.ts');
    const results = path.join(findWorkspaceRoot() ?? process.cwd(), 'results');
    const chosen = files.length > 0 ? files : await artifactsIn(results);
    const artifacts = chosen.map((file) => {
      const { artifact, name } = readAnyArtifact(file);
      return { artifact, file, json: { name, sha256: hashFile(file) } };
    });
    const { renderPage } = await import('./page.ts');
    const target = out ?? path.join(results, DEFAULT_NAME);
    prepareFolder(path.dirname(target));
    await writeSingle({
      folder: path.dirname(target),
      name: path.basename(target),
      content: renderPage(artifacts),
    });
    process.stdout.write(`${path.relative(process.cwd(), target)}\n`);
    return ExitCode.OK;
  },
});

/** The files of a folder that are artifacts; which others there are, and why they are none, is said. */
async function artifactsIn(folder: string): Promise<string[]> {
  const { readAnyArtifact } = await import('../artifact/read.ts');
  const found = globSync('*.json', { cwd: folder })
    .sort()
    .map((name) => path.relative(process.cwd(), path.join(folder, name)))
    .filter((file) => {
      try {
        return readAnyArtifact(file) !== undefined;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        process.stderr.write(`left out: ${error.message}\n`);
        return false;
      }
    });
  if (found.length > 0) return found;
  throw new UsageError('there is no artifact to draw in results', {
    code: 'NO_ARTIFACTS',
    remedy: 'Name some: qsl-profiler report FILE…, or make one first: qsl-profiler gateway-io.',
  });
}
