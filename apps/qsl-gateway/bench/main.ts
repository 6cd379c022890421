/** `npm run bench`: the benchmarks of the gateway, one after the other, each in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ExitCode, noOptions, runScript } from '@qsl/cli';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PROGRAMS = ['durability.ts', 'market-data-cost.ts'];

async function runAll(): Promise<ExitCode> {
  for (const program of PROGRAMS) {
    const args = [...process.execArgv, path.join(import.meta.dirname, program)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals) => child.kill(signal); // it puts its gateways away, and says so
    for (const signal of SIGNALS) process.on(signal, pass);
    const [status] = await once(child, 'exit');
    for (const signal of SIGNALS) process.off(signal, pass);
    if (status !== ExitCode.OK) return status ?? ExitCode.FAILURE;
  }
  return ExitCode.OK;
}

runScript({
  name: 'bench',
  summary: 'What a journal and market data cost an order. Each has options, and a script of its own.',
  describe: 'run bench:durability, and then bench:market-data',
  options: noOptions,
  run: runAll,
  examples: [
    ['npm run bench -w qsl-gateway', 'both, as they are by default'],
    ['npm run bench:durability -w qsl-gateway -- --help', 'the options of one'],
  ],
});
