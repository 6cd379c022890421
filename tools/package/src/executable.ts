import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pkg from '@yao-pkg/pkg/lib-es5/sea.js';
import { stripElf } from './strip-elf.ts';
import type { Target } from './targets.ts';

export interface ExecutableParts {
  /** The script that the executable starts with. */
  start: string;
  /** File by asset name. */
  assets: Record<string, string>;
  /** Node for the target, and its version without a "v". */
  node: { file: string; version: string };
}

/**
 * Puts Node, the start script and the assets into one executable file. `workFolder` is used up and must be a
 * build's own: this process makes it its home and its folder for temporary files, where the packer looks for what it
 * would otherwise download.
 */
export async function buildExecutable(
  { start, assets, node }: ExecutableParts,
  { output, target, workFolder }: { output: string; target: Target; workFolder: string },
): Promise<void> {
  process.env.HOME = workFolder;
  process.env.TMPDIR = workFolder;
  placeInCache({ node, target, home: workFolder });
  // The packer runs in a folder that it makes under TMPDIR. Node stores the name of the start script as it is given here:
  // an absolute one would make the bytes depend on where they were built.
  const main = path.join('..', path.basename(start));
  const platform = target.platform === 'darwin' ? 'macos' : target.platform;
  await pkg.default(start, {
    targets: [{ nodeRange: `node${node.version}`, platform, arch: target.arch, output }],
    signature: target.platform === 'darwin',
    // Options in the environment are for Node's users; who runs this program need not know of Node.
    seaConfig: { ...NODE_SEA_CONFIG, assets, ...{ main, execArgvExtension: 'none' } },
  });
  chmodSync(output, 0o755);
}

/** No snapshot: what the programs are made of, sockets and threads, cannot be in one. The code cache is an asset. */
const NODE_SEA_CONFIG = { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: false };

/** Leaves Node where the packer keeps its downloads, so that it makes none. The `.ok` files say "complete". */
function placeInCache({ node, target, home }: { node: ExecutableParts['node']; target: Target; home: string }): void {
  const name = path.join(home, '.pkg-cache/sea', `node-v${node.version}-${target.name}`);
  mkdirSync(path.join(name, 'bin'), { recursive: true });
  const original = readFileSync(node.file);
  writeFileSync(path.join(name, 'bin/node'), target.platform === 'linux' ? stripElf(original) : original, {
    mode: 0o755,
  });
  for (const complete of [path.join(name, 'bin/node.ok'), `${name}.tar.gz`, `${name}.tar.gz.ok`])
    writeFileSync(complete, '');
}
