import t from 'tap';
import { parseAttacks, parseTransports } from './command.ts';

t.test('attacks and transports are chosen by name', async (t) => {
  t.strictSame(parseAttacks('half-open,sweep'), ['sweep', 'half-open']);
  t.strictSame(parseTransports('both'), ['epoll', 'threaded']);
  t.strictSame(parseTransports('threaded'), ['threaded']);
  t.throws(() => parseAttacks('sweep,flood'), { message: /"sweep,flood" is not a list of attacks/ });
  t.throws(() => parseTransports('udp'), { message: /"udp" is not epoll, threaded or both/ });
});
