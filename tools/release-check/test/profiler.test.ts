/** The packed profiler profiles the packed gateway beside it, tells which one that was, and can be interrupted. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { bareSurroundings, emptyFolder, fromSource, stage } from './support/release.ts';
import { run, start } from './support/run.ts';

const QSL_PROFILE_CONNECTIONS = '10';
const QSL_PROFILE_REPETITIONS = '1';

/** Where a program is installed, or undefined. */
function which(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

const strace = which('strace');
const skip = process.platform === 'linux' && strace !== undefined ? false : 'needs Linux and strace';

t.test('gateway-io, in the folder given with --out', { skip }, async (t) => {
  const files = stage(t, ['qsl-profiler', 'qsl-gateway']);
  // A PATH that leads to the tracer, to the program it is tried on, and to nothing else.
  const PATH = path.join(emptyFolder(t), 'tools');
  mkdirSync(PATH);
  for (const tool of ['strace', 'true']) symlinkSync(which(tool) as string, path.join(PATH, tool));
  const out = emptyFolder(t, 0o777);
  const surroundings = bareSurroundings(t, {
    PATH,
    QSL_PROFILE_CONNECTIONS,
    QSL_PROFILE_REPETITIONS,
    HOME: emptyFolder(t, 0o555),
  });
  const { code, stdout, stderr } = await run(t, [files('qsl-profiler'), 'gateway-io', '--out', out], surroundings);
  t.equal(code, 0, stderr);
  t.strictSame(readdirSync(out).sort(), ['socket_profile_loopback.json', 'socket_profile_loopback.txt']);
  t.equal(readFileSync(path.join(out, 'socket_profile_loopback.txt'), 'utf8'), stdout);
  const { kind, provenance } = JSON.parse(readFileSync(path.join(out, 'socket_profile_loopback.json'), 'utf8'));
  const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  t.equal(kind, 'gateway-io');
  t.match(provenance.facts, {
    gatewayBuild: 'binary qsl-gateway',
    gatewaySha256: hashOf(files('qsl-gateway')),
    profilerBuild: `bundled, SHA-256 ${hashOf(files('qsl-profiler'))}`,
    sourcesSha256: 'unavailable',
  });
});

t.test('without a gateway beside it, it says what to do', { skip }, async (t) => {
  const files = stage(t, ['qsl-profiler']);
  const surroundings = bareSurroundings(t, { PATH: path.dirname(strace as string) });
  const { code, stderr } = await run(t, [files('qsl-profiler'), 'gateway-io'], surroundings);
  t.equal(code, 2);
  t.match(stderr, /Put qsl-gateway beside qsl-profiler/);
});

/** A gateway that says its process id into a pipe before it becomes the real one. */
function announcingGateway(folder: string, gateway: string): { program: string; announced: () => Promise<number> } {
  const program = path.join(folder, 'gateway');
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', ['--mode=666', pipe]);
  writeFileSync(program, `#!/bin/sh\necho $$ > '${pipe}'\nexec '${gateway}' "$@"\n`, { mode: 0o755 });
  return { program, announced: async () => Number((await promisify(execFile)('cat', [pipe])).stdout) };
}

t.test('interrupted, it ends as from source, and its gateway with it', { skip }, async (t) => {
  const files = stage(t, ['qsl-profiler', 'qsl-gateway']);
  const surroundings = bareSurroundings(t, {
    PATH: process.env.PATH,
    QSL_PROFILE_CONNECTIONS,
    QSL_PROFILE_REPETITIONS,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const endings = [];
    for (const [file, ...first] of [fromSource('qsl-profiler'), [files('qsl-profiler')] as [string]]) {
      const { program, announced } = announcingGateway(emptyFolder(t), files('qsl-gateway'));
      const args = ['gateway-io', '--out', emptyFolder(t, 0o777), '--gateway-bin', program];
      const profiler = start(t, [file, ...first, ...args], surroundings);
      const gateway = await announced();
      profiler.kill(signal);
      endings.push(await profiler.ended);
      t.throws(() => process.kill(gateway, 0), { code: 'ESRCH' }, 'the gateway is gone');
    }
    const [expected, got] = endings;
    t.strictSame(got, expected, signal);
  }
});
