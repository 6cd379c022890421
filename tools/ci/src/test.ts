/**
 * The root's `npm test`: lints and type checks the whole workspace, tests every project through Nx, and ends with one
 * line that sums the assertions of all projects. Exit status 1 on any failure, 128 and its number for a signal.
 *
 * Lint and types are one run each over everything: as a task a project, npm and Nx would take longer than the work.
 */
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProjects, readArguments, workspaceRoot } from '@qsl/build';
import { runNode } from './run-node.ts';
import { formatSummary, readResults, sumUp } from './summary.ts';

readArguments({
  name: 'npm test',
  does:
    'Lints and type checks the whole workspace and runs the tests of all projects; the last line sums them.\n' +
    'The tests of one project: npm test -w PROJECT -- [FILE…]\n' +
    'Environment:\n' +
    '  QSL_SLOW_TESTS=1  also the tests named *.slow.test.ts\n' +
    '  QSL_LONG=1        random tests run long\n' +
    'Exit status: 0 success, 1 failure, 2 usage.',
});

/** Quiet npm's own lines; keep Nx from starting a daemon, drawing over the terminal, or reaching for its cloud. */
const ENVIRONMENT = {
  ...process.env,
  npm_config_loglevel: 'silent',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  // Nx colours whatever it writes under CI=true, log files included. (NO_COLOR would do for Nx, and make Node complain.)
  ...(process.stdout.isTTY ? {} : { FORCE_COLOR: '0' }),
};

/** Runs a development tool of the workspace; gives its exit status. */
function runTool(name: string, args: string[]): Promise<number> {
  const tool = path.join(workspaceRoot, 'node_modules/.bin', name);
  return runNode([tool, ...args], { cwd: workspaceRoot, env: ENVIRONMENT });
}

// A report from an earlier run must not stand in for one that is missing now.
rmSync(path.join(workspaceRoot, '.tap-results'), { recursive: true, force: true });
const projects = findProjects();
const typed = globSync('{apps,libs,tools}/*/tsconfig.json', { cwd: workspaceRoot }).map((file) => path.dirname(file));
const lintStatus = await runTool('biome', ['check', '.']);
const typeStatus = await runTool('tsc', ['-b', ...typed]);
const nxStatus = await runTool('nx', ['run-many', '--targets=test', '--outputStyle=static']);

const results = readResults(projects);
const testsFailed = sumUp(results, []).fail > 0;
const checks = [
  { name: 'lint: biome check', ok: lintStatus === 0 },
  { name: 'types: tsc -b', ok: typeStatus === 0 },
  { name: 'the test tasks, see above', ok: nxStatus === 0 || testsFailed },
];
process.stdout.write(`\n${formatSummary(results, checks)}`);
process.exitCode = sumUp(results, checks).fail > 0 ? 1 : 0;
