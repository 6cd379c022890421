/**
 * `npm run test:executables`: makes the executables, and runs the whole-process tests of every app against them, in dist/bin,
 * in place of the source. One app at a time: they measure, and wait for, real processes. Exit status 1 where the making or an
 * app's tests failed.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { findProjects, readArguments, workspaceRoot } from '@qsl/build';
import { runNode } from './run-node.ts';

readArguments({
  name: 'npm run test:executables',
  does:
    'Makes the executables, and runs the whole-process tests of every app against them, slow ones too.\n' +
    'Environment:\n' +
    '  QSL_LONG=1  random tests run long\n' +
    'Exit status: 0 success, 1 failure, 2 usage.',
});

const QSL_BIN_DIR = path.join(workspaceRoot, 'dist/bin');
const PACKAGE = path.join(workspaceRoot, 'tools/package/src/collect.ts');
const RUN_TAP = path.join(workspaceRoot, 'tools/build/src/run-tap.ts');

/** Whether the tests of all apps passed. */
async function testApps(): Promise<boolean> {
  const env = { ...process.env, QSL_BIN_DIR };
  const statuses: number[] = [];
  for (const { folder, manifest } of findProjects()) {
    const cwd = path.join(workspaceRoot, folder);
    const files = globSync('test/**/*.test.ts', { cwd }).sort();
    if (manifest.bin === undefined || files.length === 0) continue;
    statuses.push(await runNode([RUN_TAP, ...files], { cwd, env }));
  }
  return statuses.every((status) => status === 0);
}

const isPacked = (await runNode([PACKAGE], { cwd: workspaceRoot, env: process.env })) === 0;
process.exitCode = isPacked && (await testApps()) ? 0 : 1;
