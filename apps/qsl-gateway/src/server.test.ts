import { hasEpoll } from '@qsl/posix';
import t from 'tap';
import type { GatewayOptions, TransportName } from './options.ts';
import { startGateway } from './server.ts';

const options: GatewayOptions = {
  transport: 'threaded',
  host: '127.0.0.1',
  port: 0,
  symbols: ['AAPL'],
  risk: { maxOrderQuantity: 1, maxNotional: 1 },
  maxOrders: 1,
  maxConnections: 1,
  output: { maxOutbufBytes: 1024, maxOutbufHardBytes: 8192 },
  idleTimeoutMs: 0,
  frameTimeoutMs: 0,
  spin: false,
  cpu: undefined,
  stats: false,
};
const transports: TransportName[] = hasEpoll ? ['threaded', 'epoll'] : ['threaded'];

for (const transport of transports) {
  t.test(`${transport}: stopping again, even after the end, does nothing`, async (t) => {
    const gateway = await startGateway({ ...options, transport });
    t.ok(gateway.listener.port > 0);
    gateway.stop();
    gateway.stop();
    t.match(await gateway.ended, { transport, accepted: 0 });
    gateway.stop();
  });

  t.test(
    `${transport}: a thread that cannot start is the start’s failure`,
    { skip: !hasEpoll && 'no affinity' },
    async (t) => {
      await t.rejects(startGateway({ ...options, transport, cpu: 4095 }), { message: /sched_setaffinity/ });
    },
  );
}
