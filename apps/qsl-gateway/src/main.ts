import { runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { journalCommand, snapshotCommand } from './journal-command.ts';
import { replayCommand } from './replay-command.ts';
import { serveCommand } from './serve-command.ts';

runCli({
  name: 'qsl-gateway',
  summary: 'An order gateway over TCP: a deterministic exchange whose socket path is real.',
  version: manifest.version,
  commands: [serveCommand, replayCommand, journalCommand, snapshotCommand],
  examples: [
    ['$0', 'serve on 127.0.0.1:9009, a thread a connection'],
    ['$0 0 --epoll --stats', 'serve on a free port from one epoll loop; at the end print counters as JSON'],
    ['$0 9009 --md-port 9100', 'publish market data too; qsl-mdfeed subscribe 9100 receives it'],
    ['$0 9009 --journal orders --durability sync', 'lose no order that was acknowledged'],
    ['$0 journal verify orders', 'check that it could start from that folder again'],
    ['$0 replay orders.txt', 'run the commands of a transcript and print them with their outcomes'],
  ],
});
