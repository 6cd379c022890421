import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';

const PROGRAMS = ['collect.ts', 'package-app.ts'];

function run(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { NODE_OPTIONS, ...env } = process.env;
  const command = [path.join(import.meta.dirname, program), ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env });
}

t.test('--help says how a program is used, and does nothing else', async (t) => {
  for (const program of PROGRAMS) {
    t.match(
      run(program, '--help'),
      { status: 0, stdout: /^Usage: npm run package .*linux-arm64/, stderr: /^$/ },
      program,
    );
  }
});

t.test('a command line that cannot be meant is answered with what can be, and status 2', async (t) => {
  const cases: [args: string[], message: RegExp][] = [
    [['--target', 'nope'], /^package: no Node is pinned for "nope".*\nUsage: npm run package /],
    [['--bogus'], /^package: Unknown option '--bogus'.*\nUsage: /],
    [['linux-x64'], /^package: Unexpected argument 'linux-x64'.*\nUsage: /],
  ];
  for (const program of PROGRAMS) {
    for (const [args, message] of cases) {
      t.match(run(program, ...args), { status: 2, stdout: /^$/, stderr: message }, `${program} ${args.join(' ')}`);
    }
  }
});
