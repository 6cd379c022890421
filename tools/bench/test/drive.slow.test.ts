/** The load driver against the programs that it is made for: what they answer, and how they end. */
import t from 'tap';
import { type Bench, whyMissing } from '../src/bench.ts';
import type { Command } from '../src/children.ts';
import { drive } from '../src/driver.ts';
import { floor, gateway, withServers } from '../src/gateway.ts';
import { buildYardsticks } from '../src/yardsticks.ts';

const bench: Bench = {
  ...{ runs: 1, quick: true, placement: { serverCpu: undefined, driverCpu: undefined, note: '' } },
  yardsticks: buildYardsticks(),
  progress: () => {},
};
const skip = process.platform !== 'linux' ? 'needs Linux' : (whyMissing(bench, 'load_driver', 'socket_floor') ?? false);

/** Without the options by which tap gets its own loader into every program that a test starts. */
const bare = (command: Command): Command => ({
  ...command,
  ...{ file: 'env', args: ['-u', 'NODE_OPTIONS', command.file, ...command.args] },
});

t.test('a gateway fills every second order and a floor none, and both end in order', { skip }, async (t) => {
  const commands = {
    epoll: bare(gateway(undefined, '--epoll')),
    threaded: bare(gateway(undefined)),
    floor: floor(bench),
  };
  await withServers(commands, async (servers) => {
    for (const [name, fills] of Object.entries({ epoll: 1000, threaded: 1000, floor: 0 })) {
      const server = servers[name as keyof typeof servers];
      t.match(await drive(bench, server, 'pipe', 1, 8, 2000), { fills, rejects: 0 }, name);
    }
  });
});
