/** Options that change what is answered, and where the answering threads run. */
import { getCpuAffinity, platform } from '@qsl/posix';
import { readTasks } from '@qsl/procfs';
import { reasonName } from '@qsl/wire-protocol';
import t from 'tap';
import { decodeAll, newOrder, TimeInForce } from './frames.ts';
import { type RunningGateway, startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';

/** CPUs of this machine that the threads of the gateway are each bound to alone. */
function pinnedTo({ pid }: RunningGateway): number[][] {
  return readTasks({ pid })
    .tasks.map(({ status }) => status.cpusAllowed)
    .filter(({ length }) => length === 1);
}

for (const transport of transports) {
  t.test(`${transport}: symbols, risk limits and capacity are as told`, async (t) => {
    const limits = ['--max-orders', '2', '--max-order-quantity', '10', '--max-notional', '1000'];
    const args = ['--symbols', 'A,B,C', ...limits, ...(transport === 'epoll' ? ['--spin'] : [])];
    const gateway = await startGateway(t, { transport, args });
    const peer = Peer.connect(t, gateway);
    const cases: [terms: Parameters<typeof newOrder>[0], reason: string | undefined][] = [
      [{ id: 1n, symbol: 3 }, 'UnknownSymbol'],
      [{ id: 1n, symbol: 2, quantity: 11, price: 1n }, 'MaxQuantityExceeded'],
      [{ id: 1n, symbol: 2, quantity: 10, price: 101n }, 'MaxNotionalExceeded'],
      [{ id: 1n, symbol: 2, quantity: 10, price: 100n }, undefined],
      [{ id: 1n, symbol: 2 }, 'DuplicateOrderId'],
      [{ id: 1n, symbol: 1 }, undefined],
      [{ id: 2n, symbol: 0 }, 'StorageExhausted'],
      [{ id: 2n, symbol: 0, timeInForce: TimeInForce.IOC }, undefined],
    ];
    for (const [terms, reason] of cases) {
      peer.send(newOrder(terms));
      const [reply] = decodeAll(peer.receive(reason === undefined ? 32 : 25));
      t.equal(reply && 'reason' in reply ? reasonName(reply.reason) : undefined, reason, reason ?? 'accepted');
    }
    const { stats } = await gateway.stop();
    t.match(stats, { orders: cases.length, restingOrders: 2, rejects: { StorageExhausted: 1, UnknownSymbol: 1 } });
  });

  t.test(`${transport}: --cpu binds the serving threads`, { skip: platform !== 'linux' && 'Linux only' }, async (t) => {
    const cpu = getCpuAffinity().at(-1)!;
    const gateway = await startGateway(t, { transport, args: ['--cpu', String(cpu)] });
    Peer.connect(t, gateway).roundTrip();
    if (getCpuAffinity().length > 1) {
      const [first, ...others] = pinnedTo(gateway);
      t.same(first, [cpu]);
      t.ok(transport === 'epoll' ? others.length === 0 : others.length > 0);
      for (const cpus of others) t.same(cpus, [cpu]);
    }
    await gateway.stop();
  });
}
