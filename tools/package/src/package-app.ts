/**
 * The `package` script of every app: makes its executable, the archive to hand out, its bill of materials and their
 * checksums, in dist/package, or dist/package-TARGET for another system (`--target linux-arm64`).
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest, workspaceRoot } from '@qsl/build';
import { packArchive } from './archive.ts';
import { cacheOf, MAIN, NATIVE_PART } from './asset-names.ts';
import { formatBom } from './bom.ts';
import { bundleProgram } from './bundle.ts';
import { checksumsOf, formatChecksums, hashFile } from './checksums.ts';
import { warmUp } from './code-cache.ts';
import { readTarget } from './command-line.ts';
import { bundledComponents, formatNotices, readComponent } from './components.ts';
import { buildExecutable } from './executable.ts';
import { locateParts } from './parts.ts';
import { formatReadme } from './readme.ts';
import { hostTarget } from './targets.ts';

/** Starts the executable once, as bare as can be. Throws where it does not say its version. */
function assertRuns(executable: string, version: string): void {
  const said = execFileSync(executable, ['--version'], { cwd: '/', env: {}, encoding: 'utf8' }).trim();
  if (said !== version) throw new Error(`${executable} --version says "${said}" instead of "${version}"`);
}

const target = readTarget({
  command: 'npm run package -w APP --',
  does: 'Makes the executable of an app, in its dist/package or, for another system than this, in dist/package-TARGET.',
});
const isHost = target.name === hostTarget().name;
const app = process.cwd();
const { name, version = '0.0.0' } = readManifest(app);
const output = path.join(app, isHost ? 'dist/package' : `dist/package-${target.name}`);
const work = `${output}.building`;
for (const folder of [output, work]) rmSync(folder, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const parts = await locateParts(target);
if (parts.nodeVersion !== process.versions.node) {
  // Compiled code and the form of the executable belong to one version.
  throw new Error(`this is Node ${process.versions.node}, not the pinned ${parts.nodeVersion}: use "npm run package".`);
}
const { files, start, metafile } = await bundleProgram({ folder: app, workFolder: work });
const { help, cache } = warmUp(files[MAIN] as string);
// Compiled code is for the processor it was compiled on.
const assets = { ...files, [NATIVE_PART]: parts.nativePart, ...(isHost ? { [cacheOf(MAIN)]: cache } : {}) };
const ship = path.join(work, 'ship');
mkdirSync(ship);
const executable = path.join(ship, name);
await buildExecutable(
  { start, assets, node: { file: parts.nodeFile, version: parts.nodeVersion } },
  { output: executable, target, workFolder: work },
);

if (isHost) assertRuns(executable, version);

const sha256 = hashFile(executable);
const koffi = readComponent(parts.koffiFolder, path.join(workspaceRoot, 'node_modules/koffi'));
const components = [...bundledComponents(metafile, app), koffi];
const node = { version: parts.nodeVersion, contains: process.versions };
const common = { name, version, sha256, wasRun: isHost };
const description = help.split('\n', 1)[0]?.replace(`${name}: `, '') ?? '';
const texts = {
  'README.md': formatReadme({ ...common, target, help }),
  LICENSE: readFileSync(path.join(workspaceRoot, 'LICENSE'), 'utf8'),
  'THIRD-PARTY-NOTICES': formatNotices([...components, readComponent(parts.nodeFolder)]),
  [`${name}.cdx.json`]: formatBom({ ...common, description, target: target.name, components, node }),
};
for (const [file, text] of Object.entries(texts)) {
  writeFileSync(path.join(ship, file), text);
  // Whatever the umask: the mode is in the archive.
  chmodSync(path.join(ship, file), 0o644);
}
const release = `${name}-${version}-${target.name}`;
const archive = `${release}.tar.zst`;
await packArchive(path.join(ship, archive), { folder: ship, files: [name, ...Object.keys(texts)], root: release });
for (const file of ['README.md', 'LICENSE', 'THIRD-PARTY-NOTICES']) rmSync(path.join(ship, file));
writeFileSync(path.join(ship, 'SHA256SUMS'), formatChecksums(checksumsOf(ship, [name, archive, `${name}.cdx.json`])));

// The folder appears whole or not at all.
renameSync(ship, output);
rmSync(work, { recursive: true });
const megabytes = (file: string): string => `${(statSync(path.join(output, file)).size / 1e6).toFixed(1)} MB`;
process.stdout.write(`${name} for ${target.name}: ${megabytes(name)}, archive ${megabytes(archive)}, ${sha256}\n`);
