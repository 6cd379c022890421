import t from 'tap';
import type { Bench } from './bench.ts';
import { floor, gateway } from './gateway.ts';

const bench = { placement: { serverCpu: 1 }, yardsticks: { socket_floor: { file: 'socket_floor' } } } as Bench;

t.test('a gateway has to match orders and to end in order, a floor has to do neither', async (t) => {
  t.match(gateway(1, '--epoll'), { cpu: 1, matches: true, polls: false, endsBySignal: undefined });
  t.match(gateway(1, '--epoll', '--spin'), { matches: true, polls: true, endsBySignal: undefined });
  t.match(floor(bench), { cpu: 1, matches: undefined, polls: false, endsBySignal: true });
  t.match(floor(bench, 'spin'), { matches: undefined, polls: true, endsBySignal: true });
});
