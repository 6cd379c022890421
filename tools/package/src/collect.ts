/**
 * `npm run package`: has Nx make the executables of all apps and lays them out in dist/bin, with one SHA256SUMS. With
 * `-- --target linux-arm64` it builds them for another system, in dist/bin/linux-arm64, which is done anew each time.
 */
import { execFileSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { findProjects, workspaceRoot } from '@qsl/build';
import { formatChecksums, hashFile, parseChecksums } from './checksums.ts';
import { readTarget } from './command-line.ts';
import { hostTarget } from './targets.ts';

const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };

const target = readTarget({
  command: 'npm run package --',
  does: 'Makes the executables of all apps, in dist/bin or, for another system than this, in dist/bin/TARGET.',
});
const foreign = target.name === hostTarget().name ? undefined : target;
const apps = findProjects().filter(
  ({ manifest }) => manifest.bin !== undefined && manifest.scripts?.package !== undefined,
);
const bin = path.join(workspaceRoot, 'dist/bin', foreign?.name ?? '');

/** Runs a program of the workspace under this very Node, and shows what it prints. Throws where it fails. */
function run(file: string, args: readonly string[], cwd = workspaceRoot): void {
  const env = { ...process.env, ...NX_ENVIRONMENT };
  execFileSync(process.execPath, [path.join(workspaceRoot, file), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Puts a file into dist/bin, unless that very file is there. It appears whole, also while the old one is running. */
function place(file: string, sha256: string): void {
  const destination = path.join(bin, path.basename(file));
  if (existsSync(destination) && hashFile(destination) === sha256) return;
  const unfinished = `${destination}.part`;
  copyFileSync(file, unfinished, constants.COPYFILE_FICLONE);
  renameSync(unfinished, destination);
}

if (foreign === undefined) {
  run('node_modules/.bin/nx', ['run-many', '-t', 'package', '--outputStyle=static']);
} else {
  for (const { folder } of apps) {
    run('tools/package/src/package-app.ts', ['--target', foreign.name], path.join(workspaceRoot, folder));
  }
}

mkdirSync(bin, { recursive: true });
const sums = apps.flatMap(({ folder }) => {
  const made = path.join(
    workspaceRoot,
    folder,
    foreign === undefined ? 'dist/package' : `dist/package-${foreign.name}`,
  );
  const entries = parseChecksums(readFileSync(path.join(made, 'SHA256SUMS'), 'utf8'));
  for (const { file, sha256 } of entries) place(path.join(made, file), sha256);
  return entries;
});
const wanted = new Set(sums.map(({ file }) => file));
for (const entry of readdirSync(bin, { withFileTypes: true })) {
  // Files of an earlier version; folders are other targets.
  if (entry.isFile() && !wanted.has(entry.name)) rmSync(path.join(bin, entry.name));
}
writeFileSync(path.join(bin, 'SHA256SUMS'), formatChecksums(sums));
process.stdout.write(`${path.relative(process.cwd(), bin)}: ${apps.map(({ name }) => name).join(', ')}\n`);
