import { ExitCode, runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { benchCommand } from './command.ts';

runCli({
  name: 'bench',
  summary: 'What the project costs, beside native yardsticks that are measured in the same run.',
  version: manifest.version,
  commands: [benchCommand],
  examples: [
    ['npm run bench', 'measure everything, some minutes on two quiet CPUs'],
    ['npm run bench -- --quick --only engine,session', 'a look at two sections'],
    ['npm run bench -- --runs 7 --out results', 'for the record: results/bench.txt and results/bench.json'],
  ],
  exitCodes: [ExitCode.UNTRUSTED],
});
