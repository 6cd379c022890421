import { runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { publishCommand } from './publish/command.ts';
import { subscribeCommand } from './subscribe/command.ts';

runCli({
  name: 'qsl-mdfeed',
  summary: 'market data over UDP: publishes a feed, or subscribes to one and finds what was lost',
  version: manifest.version,
  commands: [publishCommand, subscribeCommand],
  examples: [
    ['$0 subscribe 9100 100000 2048 --quiet', 'receive with a small buffer, and count'],
    ['$0 publish 9100 42 20000', 'the feed of 20,000 orders to 127.0.0.1:9100, back to back'],
    ['$0 publish 9100 42 20000 --rate 50000', 'the same feed, 50,000 messages a second'],
    ['$0 publish 9100 --group 239.1.1.1', 'to a multicast group, on the loopback interface'],
  ],
});
