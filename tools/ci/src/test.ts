/**
 * The root's `npm test`: type checks, lints and tests every project through Nx, checks the root's own files, and ends
 * with one line that sums the assertions of all projects. Exit status 1 on any failure.
 */
import { spawn } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProjects, workspaceRoot } from '@qsl/build';
import { formatSummary, readResults, sumUp } from './summary.ts';

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

/** Runs a development tool of the workspace under this very Node; gives its exit status, 1 where a signal ended it. */
function runTool(name: string, args: string[]): Promise<number> {
  const tool = path.join(workspaceRoot, 'node_modules/.bin', name);
  const child = spawn(process.execPath, [tool, ...args], {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: ENVIRONMENT,
  });
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

const rootFiles = globSync('*.{json,jsonc,ts,js}', { cwd: workspaceRoot }).filter(
  (name) => name !== 'package-lock.json',
);

// A report from an earlier run must not stand in for one that is missing now.
rmSync(path.join(workspaceRoot, '.tap-results'), { recursive: true, force: true });
const rootStatus = await runTool('biome', ['check', ...rootFiles]);
const nxStatus = await runTool('nx', ['run-many', '--targets=typecheck,lint,test', '--outputStyle=static']);

const results = readResults(findProjects());
const testsFailed = sumUp(results, []).fail > 0;
const checks = [
  { name: 'the files of the root folder: biome check', ok: rootStatus === 0 },
  { name: 'a task that is no test (typecheck or lint), see above', ok: nxStatus === 0 || testsFailed },
];
process.stdout.write(`\n${formatSummary(results, checks)}`);
process.exitCode = sumUp(results, checks).fail > 0 ? 1 : 0;
