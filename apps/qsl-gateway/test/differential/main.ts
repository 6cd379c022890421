/**
 * `npm run differential -- --streams 5000 --commands 10000000 --seed 1`: the transports against a session in this process,
 * and the engine against the naive reference. Prints a summary of each; exits with 1 where two differ.
 */
import { checked, count, ExitCode, exitOnSignals, runScript } from '@qsl/cli';
import { circumstances } from '../circumstances.ts';
import { compareCommands } from './commands.ts';
import { compareStreams } from './streams.ts';

const whole = count({ min: 0, max: Number.MAX_SAFE_INTEGER });

runScript({
  name: 'differential',
  summary: 'The transports against a session in one process, and the engine against a naive reference.',
  describe: 'compare, and print what differs as JSON',
  options: (parser) =>
    parser
      .option('streams', checked('--streams', whole, { describe: 'for each transport', default: '500' }))
      .option('commands', checked('--commands', whole, { describe: 'for the engine', default: '200000' }))
      .option('seed', checked('--seed', whole, { describe: 'of every choice', default: '1' })),
  run: async ({ streams, commands, seed }) => {
    const facts = circumstances();
    const undo: (() => unknown)[] = [];
    const endGateways = () => {
      for (const end of undo.splice(0)) end();
    };
    process.on('exit', endGateways);
    const signalsEnd = exitOnSignals('differential');
    const print = (summary: object, since: number) => {
      const seconds = Number(((performance.now() - since) / 1000).toFixed(1));
      process.stdout.write(
        `${JSON.stringify({ schema: 'qsl-differential/1', ...facts, seed, ...summary, seconds })}\n`,
      );
    };
    const began = performance.now();
    const compared = await compareStreams({ teardown: (end) => undo.push(end) }, { streams, seed });
    print(compared, began);
    endGateways();
    signalsEnd(); // what follows never comes back to the event loop
    const next = performance.now();
    const { difference, ...rest } = compareCommands({ commands, seed });
    const differences = difference === undefined ? [] : [difference];
    print({ ...rest, differences }, next);
    return compared.differences.length + differences.length > 0 ? ExitCode.FAILURE : ExitCode.OK;
  },
  examples: [['npm run differential -- --streams 5000 --commands 10000000 --seed 1', 'for the record']],
});
