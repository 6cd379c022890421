/** `npm run bench`: the benchmarks of the gateway, one after the other, each in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ExitCode, exitOnSignals, noOptions, runScript } from '@qsl/cli';

const PROGRAMS = ['durability.ts', 'market-data-cost.ts'];

async function runAll(): Promise<ExitCode> {
  exitOnSignals('bench');
  for (const program of PROGRAMS) {
    const args = [...process.execArgv, path.join(import.meta.dirname, program)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const stop = () => child.kill(); // it puts its gateways away
    process.on('exit', stop);
    const [status] = await once(child, 'exit');
    process.off('exit', stop);
    if (status !== ExitCode.OK) return ExitCode.FAILURE;
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
