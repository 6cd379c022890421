/**
 * The `test` script of every project: runs the tests of the project in the current folder, leaves the TAP report where
 * the root's `npm test` sums it, and prints failures in full and successes in one line.
 * Those named `*.slow.test.ts` run where QSL_SLOW_TESTS is set, as it is in CI.
 * With arguments (`npm test -- src/codec.test.ts`) only those files run, and the report stays inside the project.
 */
import { spawn } from 'node:child_process';
import { closeSync, globSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describeRun } from './describe-run.ts';
import { readArguments } from './read-arguments.ts';
import { readTapReport, type TapReport } from './tap-report.ts';
import { readManifest, tapResultFile, workspaceRoot } from './workspace.ts';

const NO_REPORT: TapReport = { totals: null, failures: [], emptyFiles: [] };

function readReport(file: string): TapReport {
  try {
    return readTapReport(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_REPORT;
    throw error;
  }
}

/**
 * Variables that must not reach the tests: tap's own, through which a run inside another would talk to the outer one, and
 * those by which a terminal, or Nx, would change what programs under test print.
 */
const NOT_FOR_TESTS = /^(?:TAP|TAP_.*|_?TAPJS_.*|FORCE_COLOR|NO_COLOR)$/;

/** Only to end a file that hangs: the slowest take some 30 s on two busy cores. */
const FILE_TIMEOUT_SECONDS = 300;

/** Compiled modules, types stripped, of every test process and whatever it starts: a third of the time of all tests. */
const COMPILE_CACHE = path.join(workspaceRoot, 'node_modules/.cache/tests');

function testEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_FOR_TESTS.test(name));
  return {
    ...Object.fromEntries(inherited),
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    TAP: '1', // plain TAP rather than a report for people
    TAP_TIMEOUT: String(FILE_TIMEOUT_SECONDS),
  };
}

function runTap(files: string[], reportFile: string): Promise<number> {
  const report = openSync(reportFile, 'w');
  const args = ['--conditions=@qsl/source', path.join(import.meta.dirname, 'spawn-tests.ts'), ...files];
  const child = spawn(process.execPath, args, { stdio: ['ignore', report, 'inherit'], env: testEnvironment() });
  closeSync(report);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const project = readManifest(process.cwd()).name;
const chosen = readArguments({
  name: 'npm test',
  takes: '[FILE…]',
  does:
    'Runs the tests of the project in this folder, or these files of it.\n' +
    'Environment:\n' +
    '  QSL_SLOW_TESTS=1  also those named *.slow.test.ts',
});
const all = globSync(['src/**/*.test.ts', 'test/**/*.test.ts']).sort();
/** `name.slow.test.ts` takes many seconds: CI runs those too, with QSL_SLOW_TESTS=1; a run before every commit need not. */
const quick = process.env.QSL_SLOW_TESTS ? all : all.filter((file) => !file.endsWith('.slow.test.ts'));
const files = chosen.length > 0 ? chosen : quick;
const reportFile = chosen.length > 0 ? path.resolve('.tap/chosen.tap') : tapResultFile(project);

mkdirSync(path.dirname(reportFile), { recursive: true });
rmSync(reportFile, { force: true });
const tapStatus = files.length > 0 ? await runTap(files, reportFile) : 0;
const { passed, text } = describeRun({ project, files, tapStatus, report: readReport(reportFile) });
process.stdout.write(text);
process.exitCode = passed ? 0 : 1;
