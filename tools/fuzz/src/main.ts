import { runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { fuzzCommand } from './command.ts';

runCli({
  name: 'fuzz',
  summary:
    'Changed inputs by the million through everything that reads bytes, each checked against an independent oracle.',
  version: manifest.version,
  commands: [fuzzCommand],
  examples: [
    ['npm run fuzz', 'a million executions of the codec and the session, in proportion of the rest'],
    ['npm run fuzz -- --target session --executions 100000000 --seed 1', 'a hundred million of the session'],
    [
      'npm run fuzz -- --executions 50000000 --seed 1 --threads 2 --out results',
      'for the record: results/fuzz.{txt,json}',
    ],
    ['npm run fuzz -- --replay fuzz-failures/session-0123456789abcdef.json', 'a failure that was found, once more'],
    [
      'npm run fuzz -- --target segment --executions 0 --explore 100000 --keep',
      'look for new code, keep what reaches it',
    ],
  ],
  notes:
    'A failure that is found is exit status 1: its inputs, made small, are in the file that is named. ' +
    'One seed and one number of threads are one run: every execution of it comes again.',
});
