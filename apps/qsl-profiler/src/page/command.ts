import { globSync } from 'node:fs';
import path from 'node:path';
import { checked, command, ExitCode, UsageError } from '@qsl/cli';

const DEFAULT_NAME = 'report.html';

/** `qsl-profiler report`. */
export const reportCommand = command({
  command: 'report [files..]',
  describe: 'Draw artifacts into one HTML file that needs no network (default: all in results)',
  options: (parser) =>
    parser
      .positional('files', { type: 'string', array: true, default: [], describe: 'JSON files of artifacts' })
      .option(
        'out',
        checked('--out', (text) => text, { describe: `The file to write (default: results/${DEFAULT_NAME})` }),
      ),
  run: async ({ files, out }) => {
    const { readArtifact } = await import('../artifact/read.ts');
    const { prepareFolder, writeSingle } = await import('../artifact/write.ts');
    const { findWorkspaceRoot } = await import('../provenance/workspace.ts');
    const { hashFile } = await import('../provenance/source-hash.ts');
    const results = path.join(findWorkspaceRoot() ?? process.cwd(), 'results');
    const chosen = files.length > 0 ? files : await artifactsIn(results);
    const { isCpuProfile, readCpuProfile } = await import('../cpu/read.ts');
    const profiles = chosen.filter(isCpuProfile).map((file) => {
      return { artifact: readCpuProfile(file), json: { name: path.basename(file), sha256: hashFile(file) } };
    });
    const measured = chosen.filter((file) => !isCpuProfile(file));
    const artifacts = measured.map((file) => {
      const { artifact, name } = readArtifact(file);
      return { artifact, json: { name, sha256: hashFile(file) } };
    });
    const { renderPage } = await import('./page.ts');
    const target = out ?? path.join(results, DEFAULT_NAME);
    prepareFolder(path.dirname(target));
    await writeSingle({
      folder: path.dirname(target),
      name: path.basename(target),
      content: renderPage(artifacts, profiles),
    });
    process.stdout.write(`${path.relative(process.cwd(), target)}\n`);
    return ExitCode.OK;
  },
});

/** The files of a folder that are artifacts of experiments, or CPU profiles; others are none of this report's. */
async function artifactsIn(folder: string): Promise<string[]> {
  const { readArtifact } = await import('../artifact/read.ts');
  const { isCpuProfile } = await import('../cpu/read.ts');
  const found = globSync(`${folder}/*.json`)
    .sort()
    .filter((file) => {
      try {
        return isCpuProfile(file) || readArtifact(file) !== undefined;
      } catch (error) {
        if (error instanceof UsageError) return false;
        throw error;
      }
    });
  if (found.length > 0) return found;
  throw new UsageError('there is no artifact to draw in results', {
    code: 'NO_ARTIFACTS',
    remedy: 'Name some: qsl-profiler report FILE…, or make one first: qsl-profiler gateway-io.',
  });
}
