/** A program for the whole-process tests of this package: every way to end, and every kind of option. */
import { readFileSync } from 'node:fs';
import {
  type AnyCommand,
  bytes,
  checked,
  command,
  count,
  diagnostics,
  duration,
  ExitCode,
  exitOnSignals,
  PrerequisiteError,
  parsePort,
  parsePrice,
  parseU64,
  RuntimeFailure,
  runCli,
  UntrustedMeasurement,
} from '../src/index.ts';

const STDIN = 0;

const ENDINGS: Record<string, () => unknown> = {
  posix: () => Object.assign(new Error('bind 127.0.0.1:9: in use'), { code: 'EADDRINUSE', call: 'bind' }),
  prerequisite: () => new PrerequisiteError({ code: 'NO_TRACER', message: 'no tracer', remedy: 'Install one.' }),
  runtime: () => new RuntimeFailure({ code: 'BROKE', message: 'it broke' }),
  untrusted: () => new UntrustedMeasurement({ code: 'FEW_TICKS', message: 'too few ticks' }),
  defect: () => new TypeError('oops'),
  text: () => 'just text',
};

const serve = command({
  command: '$0 [port]',
  describe: 'print the options',
  options: (parser) =>
    parser
      .positional('port', checked('port', parsePort, { describe: 'port', default: '9009' }))
      .option('epoll', { type: 'boolean', default: false, describe: 'one thread' })
      .option(
        'idle-timeout',
        checked('--idle-timeout', duration({ plainUnit: 's' }), { describe: 't', default: '30s' }),
      )
      .option('count', checked('--count', count({ min: 1, max: 9 }), { describe: 'how many' }))
      .option('buffer', checked('--buffer', bytes({ min: 1, max: 2 ** 20 }), { describe: 'bytes' }))
      .option('id', checked('--id', parseU64, { describe: 'id' }))
      .option('price', checked('--price', parsePrice, { describe: 'price' })),
  run: ({ port, epoll, idleTimeout, count, buffer, id, price }) => {
    process.stdout.write(`${JSON.stringify({ port, epoll, idleTimeout, count, buffer, id, price })}\n`);
    return ExitCode.OK;
  },
});

const end = command({
  command: 'end <how>',
  describe: 'throw, now or from a callback',
  options: (parser) =>
    parser
      .positional('how', { choices: Object.keys(ENDINGS), demandOption: true, type: 'string' })
      .option('late', { type: 'boolean', default: false }),
  run: ({ how, late }) => {
    process.stdout.write('before\n');
    const keptAlive = setInterval(() => {}, 60_000);
    if (late) setImmediate(() => raise(how));
    else raise(how);
    return keptAlive.hasRef() ? ExitCode.OK : ExitCode.FAILURE;
  },
});

function raise(how: string): never {
  throw ENDINGS[how]!();
}

const flood = command({
  command: 'flood',
  describe: 'write until nobody reads',
  options: (parser) => parser,
  run: async () => {
    const line = 'x'.repeat(1023);
    for (;;) await new Promise((resolve) => process.stdout.write(`${line}\n`, resolve));
  },
});

const regress = command({
  command: 'regress',
  describe: 'end with the status of a regression',
  options: (parser) => parser.option('colour', { choices: ['green', 'blue'] }),
  run: () => {
    diagnostics('trial')('looked at %d runs', 2);
    return ExitCode.REGRESSION;
  },
});

const need = command({
  command: 'need',
  describe: 'do nothing without an option',
  options: (parser) => parser.option('this', { type: 'string', demandOption: true }),
  run: () => ExitCode.OK,
});

const wait = command({
  command: 'wait',
  describe: 'wait for a signal, and then for the end of the standard input',
  options: (parser) => parser,
  run: async () => {
    exitOnSignals('trial');
    process.on('exit', () => {
      readFileSync(STDIN); // takes as long as it stays open
      process.stdout.write('put away\n');
    });
    process.stdout.write('ready\n');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    return ExitCode.OK;
  },
});

const commands: AnyCommand[] = [serve, end, flood, regress, need, wait];
const exitCodes = [ExitCode.REGRESSION];
const examples: [string, string][] = [['$0 0 --epoll', 'serve on a free port']];
void runCli({
  name: 'trial',
  summary: 'a program on trial',
  version: '1.2.3',
  commands,
  examples,
  notes: 'Notes.',
  exitCodes,
});
