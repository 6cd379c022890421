import t from 'tap';
import type { GatewayOptions } from './options.ts';
import { assertPossible, listeningLine, type Machine } from './serve.ts';

const MIB = 2 ** 20;
const linux: Machine = { hasEpoll: true, cpus: () => [0, 2] };
const mac: Machine = { hasEpoll: false, cpus: () => undefined };
const options: GatewayOptions = {
  transport: 'threaded',
  host: '127.0.0.1',
  port: 0,
  symbols: ['AAPL'],
  risk: { maxOrderQuantity: 1, maxNotional: 1 },
  maxOrders: 1,
  maxConnections: 0,
  output: { maxOutbufBytes: MIB, maxOutbufHardBytes: 8 * MIB },
  idleTimeoutMs: 0,
  frameTimeoutMs: 0,
  spin: false,
  rehearse: true,
  cpu: undefined,
  marketData: undefined,
  stats: false,
};

t.test('what can be done passes', async (t) => {
  const cases: [Partial<GatewayOptions>, Machine][] = [
    [{}, linux],
    [{}, mac],
    [{ transport: 'epoll', spin: true, cpu: 2 }, linux],
    [{ output: { maxOutbufBytes: MIB, maxOutbufHardBytes: MIB + 4096 } }, mac],
  ];
  for (const [change, machine] of cases) assertPossible({ ...options, ...change }, machine);
  t.pass();
});

function refusal(wanted: GatewayOptions, machine: Machine): unknown {
  try {
    return assertPossible(wanted, machine);
  } catch (error) {
    return error;
  }
}

t.test('what the machine lacks, or contradicts itself, is refused with status 2 and says why', async (t) => {
  const cases: [Partial<GatewayOptions>, Machine, code: string, message: RegExp][] = [
    [{ transport: 'epoll' }, mac, 'NO_EPOLL', /^the epoll transport needs Linux$/],
    [{ cpu: 0 }, mac, 'NO_AFFINITY', /needs Linux$/],
    [{ cpu: 1 }, linux, 'USAGE', /^--cpu: this process may not run on CPU 1, only on 0, 2$/],
    [{ spin: true }, linux, 'USAGE', /^--spin goes with --epoll$/],
    [{ rehearse: false }, linux, 'USAGE', /^--cold goes with --epoll$/],
    [{ output: { maxOutbufBytes: MIB, maxOutbufHardBytes: MIB + 4095 } }, linux, 'USAGE', /at least 4096 bytes above/],
  ];
  for (const [change, machine, code, message] of cases) {
    t.match(refusal({ ...options, ...change }, machine), { code, message, exitCode: 2 }, code);
  }
  t.match(refusal({ ...options, transport: 'epoll' }, mac), { remedy: /without --epoll/ });
});

t.test('the first line says where it listens and who can reach it', async (t) => {
  const cases: [GatewayOptions['transport'], host: string, family: 4 | 6, line: string][] = [
    ['threaded', '127.0.0.1', 4, 'qsl-gateway listening on 127.0.0.1:9009 (no auth, localhost only)'],
    ['epoll', '127.0.0.1', 4, 'qsl-gateway epoll listening on 127.0.0.1:9009 (no auth, localhost only)'],
    ['threaded', '127.9.9.9', 4, 'qsl-gateway listening on 127.9.9.9:9009 (no auth, localhost only)'],
    ['threaded', '::1', 6, 'qsl-gateway listening on [::1]:9009 (no auth, localhost only)'],
    ['threaded', '0.0.0.0', 4, 'qsl-gateway listening on 0.0.0.0:9009 (no auth, open to the network)'],
    ['epoll', '::', 6, 'qsl-gateway epoll listening on [::]:9009 (no auth, open to the network)'],
  ];
  for (const [transport, host, family, line] of cases) {
    t.equal(listeningLine({ transport }, { host, family, port: 9009 }), line);
  }
});
