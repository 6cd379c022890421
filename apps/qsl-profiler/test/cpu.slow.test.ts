import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { findPerfEvidence } from '../src/cpu/evidence.ts';
import type { CpuArtifact } from '../src/cpu/result.ts';
import { isRunning, processesMarked } from './processes.ts';
import { contentOf, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const onLinux = () => ({ buffered: true, skip: process.platform === 'linux' ? false : 'needs Linux' });
const evidence = findPerfEvidence();
const withPerf = () => ({ ...onLinux(), ...(evidence.class === 'constrained' ? { skip: evidence.found } : {}) });

t.jobs = 3;

/** Computes for a while in functions whose names are looked for. The amount of work is fixed, not the time. */
const BUSY = `function innermost(n) { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(i); return s; }
function outermost() { let s = 0; for (let i = 0; i < 60; i++) s += innermost(1e6); return s; }
`;

function program(t: Test, code: string): { folder: string; command: string } {
  const folder = t.testdir({ out: {}, bin: {}, 'busy.mjs': code });
  return { folder, command: `${process.execPath} ${path.join(folder, 'busy.mjs')}` };
}

async function look(t: Test, folder: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const out = path.join(folder, 'out');
  const profiler = startProfiler(t, { experiment: 'cpu', args: [...args, '--name', 'x', '--out', out], env });
  const ending = await profiler.ended;
  t.strictSame(processesMarked(profiler.mark), [], 'nothing is left running');
  const files = contentOf(out);
  const json = files['cpu_x.json'];
  const artifact = json === undefined ? undefined : (JSON.parse(json) as CpuArtifact);
  if (artifact !== undefined) t.strictSame(validateArtifact(artifact, 'cpu'), []);
  return { ...ending, files, artifact };
}

const has = (artifact: CpuArtifact | undefined, name: RegExp) =>
  artifact?.profile?.functions.some((entry) => name.test(entry.name) && entry.totalShare > 0) ?? false;

t.test("perf's samples of a command name its JavaScript, and can be drawn", withPerf(), async (t) => {
  const { folder, command } = program(t, `${BUSY}outermost();`);
  const { code, stderr, files, artifact } = await look(t, folder, [
    'flamegraph',
    '--source',
    'perf',
    '--command',
    command,
  ]);
  t.equal(code, 0, stderr);
  t.equal(artifact?.evidence.class, evidence.class);
  t.equal(artifact?.evidence.by, 'perf');
  // The one may have been compiled into the other.
  t.ok(has(artifact, /^(?:inner|outer)most busy\.mjs:[12]$/), artifact?.profile?.stacks[0] ?? '');
  t.match(files['cpu_x.svg'], /(?:inner|outer)most/);
  t.notOk(files['cpu_x.json']?.includes(folder), 'and no folder');
  t.strictSame(globSync('isolate-*-v8.log'), [], 'what V8 wrote for it is taken away');
});

t.test("V8's own samples are constrained evidence, of a command", onLinux(), async (t) => {
  const { folder, command } = program(t, `${BUSY}outermost();`);
  const { code, stderr, artifact } = await look(t, folder, ['record', '--source', 'v8', '--command', command]);
  t.equal(code, 0, stderr);
  t.strictSame([artifact?.evidence.class, artifact?.evidence.by], ['constrained', 'v8']);
  t.ok(has(artifact, /^(?:inner|outer)most busy\.mjs:[12]$/));
  const svg = path.join(folder, 'drawn');
  mkdirSync(svg);
  const from = path.join(folder, 'out/cpu_x.json');
  const drawn = await startProfiler(t, { experiment: 'cpu', args: ['flamegraph', '--from', from, '--out', svg] }).ended;
  t.equal(drawn.code, 0, drawn.stderr);
  t.match(contentOf(svg)['cpu_x.svg'], /busy\.mjs/);
});

t.test('and of a process that runs, which goes on afterwards', onLinux(), async (t) => {
  const { folder, command } = program(t, `${BUSY}process.stdout.write('up'); setInterval(() => innermost(2e7), 50);`);
  const [file = '', ...args] = command.split(' ');
  const child = spawn(file, ['--inspect-port=0', ...args], { stdio: ['ignore', 'pipe', 'ignore'], env: {} });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const target = ['--target', String(child.pid), '--duration', '500ms'];
  const { code, stderr, artifact } = await look(t, folder, ['record', '--source', 'v8', ...target]);
  t.equal(code, 0, stderr);
  t.ok(has(artifact, / busy\.mjs:\d+$/), JSON.stringify(artifact?.profile?.functions));
  t.ok(isRunning(child.pid));
});

t.test('a program that is none of Node is not sent the signal that might end it', onLinux(), async (t) => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  const { code, stderr, files } = await look(t, t.testdir({ out: {} }), [
    ...['record', '--source', 'v8', '--target', String(child.pid)],
  ]);
  t.equal(code, 2);
  t.match(stderr, /does not run on Node/);
  t.strictSame(files, {});
  t.ok(isRunning(child.pid));
});

t.test('without perf, procfs counts, and says that it did', onLinux(), async (t) => {
  const { folder, command } = program(t, `${BUSY}outermost();`);
  symlinkSync('/bin/sh', path.join(folder, 'bin/sh'));
  const { code, stderr, artifact } = await look(t, folder, ['stat', '--command', command], {
    PATH: path.join(folder, 'bin'),
  });
  t.equal(code, 0, stderr);
  t.strictSame([artifact?.evidence.class, artifact?.evidence.by], ['constrained', 'procfs']);
  t.match(artifact?.provenance.tunables, { '--frequency': { value: '199', from: 'default' } });
  const cpu = artifact?.counters?.find(({ name }) => name === 'CPU time, exact')?.quantity.value;
  t.ok(cpu === null || Number(cpu) > 0);
});

t.test('a process is said to have been watched for as long as perf watched it', withPerf(), async (t) => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  for (const action of ['record', 'stat']) {
    const args = [action, '--source', action === 'record' ? 'perf' : 'auto', '--duration', '300ms'];
    const { code, stderr, artifact } = await look(t, t.testdir({ out: {} }), [...args, '--target', String(child.pid)]);
    t.equal(code, 0, stderr);
    t.match(artifact?.subject.elapsed, { value: 300, source: /sleep of perf/ }, action);
  }
});

t.test('a command that fails, and flags that do not go together', onLinux(), async (t) => {
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['record', '--source', 'v8', '--command', 'false'], 1, /"false" ended unasked \(exit 1\)/],
    [['stat'], 2, /either --command.* or --target/],
  ];
  for (const [args, wanted, message] of cases) {
    const { code, stderr, files } = await look(t, t.testdir({ out: {} }), args);
    t.equal(code, wanted);
    t.match(stderr, message);
    t.strictSame(files, {});
  }
});
