import { checked, command, ExitCode, parsePath, refuse } from '@qsl/cli';

const ACTIONS = ['inspect', 'verify', 'replay'] as const;
type Action = (typeof ACTIONS)[number];

const folderOption = checked('folder', parsePath, { describe: 'Folder of the journal', demandOption: true });

/** `qsl-gateway journal inspect|verify|replay FOLDER`: read a journal and change nothing. */
export const journalCommand = command({
  command: 'journal <action> <folder>',
  describe: 'Look into a journal: inspect its files, verify them, or replay them and print the books',
  options: (parser) =>
    parser
      .positional(
        'action',
        checked('action', parseAction, { describe: 'inspect, verify or replay', demandOption: true }),
      )
      .positional('folder', folderOption)
      .option('json', { type: 'boolean', default: false, describe: 'Print the result as one JSON line' })
      .example('$0 journal verify orders', 'could a gateway start from it?')
      .example('$0 journal inspect orders --json', 'its files, sequence numbers, records and damages'),
  run: async ({ action, folder, json }) => {
    const { inspect, replay, verify } = await import('./journal/reports.ts');
    const { text, isSound, value } = { inspect, replay, verify }[action](folder);
    process.stdout.write(json ? `${JSON.stringify(value)}\n` : text);
    return isSound ? ExitCode.OK : ExitCode.FAILURE;
  },
});

/** `qsl-gateway snapshot FOLDER`: shorten the next recovery. */
export const snapshotCommand = command({
  command: 'snapshot <folder>',
  describe: 'Write the state at the end of a journal that no gateway uses, for recovery to start from',
  options: (parser) =>
    parser
      .positional('folder', folderOption)
      .option('remove-older', {
        type: 'boolean',
        default: false,
        describe: 'Remove the files that recovery then needs no more',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the result as one JSON line' })
      .example('$0 snapshot orders --remove-older', 'recovery starts from here, older files go'),
  run: async ({ folder, removeOlder, json }) => {
    const { snapshot } = await import('./journal/reports.ts');
    const { text, value } = snapshot(folder, { removeOlder });
    process.stdout.write(json ? `${JSON.stringify(value)}\n` : text);
    return ExitCode.OK;
  },
});

function parseAction(text: string): Action {
  return ACTIONS.find((action) => action === text) ?? refuse(text, 'inspect, verify or replay');
}
