import { ExitCode, runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { tortureCommand } from './command.ts';

runCli({
  name: 'torture',
  summary: 'Hostile clients and a hostile machine for a living gateway, and a model that checks every byte.',
  version: manifest.version,
  commands: [tortureCommand],
  examples: [
    ['npm run torture', 'a minute on each transport'],
    ['npm run torture -- --seed 7 --minutes 30 --transport epoll', 'one transport, for longer'],
    [
      'npm run torture -- --seed 1 --minutes 30 --transport epoll --out results',
      'for the record: results/torture_epoll.{txt,json}; and the same with threaded',
    ],
    ['npm run torture -- --gateway dist/bin/qsl-gateway', 'the packed gateway'],
    ['npm run torture -- --replay results/torture-epoll-seed-7-round-3.json', 'what went wrong, again'],
  ],
  exitCodes: [ExitCode.UNTRUSTED],
});
