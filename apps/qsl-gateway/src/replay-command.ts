import { checked, command, count, ExitCode, parsePath } from '@qsl/cli';

/** `qsl-gateway replay FILE|-`: run a transcript's commands and print it whole. */
export const replayCommand = command({
  command: 'replay <file>',
  describe: 'Run the commands of a transcript and print it with their outcomes',
  options: (parser) =>
    parser
      .positional(
        'file',
        checked('file', parseFile, { describe: 'Transcript to read; - for standard input', demandOption: true }),
      )
      .option(
        'max-orders',
        checked('--max-orders', count({ min: 1, max: 2 ** 24 }), {
          describe: 'Orders that can rest at once',
          default: '1048576',
        }),
      )
      .option(
        'max-symbols',
        checked('--max-symbols', count({ min: 1, max: 2 ** 20 }), {
          describe: 'Symbols that can be registered',
          default: '65536',
        }),
      )
      .example('$0 replay orders.txt', 'its commands, with their outcomes')
      .example('$0 replay - < orders.txt > whole.txt', 'from standard input'),
  run: async ({ file, maxOrders, maxSymbols }) => {
    const { replayFile } = await import('./replay.ts');
    await replayFile(file, { maxOrders, maxSymbols });
    return ExitCode.OK;
  },
});

/** yargs takes a lone dash for an option without a name, and hands over an empty text in its place. */
function parseFile(text: string): string {
  return text === '' && process.argv.includes('-') ? '-' : parsePath(text);
}
