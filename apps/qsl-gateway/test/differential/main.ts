/**
 * `npm run differential -- --streams 5000 --commands 10000000 --seed 1`: the transports against a session in this process,
 * and the engine against the naive reference. Prints a summary of each; exits with 1 where two differ.
 */
import { parseArgs } from 'node:util';
import { ExitCode } from '@qsl/cli';
import { compareCommands } from './commands.ts';
import { compareStreams } from './streams.ts';

const USAGE = 'npm run differential -- [--streams 500] [--commands 200000] [--seed 1]';

function readOptions(): { streams: number; commands: number; seed: number } | undefined {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  try {
    const { values } = parseArgs({
      options: { streams: number('500'), commands: number('200000'), seed: number('1') },
    });
    const [streams, commands, seed] = [Number(values.streams), Number(values.commands), Number(values.seed)];
    return [streams, commands, seed].every((value) => Number.isSafeInteger(value) && value >= 0)
      ? { streams, commands, seed }
      : undefined;
  } catch {
    return undefined;
  }
}

async function main(): Promise<ExitCode> {
  const options = readOptions();
  if (options === undefined) {
    process.stderr.write(`usage: ${USAGE}, with whole numbers\n`);
    return ExitCode.USAGE;
  }
  const { streams, commands, seed } = options;
  const undo: (() => unknown)[] = [];
  process.on('exit', () => {
    for (const end of undo) end();
  });
  const began = performance.now();
  const compared = await compareStreams({ teardown: (end) => undo.push(end) }, { streams, seed });
  const print = (summary: object, since: number) => {
    const seconds = Number(((performance.now() - since) / 1000).toFixed(1));
    process.stdout.write(`${JSON.stringify({ schema: 'qsl-differential/1', seed, ...summary, seconds })}\n`);
  };
  print(compared, began);
  const next = performance.now();
  const { difference, ...rest } = compareCommands({ commands, seed });
  const differences = difference === undefined ? [] : [difference];
  print({ ...rest, differences }, next);
  return compared.differences.length + differences.length > 0 ? ExitCode.FAILURE : ExitCode.OK;
}

process.exitCode = await main();
