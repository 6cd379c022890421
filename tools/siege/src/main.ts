import { ExitCode, runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { siegeCommand } from './command.ts';

runCli({
  name: 'siege',
  summary: 'Attacks a live gateway and measures what that costs it, and others. Exit status 1: something did not hold.',
  version: manifest.version,
  commands: [siegeCommand],
  examples: [
    ['npm run siege', 'every attack on both transports, some minutes on two quiet CPUs'],
    ['npm run siege -- --only slow-loris --transport epoll', 'one attack on one transport'],
    ['npm run siege -- --gateway dist/bin/qsl-gateway', 'on the executable'],
    ['npm run siege -- --out results', 'for the record: results/siege.txt and results/siege.json'],
  ],
  exitCodes: [ExitCode.UNTRUSTED],
});
