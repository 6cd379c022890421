/**
 * `npm run test:executables`: the whole-process tests of every app, run against the executables in dist/bin in place of
 * the source. One app at a time: they measure, and wait for, real processes. Exit status 1 where an app's tests failed.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { findProjects, workspaceRoot } from '@qsl/build';

const QSL_BIN_DIR = path.join(workspaceRoot, 'dist/bin');
const RUN_TAP = path.join(workspaceRoot, 'tools/build/src/run-tap.ts');

for (const { folder, manifest } of findProjects()) {
  const cwd = path.join(workspaceRoot, folder);
  const files = globSync('test/**/*.test.ts', { cwd }).sort();
  if (manifest.bin === undefined || files.length === 0) continue;
  const { status } = spawnSync(process.execPath, [RUN_TAP, ...files], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, QSL_BIN_DIR },
  });
  if (status !== 0) process.exitCode = 1;
}
