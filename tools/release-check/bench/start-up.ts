/**
 * `npm run bench`: how long the built files take to start, beside the same program as `node main.cjs`, and what memory an
 * idle gateway takes. Runs alternate, so that what else the machine does hits both.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { workspaceRoot } from '@qsl/build';
import { count, ExitCode, noOptions, PrerequisiteError, parseAs, runScript } from '@qsl/cli';
import { readStatus } from '@qsl/procfs';

const PROGRAMS = ['qsl-gateway', 'qsl-client', 'qsl-mdfeed', 'qsl-profiler'];
const USUAL_RUNS = '41';
/** An idle gateway is one that has had time to collect what its start left. */
const SETTLE_MS = 3000;

const executable = (program: string): string[] => [path.join(workspaceRoot, 'dist/bin', program)];
const bundle = (program: string): string[] => [
  process.execPath,
  path.join(workspaceRoot, 'apps', program, 'dist/bundle/main.cjs'),
];

function timeMs([file, ...args]: string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(file as string, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: status ${status}: ${stderr}`);
  return performance.now() - start;
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => ascending(values)[Math.floor(values.length / 2)] as number;

/** Ranks that enclose the median with 95 % confidence: binomial, in its normal approximation. */
function medianInterval(values: readonly number[]): [number, number] {
  const half = 0.98 * Math.sqrt(values.length);
  const at = (rank: number): number => ascending(values)[Math.round(rank)] as number;
  return [at(Math.max(0, values.length / 2 - half - 1)), at(Math.min(values.length - 1, values.length / 2 + half))];
}

function compare(name: string, { program, args, runs }: { program: string; args: string[]; runs: number }): void {
  const pairs = Array.from({ length: runs }, () => {
    return { packed: timeMs([...executable(program), ...args]), bundled: timeMs([...bundle(program), ...args]) };
  });
  const ratios = pairs.map(({ packed, bundled }) => packed / bundled);
  const [low, high] = medianInterval(ratios).map((ratio) => ratio.toFixed(2));
  const ms = (key: 'packed' | 'bundled'): string =>
    `${median(pairs.map((pair) => pair[key])).toFixed(1)} ms`.padStart(9);
  const ratio = `${median(ratios).toFixed(2)} [${low}, ${high}]`;
  process.stdout.write(`${name.padEnd(28)} ${ms('packed')}  ${ms('bundled')}  ${ratio}\n`);
}

async function startGateway(command: string[], args: string[]): Promise<{ gateway: ChildProcess; port: string }> {
  const [file, ...first] = command;
  const gateway = spawn(file as string, [...first, '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(gateway.stdout, 'data')) as [Buffer];
  return { gateway, port: /:(\d+) /.exec(String(line))?.[1] ?? '' };
}

async function idleMemory(command: string[], args: string[]): Promise<string> {
  const { gateway } = await startGateway(command, args);
  await delay(SETTLE_MS);
  const { vmRssBytes = 0 } = readStatus({ pid: gateway.pid as number });
  gateway.kill();
  await once(gateway, 'exit');
  return `${(vmRssBytes / 2 ** 20).toFixed(0)} MiB resident`;
}

/** Throws PrerequisiteError where there is nothing to start. */
function assertBuilt(): void {
  const files = PROGRAMS.flatMap((program) => [executable(program)[0], bundle(program)[1]]) as string[];
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return;
  throw new PrerequisiteError({
    code: 'NOT_PACKED',
    message: `there is no ${path.relative(workspaceRoot, missing)}`,
    remedy: 'Make it with: npm run package.',
  });
}

async function measure(): Promise<ExitCode> {
  const runs = parseAs('QSL_BENCH_RUNS', count({ min: 1, max: 1000 }), process.env.QSL_BENCH_RUNS ?? USUAL_RUNS);
  assertBuilt();
  process.stdout.write(
    `${''.padEnd(28)} ${'packed'.padStart(9)}  ${'bundle'.padStart(9)}  ratio [95 %], ${runs} pairs\n`,
  );
  for (const program of PROGRAMS) compare(`${program} --help`, { program, args: ['--help'], runs });
  const { gateway, port } = await startGateway(executable('qsl-gateway'), ['--epoll']);
  try {
    compare('qsl-client, one round trip', { program: 'qsl-client', args: [port], runs });
  } finally {
    gateway.kill();
  }
  for (const program of PROGRAMS) {
    process.stdout.write(`${program}: ${(statSync(executable(program)[0] as string).size / 1e6).toFixed(1)} MB\n`);
  }
  for (const args of [['--epoll'], []]) {
    for (const [name, command] of Object.entries({
      packed: executable('qsl-gateway'),
      bundle: bundle('qsl-gateway'),
    })) {
      process.stdout.write(`idle gateway ${args[0] ?? 'threaded'}, ${name}: ${await idleMemory(command, args)}\n`);
    }
  }
  return ExitCode.OK;
}

runScript({
  name: 'start-up',
  summary: 'How long the built files take to start, and what memory an idle gateway takes.',
  describe: 'start the executables in dist/bin and the bundles in turn, and print what that takes',
  options: noOptions,
  run: measure,
  examples: [['npm run package && npm run bench -w @qsl/release-check', 'of what is in the workspace now']],
  notes: 'Environment:\n  QSL_BENCH_RUNS  pairs of starts (41)',
});
